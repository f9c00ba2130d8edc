package io.slipway.forge.status;

import io.slipway.forge.identity.UserId;
import java.time.Instant;
import java.util.Optional;

/** What one build elsewhere tells about a commit. */
public record CommitStatus(
        long id,
        String sha,
        String ref,
        String name,
        String stage,
        CommitState state,
        Optional<String> targetUrl,
        Optional<String> description,
        Optional<UserId> author,
        boolean allowFailure,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt) {}
