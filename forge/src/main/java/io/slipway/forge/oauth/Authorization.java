package io.slipway.forge.oauth;

import java.util.Optional;

/**
 * What a program asks a person for.
 *
 * @param clientId the application's uid
 * @param scope names of scopes, separated by spaces; empty means {@code api}
 * @param challenge PKCE: what the verifier must hash to
 * @param challengeMethod {@code S256} or {@code plain}
 */
public record Authorization(
        String clientId,
        String redirectUri,
        Optional<String> scope,
        Optional<String> challenge,
        Optional<String> challengeMethod) {}
