package io.slipway.forge.identity;

import io.slipway.forge.notice.Notice;
import java.time.Instant;
import java.util.Optional;

/**
 * A person with an account.
 *
 * @param username unique whatever its case, also against the paths of groups
 * @param email the first address; unique against all addresses of all users
 * @param external sees internal projects only as a member, and creates no groups
 * @param projectsLimit how many personal projects they may have
 * @param avatar the file name of an uploaded picture
 * @param confirmedAt when the address was confirmed
 * @param currentSignInAt the latest sign-in with a password
 * @param lastSignInAt the one before it
 */
public record User(
        UserId id,
        String username,
        String name,
        String email,
        UserState state,
        boolean admin,
        boolean external,
        boolean canCreateGroup,
        int projectsLimit,
        Profile profile,
        Optional<String> avatar,
        int themeId,
        int colorSchemeId,
        boolean twoFactor,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> confirmedAt,
        Optional<Instant> currentSignInAt,
        Optional<Instant> lastSignInAt) {

    /** Whether credentials of this user work. */
    public boolean isActive() {
        return state == UserState.ACTIVE;
    }

    /** As notices name them. */
    public Notice.Person asPerson() {
        return new Notice.Person(id.value(), username, name, email);
    }
}
