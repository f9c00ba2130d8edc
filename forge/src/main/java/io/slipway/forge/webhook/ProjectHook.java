package io.slipway.forge.webhook;

import io.slipway.forge.access.ProjectId;
import java.time.Instant;

/**
 * A project calls an address when something happens in it.
 *
 * @param hasToken whether a token goes with each call; the token itself is never shown again
 */
public record ProjectHook(
        long id,
        ProjectId project,
        String url,
        boolean hasToken,
        HookEvents events,
        boolean sslVerification,
        Instant createdAt) {}
