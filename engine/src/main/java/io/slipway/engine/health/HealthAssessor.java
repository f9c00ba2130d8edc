package io.slipway.engine.health;

import io.slipway.manifests.ResourceObject;
import java.time.Instant;
import java.util.Optional;

/** The rule of one kind. Looks at nothing but the object and the time. */
@FunctionalInterface
public interface HealthAssessor {

    /**
     * The health; empty when an object of this kind has none (neutral everywhere). Whatever is
     * thrown becomes {@link HealthStatus#UNKNOWN} with the exception's message.
     */
    Optional<Health> assess(ResourceObject object, Instant now);
}
