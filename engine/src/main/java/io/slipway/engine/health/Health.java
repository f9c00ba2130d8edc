package io.slipway.engine.health;

import java.time.Instant;
import java.util.Optional;

/**
 * How well an object does, and why.
 *
 * @param message empty when there is nothing to say
 * @param checkAgain when the verdict depends on time: the moment at which it may differ although
 *     the object did not change
 */
public record Health(HealthStatus status, String message, Optional<Instant> checkAgain) {

    /** With a reason. */
    public static Health of(HealthStatus status, String message) {
        return new Health(status, message, Optional.empty());
    }

    /** Without a reason. */
    public static Health of(HealthStatus status) {
        return of(status, "");
    }

    /** All is well. */
    public static Health healthy(String message) {
        return of(HealthStatus.HEALTHY, message);
    }

    /** On its way. */
    public static Health progressing(String message) {
        return of(HealthStatus.PROGRESSING, message);
    }

    /** Something failed. */
    public static Health degraded(String message) {
        return of(HealthStatus.DEGRADED, message);
    }

    /** Paused by somebody's wish. */
    public static Health suspended(String message) {
        return of(HealthStatus.SUSPENDED, message);
    }

    /** It cannot be told. */
    public static Health unknown(String message) {
        return of(HealthStatus.UNKNOWN, message);
    }

    /** The same, to be looked at again at that moment. */
    public Health until(Instant moment) {
        return new Health(status, message, Optional.of(moment));
    }
}
