package io.slipway.forge.identity;

import io.slipway.platform.secret.Secret;
import java.util.Optional;

/** What to change of a user; what is empty stays. */
public record UserChange(
        Optional<String> username,
        Optional<String> name,
        Optional<String> email,
        Optional<Secret> password,
        Optional<String> bio,
        Optional<String> location,
        Optional<String> skype,
        Optional<String> linkedin,
        Optional<String> twitter,
        Optional<String> websiteUrl,
        Optional<Boolean> admin,
        Optional<Boolean> external,
        Optional<Boolean> canCreateGroup,
        Optional<Integer> projectsLimit,
        Optional<Identity> identity) {

    /** No change. */
    public static UserChange none() {
        return new UserChange(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Only a new password. */
    public static UserChange password(Secret password) {
        return new UserChange(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(password),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Only an account at a provider that signs the user in from now on. */
    public static UserChange identity(Identity identity) {
        return new UserChange(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(identity));
    }
}
