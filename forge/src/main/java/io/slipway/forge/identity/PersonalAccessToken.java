package io.slipway.forge.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A token that a person made for a program: named, with scopes, and an end if wished. */
public record PersonalAccessToken(
        long id,
        UserId user,
        String name,
        Set<Scope> scopes,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> revokedAt) {

    /** Whether it works now. */
    public boolean isUsable(Instant now) {
        return revokedAt.isEmpty() && expiresAt.filter(end -> !now.isBefore(end)).isEmpty();
    }
}
