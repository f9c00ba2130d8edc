package io.slipway.forge.identity;

import java.time.Instant;
import java.util.Optional;

/** One line of the audit log. */
public record AuditRow(
        long id,
        Instant at,
        Optional<UserId> actorId,
        String actor,
        Optional<UserId> impersonator,
        String credential,
        String address,
        String requestId,
        String verb,
        AuditTarget target,
        String detail) {}
