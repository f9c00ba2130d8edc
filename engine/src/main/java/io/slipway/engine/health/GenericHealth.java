package io.slipway.engine.health;

import io.slipway.manifests.ResourceObject;
import java.time.Instant;
import java.util.Optional;

/** The rule for kinds without one of their own (health H4, generic fallback). */
final class GenericHealth implements HealthAssessor {

    @Override
    public Optional<Health> assess(ResourceObject object, Instant now) {
        return Optional.empty();
    }
}
