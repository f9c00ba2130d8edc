package io.slipway.engine.diff;

import io.slipway.manifests.ResourceObject;
import java.util.List;
import java.util.Optional;

/**
 * The difference of one object, normalised on both sides.
 *
 * @param modified whether an apply would change anything that counts
 * @param live the normalised live object; empty when there is none
 * @param predicted the normalised object as an apply would leave it; empty when there is no desired
 *     one
 * @param fields what differs; empty for creations and extra objects
 * @param failure why it could not be told (then {@code modified} is true)
 */
public record ObjectDiff(
        boolean modified,
        Optional<ResourceObject> live,
        Optional<ResourceObject> predicted,
        List<FieldDifference> fields,
        Optional<String> failure) {

    public ObjectDiff {
        fields = List.copyOf(fields);
    }

    /** It could not be told. */
    public static ObjectDiff failed(String reason) {
        return new ObjectDiff(
                true, Optional.empty(), Optional.empty(), List.of(), Optional.of(reason));
    }

    /** Nothing differs, and no details are kept. */
    public static ObjectDiff same() {
        return new ObjectDiff(
                false, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
    }
}
