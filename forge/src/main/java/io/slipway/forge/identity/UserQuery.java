package io.slipway.forge.identity;

import java.util.Optional;

/**
 * Which users to list.
 *
 * @param search contained in name, e-mail or user name, whatever the case
 * @param username exactly this user name, whatever the case
 * @param activeOnly only those who are not blocked
 */
public record UserQuery(Optional<String> search, Optional<String> username, boolean activeOnly) {

    /** All users. */
    public static UserQuery all() {
        return new UserQuery(Optional.empty(), Optional.empty(), false);
    }
}
