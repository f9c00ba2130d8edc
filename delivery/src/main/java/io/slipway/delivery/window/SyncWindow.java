package io.slipway.delivery.window;

import io.slipway.delivery.duration.GoDuration;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A time in which some applications of a project may be synced, or may not, as its author wrote it.
 *
 * @param kind {@code allow} or {@code deny}
 * @param schedule when it begins, five fields of cron
 * @param duration how long it lasts, as Go writes it
 * @param applications globs of names
 * @param namespaces globs of destination namespaces
 * @param clusters globs of destination servers or names, as the application's spec has them
 * @param manualSync whether people may sync although it says no
 * @param timeZone of the schedule, by its IANA name; UTC when empty or unknown
 * @param andOperator whether every list that is not empty has to match, not one of them
 * @param syncOverrun whether a sync that was allowed when it started may run on
 */
public record SyncWindow(
        String kind,
        String schedule,
        String duration,
        List<String> applications,
        List<String> namespaces,
        List<String> clusters,
        boolean manualSync,
        String timeZone,
        boolean andOperator,
        boolean syncOverrun,
        String description) {

    public SyncWindow {
        applications = List.copyOf(applications);
        namespaces = List.copyOf(namespaces);
        clusters = List.copyOf(clusters);
    }

    /** Whether it forbids while it is open. */
    public boolean isDeny() {
        return kind.equals("deny");
    }

    /** What is wrong with it, in sentences that begin with the field; empty when nothing is. */
    public List<String> problems() {
        var found = new ArrayList<String>();
        if (!kind.equals("allow") && !kind.equals("deny")) {
            found.add("kind must be allow or deny, not \"" + kind + "\"");
        }
        try {
            Cron.parse(schedule);
        } catch (IllegalArgumentException e) {
            found.add("schedule " + e.getMessage());
        }
        if (length().isEmpty()) {
            found.add("duration must be a duration such as 30m or 1h, not \"" + duration + "\"");
        }
        if (applications.isEmpty() && namespaces.isEmpty() && clusters.isEmpty()) {
            found.add("applications, namespaces and clusters are all empty: name some");
        }
        return found;
    }

    /** Whether it is the same as another but for what people may do and what it is for. */
    boolean repeats(SyncWindow other) {
        return plain().equals(other.plain());
    }

    private SyncWindow plain() {
        return new SyncWindow(
                kind,
                schedule,
                duration,
                applications,
                namespaces,
                clusters,
                false,
                timeZone,
                andOperator,
                syncOverrun,
                "");
    }

    private Optional<Duration> length() {
        return GoDuration.parse(duration).filter(d -> !d.isZero());
    }

    private ZoneId zone() {
        try {
            return timeZone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(timeZone);
        } catch (DateTimeException _) {
            return ZoneOffset.UTC;
        }
    }

    /** Whether it is about that application. */
    boolean selects(Synced synced) {
        var matches =
                Stream.of(
                                match(applications, List.of(synced.name())),
                                match(namespaces, List.of(synced.namespace())),
                                match(clusters, List.of(synced.server(), synced.cluster())))
                        .flatMap(Optional::stream)
                        .toList();
        return andOperator
                ? !matches.isEmpty() && !matches.contains(false)
                : matches.contains(true);
    }

    private static Optional<Boolean> match(List<String> globs, List<String> texts) {
        return globs.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        globs.stream()
                                .anyMatch(g ->
                                        texts.stream()
                                                .filter(t -> !t.isEmpty())
                                                .anyMatch(t -> glob(g).matcher(t).matches())));
    }

    private static Pattern glob(String text) {
        var regex = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '*' -> regex.append(".*");
                        case '?' -> regex.append('.');
                        default -> regex.append(Pattern.quote(Character.toString(c)));
                    }
                });
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /** Whether it is open; asked of windows without problems only. */
    boolean isActive(Instant now) {
        return Cron.parse(schedule)
                .next(now.minus(length().orElseThrow()), zone())
                .filter(f -> f.isBefore(now))
                .isPresent();
    }

    /** When it next opens or closes; empty when never. */
    Optional<Instant> nextChange(Instant now) {
        var cron = Cron.parse(schedule);
        var zone = zone();
        var length = length().orElseThrow();
        var opens = cron.next(now, zone).map(f -> f.plusMillis(1));
        var closes =
                lastFiring(cron, zone, length, now)
                        .map(f -> f.plus(length))
                        .filter(c -> c.isAfter(now));
        return Stream.concat(opens.stream(), closes.stream()).min(Instant::compareTo);
    }

    /** The last time that it fired, not longer ago than it lasts: by halving, not by counting. */
    private static Optional<Instant> lastFiring(
            Cron cron, ZoneId zone, Duration length, Instant now) {
        long none = 0;
        long some = length.toMillis();
        if (cron.next(now.minusMillis(some), zone).filter(f -> f.isBefore(now)).isEmpty()) {
            return Optional.empty();
        }
        while (some - none > 1000) {
            long half = (some + none) / 2;
            boolean fires =
                    cron.next(now.minusMillis(half), zone).filter(f -> f.isBefore(now)).isPresent();
            some = fires ? half : some;
            none = fires ? none : half;
        }
        return cron.next(now.minusMillis(some), zone).filter(f -> f.isBefore(now));
    }

    /** For people: which one it is. */
    String described() {
        return kind
                + " \""
                + schedule
                + "\" for "
                + duration
                + (timeZone.isEmpty() ? "" : " in " + timeZone)
                + (description.isEmpty() ? "" : " (" + description + ")");
    }
}
