package io.slipway.forge.identity;

import java.time.Instant;

/** A sign-in that lasts until its end, used or not, over restarts of the server. */
public record Session(
        long id,
        UserId user,
        SessionKind kind,
        String address,
        Instant createdAt,
        Instant expiresAt) {}
