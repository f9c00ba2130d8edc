package io.slipway.delivery.application;

import java.util.List;
import java.util.Optional;

/**
 * A person's word that a list of deletions may go on (decisions 19). Kept as an annotation, so that
 * it is seen and survives a restart.
 *
 * @param revision at which the deletions were asked for
 * @param hash of the list
 */
public record Confirmation(String revision, String hash) {

    /** Where it is kept: {@code revision:hash}. */
    public static final String ANNOTATION = "slipway/deletions-confirmed";

    /** The last one of an application. */
    public static Optional<Confirmation> of(Application application) {
        return application
                .metadata()
                .annotation(ANNOTATION)
                .map(text -> text.split(":", 2))
                .filter(parts -> parts.length == 2)
                .map(parts -> new Confirmation(parts[0], parts[1]));
    }

    /** The hash, when it was given for one of these revisions. */
    public Optional<String> hashFor(List<String> revisions) {
        return revisions.contains(revision) ? Optional.of(hash) : Optional.empty();
    }

    String text() {
        return revision + ":" + hash;
    }
}
