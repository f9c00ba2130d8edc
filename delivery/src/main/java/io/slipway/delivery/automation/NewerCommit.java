package io.slipway.delivery.automation;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.Operation;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of an automated sync when a newer commit that affects the application has been
 * compared meanwhile (spec gitops-engine-sync Q; the annotation is ours). A sync that a person
 * started always runs to its end.
 */
public final class NewerCommit {

    /**
     * Annotation of the application: {@code finish}, or {@code supersede}, which is the default.
     */
    public static final String POLICY = "slipway/on-newer-commit";

    private NewerCommit() {}

    /**
     * Why the operation of an application is not worth waiting for any more; empty when it is.
     *
     * @param application with its operation and the status of the last refresh
     */
    public static Optional<String> supersedes(Application application) {
        var operation = application.operation().filter(o -> o.initiatedBy().automated());
        if (operation.isEmpty()
                || application.metadata().annotation(POLICY).filter("finish"::equals).isPresent()) {
            return Optional.empty();
        }
        var running = operation.get().sync().map(Operation.Sync::allRevisions).orElse(List.of());
        var newest = application.status().sync().allRevisions();
        return running.isEmpty() || newest.isEmpty() || running.equals(newest)
                ? Optional.empty()
                : Optional.of("superseded by " + String.join(", ", newest));
    }
}
