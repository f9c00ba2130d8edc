package io.slipway.forge.oauth;

import io.slipway.forge.identity.Scope;
import io.slipway.forge.identity.UserId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What a token is, for whoever has it. */
public record TokenInfo(
        UserId user,
        Set<Scope> scopes,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<String> applicationUid) {}
