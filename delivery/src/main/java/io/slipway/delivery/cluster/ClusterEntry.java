package io.slipway.delivery.cluster;

import java.time.Instant;
import java.util.Optional;

/**
 * A cluster as people see it.
 *
 * @param primary whether it also answers to {@code in-cluster} and {@code
 *     https://kubernetes.default.svc}
 * @param bindAdministrators whether Slipway's administrators are made administrators there
 * @param registeredAt empty for the clusters of the server's own start
 */
public record ClusterEntry(
        String name,
        String server,
        boolean primary,
        boolean bindAdministrators,
        Optional<Instant> registeredAt,
        ConnectionHealth health) {

    /** Whether an administrator registered it; the others are fixed while the server runs. */
    public boolean isRegistered() {
        return registeredAt.isPresent();
    }
}
