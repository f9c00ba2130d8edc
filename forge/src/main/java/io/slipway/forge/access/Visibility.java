package io.slipway.forge.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who may see a thing without being a member of it. */
public enum Visibility {
    /** Nobody. */
    PRIVATE(0),
    /** Everybody who is signed in and not external. */
    INTERNAL(10),
    /** Everybody. */
    PUBLIC(20);

    private final int level;

    Visibility(int level) {
        this.level = level;
    }

    /** The number of the v3 API, and of the database. */
    public int level() {
        return level;
    }

    /** The visibility of a number. */
    public static Optional<Visibility> of(int level) {
        return Arrays.stream(values()).filter(one -> one.level == level).findFirst();
    }

    /** The visibility of a stored number. */
    public static Visibility ofStored(int level) {
        return of(level).orElseThrow();
    }

    /** As messages name it: {@code private}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
