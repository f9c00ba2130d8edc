package io.slipway.forge.oidc;

import io.slipway.platform.secret.Secret;
import java.net.URI;
import java.util.List;

/**
 * The provider, and what is made of those it sends.
 *
 * @param issuer as the provider calls itself; its discovery document is below
 * @param clientId this server's name at the provider
 * @param clientSecret this server's password at the provider; empty for a public client
 * @param scopes asked for; {@code openid} is added
 * @param usernameClaim which claim a new person's user name is made of
 * @param groupsClaim which claim lists groups
 * @param allowedGroups if any, only members of one of these may sign in
 * @param autoCreate whether a person who has no account gets one
 * @param linkByEmail whether a verified e-mail address of an account here links to it
 * @param label on the button of the sign-in page
 */
public record OidcSettings(
        URI issuer,
        String clientId,
        Secret clientSecret,
        List<String> scopes,
        String usernameClaim,
        String groupsClaim,
        List<String> allowedGroups,
        boolean autoCreate,
        boolean linkByEmail,
        String label) {

    /** Adds {@code openid}, and copies. */
    public OidcSettings {
        scopes =
                scopes.contains("openid")
                        ? List.copyOf(scopes)
                        : java.util.stream.Stream.concat(
                                        java.util.stream.Stream.of("openid"), scopes.stream())
                                .toList();
        allowedGroups = List.copyOf(allowedGroups);
    }
}
