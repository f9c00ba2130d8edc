package io.slipway.delivery.cluster;

import java.time.Instant;

/**
 * A registered cluster as a row.
 *
 * @param sealed its connection settings, encrypted
 */
record Registration(
        long id,
        String name,
        String server,
        String sealed,
        boolean bindAdministrators,
        Instant createdAt,
        Instant updatedAt) {}
