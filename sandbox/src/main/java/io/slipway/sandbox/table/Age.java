package io.slipway.sandbox.table;

import io.slipway.manifests.Trees;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;

/** Durations as kubectl shows them: {@code 45s}, {@code 3m10s}, {@code 5h}, {@code 12d}. */
final class Age {

    private final Clock clock;

    Age(Clock clock) {
        this.clock = clock;
    }

    String of(Map<String, Object> object) {
        return since(Trees.stringAt(object, "metadata", "creationTimestamp").orElse(""));
    }

    String since(String time) {
        if (time.isEmpty()) {
            return "<unknown>";
        }
        try {
            return shown(Duration.between(Instant.parse(time), clock.instant()));
        } catch (DateTimeParseException e) {
            return "<invalid>";
        }
    }

    static String between(String from, String to) {
        try {
            return shown(Duration.between(Instant.parse(from), Instant.parse(to)));
        } catch (DateTimeParseException e) {
            return "<invalid>";
        }
    }

    private static String shown(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return minutes + "m" + rest(seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        if (hours < 8) {
            return hours + "h" + rest(minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        long days = hours / 24;
        if (hours < 192) {
            return days + "d" + rest(hours % 24, "h");
        }
        return days < 730 ? days + "d" : days / 365 + "y" + rest(days % 365, "d");
    }

    private static String rest(long n, String unit) {
        return n == 0 ? "" : n + unit;
    }
}
