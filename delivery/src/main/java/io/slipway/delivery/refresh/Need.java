package io.slipway.delivery.refresh;

import java.time.Instant;
import java.util.Optional;

/**
 * What is wanted of the next run.
 *
 * @param hard ignore what was rendered before
 * @param refUpdatedAt when the push happened that is the reason, the earliest when there are
 *     several
 */
public record Need(RefreshLevel level, boolean hard, Optional<Instant> refUpdatedAt) {

    /** Go on with the operation. */
    public static final Need OPERATION = new Need(RefreshLevel.NONE, false, Optional.empty());

    /** Look at live objects again. */
    public static final Need RECENT = new Need(RefreshLevel.RECENT, false, Optional.empty());

    /** Look at everything again. */
    public static final Need LATEST = new Need(RefreshLevel.LATEST, false, Optional.empty());

    /** Look at everything again, and tell what is wrong at once. */
    public static final Need FORCED = new Need(RefreshLevel.FORCED, false, Optional.empty());

    /** Look at everything again because a ref moved. */
    public static Need ofPush(Instant at) {
        return new Need(RefreshLevel.FORCED, false, Optional.of(at));
    }

    /** Both. */
    public Need and(Need other) {
        return new Need(
                level.compareTo(other.level) >= 0 ? level : other.level,
                hard || other.hard,
                refUpdatedAt.isPresent() && other.refUpdatedAt.isPresent()
                        ? Optional.of(earlier(refUpdatedAt.get(), other.refUpdatedAt.get()))
                        : refUpdatedAt.or(other::refUpdatedAt));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
