package io.slipway.forge.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a member is in a group or project; each has all that the ones before it have. */
public enum Role {
    /** Sees and discusses. */
    GUEST(10),
    /** Reads the code, and the applications. */
    REPORTER(20),
    /** Pushes, and syncs. */
    DEVELOPER(30),
    /** Administers a project and its applications. */
    MASTER(40),
    /** Administers a group; only in groups, and the owner of a user's own namespace. */
    OWNER(50);

    private final int level;

    Role(int level) {
        this.level = level;
    }

    /** The number of the v3 API, and of the database. */
    public int level() {
        return level;
    }

    /** Whether this is the other or more. */
    public boolean isAtLeast(Role other) {
        return level >= other.level;
    }

    /** The role of a number. */
    public static Optional<Role> of(int level) {
        return Arrays.stream(values()).filter(one -> one.level == level).findFirst();
    }

    /** The role of a stored number. */
    public static Role ofStored(int level) {
        return of(level).orElseThrow();
    }

    /** As groups of impersonated people and messages name it: {@code developer}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
