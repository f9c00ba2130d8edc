package io.slipway.engine.compare;

import io.slipway.manifests.ResourceKey;
import java.util.Optional;

/** What the application's project allows (spec: lifecycle P1, P2). */
@FunctionalInterface
public interface ResourcePolicy {

    /**
     * Why this object may not be managed; empty when it may.
     *
     * @param namespaced whether its kind lives in namespaces
     */
    Optional<String> refusal(ResourceKey object, boolean namespaced);

    /** Everything is allowed. */
    static ResourcePolicy everything() {
        return (_, _) -> Optional.empty();
    }
}
