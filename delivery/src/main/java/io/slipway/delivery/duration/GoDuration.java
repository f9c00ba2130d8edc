package io.slipway.delivery.duration;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations as Go writes them ({@code 1h30m}, {@code 500ms}); a bare whole number is seconds. */
public final class GoDuration {

    private static final Pattern PART =
            Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Long> NANOS =
            Map.of(
                    "ns", 1L,
                    "us", 1_000L,
                    "µs", 1_000L,
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "m", 60_000_000_000L,
                    "h", 3_600_000_000_000L);
    private static final int LONGEST = 64;

    private GoDuration() {}

    /** The duration that a text means; empty when it means none, is negative, or exceeds a year. */
    public static Optional<Duration> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        if (text.matches("[0-9]{1,8}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        var matcher = PART.matcher(text);
        var nanos = BigDecimal.ZERO;
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            var unit = NANOS.getOrDefault(matcher.group(2), 0L);
            nanos = nanos.add(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)));
            end = matcher.end();
        }
        boolean whole = end == text.length() && end > 0;
        boolean inRange = nanos.compareTo(BigDecimal.valueOf(Duration.ofDays(366).toNanos())) <= 0;
        return whole && inRange
                ? Optional.of(Duration.ofNanos(nanos.setScale(0, RoundingMode.DOWN).longValue()))
                : Optional.empty();
    }
}
