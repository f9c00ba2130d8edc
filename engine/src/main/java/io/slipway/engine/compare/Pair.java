package io.slipway.engine.compare;

import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A desired object and the live one of the same key; at least one is there.
 *
 * @param desired normalised and stamped
 * @param namespaced whether the kind lives in namespaces
 * @param selfReferencing whether the tracking data describes this very object
 * @param synthetic made by the engine for the destination namespace's metadata
 * @param refusal why the project does not allow it
 */
public record Pair(
        ResourceKey key,
        Optional<ResourceObject> desired,
        Optional<ResourceObject> live,
        boolean namespaced,
        boolean selfReferencing,
        boolean synthetic,
        Optional<String> refusal) {

    /** The desired object, else the live one. */
    public ResourceObject either() {
        return desired.or(() -> live).orElseThrow();
    }

    /** Desired first, then live. */
    public Stream<ResourceObject> both() {
        return Stream.concat(desired.stream(), live.stream());
    }

    /** The object as a hook; empty when it is an ordinary one. */
    public Optional<Hook> hook() {
        return Hook.of(either());
    }

    /**
     * Live, not desired, no hook, and meant by its own tracking data: a sync with prune deletes it.
     */
    public boolean isExtra() {
        return desired.isEmpty() && selfReferencing && hook().isEmpty();
    }
}
