package io.slipway.forge.identity;

import io.slipway.platform.secret.Secret;
import java.util.Optional;

/**
 * A user to be.
 *
 * @param password at least 8 characters; empty for one who signs in elsewhere only
 * @param confirmed whether the address is taken as confirmed at once
 * @param identity an account at a provider that signs them in
 */
public record NewUser(
        String username,
        String name,
        String email,
        Optional<Secret> password,
        Profile profile,
        boolean admin,
        boolean external,
        Optional<Boolean> canCreateGroup,
        Optional<Integer> projectsLimit,
        boolean confirmed,
        Optional<Identity> identity) {

    /** A plain user with a password. */
    public static NewUser of(String username, String name, String email, Secret password) {
        return new NewUser(
                username,
                name,
                email,
                Optional.of(password),
                Profile.empty(),
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty());
    }

    /** The same as an administrator. */
    public NewUser asAdmin() {
        return new NewUser(
                username,
                name,
                email,
                password,
                profile,
                true,
                external,
                canCreateGroup,
                projectsLimit,
                confirmed,
                identity);
    }
}
