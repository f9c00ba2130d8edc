package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long a push took to arrive, by the server's clock.
 *
 * @param refUpdatedAt when the ref had moved
 * @param syncedAt when the application was Synced at the new revision
 * @param healthyAt when it was Healthy there too, as far as it is yet
 */
public record SyncTiming(
        ApplicationId application,
        String name,
        String revision,
        Instant refUpdatedAt,
        Instant syncedAt,
        Optional<Instant> healthyAt) {

    /** From the ref to Synced. */
    public Duration toSynced() {
        return Duration.between(refUpdatedAt, syncedAt);
    }
}
