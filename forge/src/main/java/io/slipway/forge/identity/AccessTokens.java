package io.slipway.forge.identity;

import io.slipway.platform.secret.Secret;
import java.util.Optional;
import java.util.Set;

/** Another kind of bearer token, made elsewhere: the OAuth 2 provider's. */
public interface AccessTokens {

    /** What a token stands for. */
    sealed interface Found {

        /** It works. */
        record Usable(UserId user, Set<Scope> scopes) implements Found {}

        /** It was good once; the words say what is wrong now. */
        record Ended(String description) implements Found {}
    }

    /** What this text is, if it is one of these tokens. */
    Optional<Found> find(Secret text);
}
