package io.slipway.delivery.window;

import io.slipway.delivery.window.Permission.Allowed;
import io.slipway.delivery.window.Permission.Blocked;
import io.slipway.platform.problem.Violations;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The windows of a project. Immutable. */
public record SyncWindows(List<SyncWindow> all) {

    /** No windows: everything is allowed at any time. */
    public static final SyncWindows NONE = new SyncWindows(List.of());

    private static final int MOST_CHANGES = 200;

    public SyncWindows {
        all = List.copyOf(all);
    }

    /** Collects what is wrong, by {@code syncWindows[i]}. */
    public void check(Violations violations) {
        for (int i = 0; i < all.size(); i++) {
            var window = all.get(i);
            var field = "syncWindows[" + i + "]";
            window.problems().forEach(p -> violations.add(field, p));
            violations.addIf(
                    all.subList(0, i).stream().anyMatch(window::repeats),
                    field,
                    "is the same as one before it");
        }
    }

    /**
     * Whether an application may be synced.
     *
     * @param manual whether a person asked for it
     * @param startedAt of the operation, when it runs already
     */
    public Permission decide(
            Synced synced, boolean manual, Optional<Instant> startedAt, Instant now) {
        var relevant = all.stream().filter(w -> w.selects(synced)).toList();
        var broken = relevant.stream().filter(w -> !w.problems().isEmpty()).findFirst();
        if (broken.isPresent()) {
            return new Blocked(
                    broken.get().described()
                            + ", which cannot be understood: "
                            + String.join("; ", broken.get().problems()),
                    Optional.empty());
        }
        var blocking = blocking(relevant, manual, startedAt, now);
        return blocking.isEmpty()
                ? new Allowed()
                : new Blocked(
                        blocking.get().described(),
                        opening(relevant, manual, startedAt, now).map(SyncWindows::toWholeSeconds));
    }

    private static Instant toWholeSeconds(Instant moment) {
        var floor = moment.truncatedTo(ChronoUnit.SECONDS);
        return floor.equals(moment) ? floor : floor.plusSeconds(1);
    }

    /** The rows of the specification's table, in their order. */
    private static Optional<SyncWindow> blocking(
            List<SyncWindow> relevant, boolean manual, Optional<Instant> startedAt, Instant now) {
        var denies =
                relevant.stream().filter(SyncWindow::isDeny).filter(w -> w.isActive(now)).toList();
        if (!denies.isEmpty()) {
            return excused(denies, relevant, manual, startedAt)
                    ? Optional.empty()
                    : Optional.of(denies.getFirst());
        }
        var allows = relevant.stream().filter(w -> !w.isDeny()).toList();
        if (allows.isEmpty() || allows.stream().anyMatch(w -> w.isActive(now))) {
            return Optional.empty();
        }
        return excused(allows, relevant, manual, startedAt)
                ? Optional.empty()
                : Optional.of(allows.getFirst());
    }

    /** A person may pass where all say so; a sync that began in time may go on where all say so. */
    private static boolean excused(
            List<SyncWindow> inTheWay,
            List<SyncWindow> relevant,
            boolean manual,
            Optional<Instant> startedAt) {
        if (manual && inTheWay.stream().allMatch(SyncWindow::manualSync)) {
            return true;
        }
        return startedAt.isPresent()
                && inTheWay.stream().allMatch(SyncWindow::syncOverrun)
                && blocking(relevant, manual, Optional.empty(), startedAt.get()).isEmpty();
    }

    private static Optional<Instant> opening(
            List<SyncWindow> relevant, boolean manual, Optional<Instant> startedAt, Instant now) {
        var moment = now;
        for (int i = 0; i < MOST_CHANGES; i++) {
            var from = moment;
            var next =
                    relevant.stream()
                            .flatMap(w -> w.nextChange(from).stream())
                            .min(Instant::compareTo);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            moment = next.get();
            if (blocking(relevant, manual, startedAt, moment).isEmpty()) {
                return Optional.of(moment);
            }
        }
        return Optional.empty();
    }
}
