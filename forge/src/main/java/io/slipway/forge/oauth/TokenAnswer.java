package io.slipway.forge.oauth;

import io.slipway.forge.identity.Scope;
import io.slipway.platform.secret.Secret;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What came of asking for a token. */
public sealed interface TokenAnswer {

    /** Here it is; its text is told only here. */
    record Issued(
            Secret accessToken,
            Secret refreshToken,
            Set<Scope> scopes,
            Instant createdAt,
            Optional<Instant> expiresAt)
            implements TokenAnswer {}

    /**
     * There is none.
     *
     * @param error the code of RFC 6749: {@code invalid_grant}
     * @param description a sentence for the program's author
     */
    record Refused(String error, String description) implements TokenAnswer {

        static Refused grant() {
            return new Refused(
                    "invalid_grant",
                    "The provided authorization grant is invalid, expired, revoked, does not match"
                            + " the redirection URI used in the authorization request, or was"
                            + " issued to another client.");
        }

        static Refused client() {
            return new Refused(
                    "invalid_client",
                    "Client authentication failed due to unknown client, no client authentication"
                            + " included, or unsupported authentication method.");
        }
    }
}
