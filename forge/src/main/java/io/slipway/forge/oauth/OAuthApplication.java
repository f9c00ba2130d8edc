package io.slipway.forge.oauth;

import io.slipway.forge.identity.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A program that people let act for them.
 *
 * @param uid the client id
 * @param redirectUris where codes may be sent
 * @param owner who registered it; empty if it is the whole forge's
 * @param trusted whether nobody is asked for consent
 */
public record OAuthApplication(
        long id,
        String uid,
        String name,
        List<String> redirectUris,
        Optional<UserId> owner,
        boolean trusted,
        Instant createdAt) {

    /** Copies the addresses. */
    public OAuthApplication {
        redirectUris = List.copyOf(redirectUris);
    }
}
