package io.slipway.api.gitlab.call;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Times as this API writes them. */
public final class Times {
    private static final DateTimeFormatter RECORD =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter COMMIT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT);

    private Times() {}

    /** A time of a record: UTC, milliseconds, Z. */
    public static String of(Instant time) {
        return RECORD.format(time);
    }

    /** The same, or null. */
    public static @Nullable String of(Optional<Instant> time) {
        return time.map(Times::of).orElse(null);
    }

    /** A time of a commit: in the author's own offset, +00:00 rather than Z. */
    public static String ofCommit(ZonedDateTime time) {
        return COMMIT.format(time);
    }
}
