package io.slipway.kustomize.node;

import io.slipway.kustomize.option.KustomizeException;
import io.slipway.manifests.yaml.TextLimits;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings of kustomize's own files: YAML 1.1, first document only, the last of equal
 * keys wins.
 */
public final class OldYaml {

    private OldYaml() {}

    /**
     * The tree of the first document; null for an empty text.
     *
     * @throws KustomizeException when it is no YAML
     */
    public static @Nullable Object read(String text, TextLimits limits) {
        return read(text, NodeReader.Repeated.LAST_WINS, limits);
    }

    /** The same, but a key that stands twice in a map is an error. */
    public static @Nullable Object readUnique(String text, TextLimits limits) {
        return read(text, NodeReader.Repeated.REMEMBERED, limits);
    }

    private static @Nullable Object read(
            String text, NodeReader.Repeated repeated, TextLimits limits) {
        try {
            return NodeReader.document(text, 1, repeated, limits)
                    .<@Nullable Object>map(OldValues::of)
                    .orElse(null);
        } catch (NodeException e) {
            throw new KustomizeException(
                    "error converting YAML to JSON: " + e.getMessage(),
                    e.line() > 0
                            ? new KustomizeException.Place(
                                    java.util.Optional.empty(),
                                    java.util.Optional.empty(),
                                    java.util.Optional.of(e.line()),
                                    java.util.Optional.empty())
                            : KustomizeException.Place.UNKNOWN,
                    e);
        }
    }
}
