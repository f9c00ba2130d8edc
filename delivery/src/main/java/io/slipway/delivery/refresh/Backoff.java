package io.slipway.delivery.refresh;

import io.slipway.delivery.application.ApplicationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long to wait before an application is tried again after it failed: twice as long each time,
 * up to a most, until it is forgotten. So ten thousand applications that nobody can mend at once
 * soon cost next to nothing. In memory only. Safe for several threads.
 */
public final class Backoff {

    private static final int MOST_DOUBLINGS = 30;

    private final Duration first;
    private final Duration most;
    private final Map<ApplicationId, Wait> waits = new ConcurrentHashMap<>();

    private record Wait(int failures, Instant until) {}

    /**
     * @param first the wait after the first failure
     * @param most the longest wait, at least the first
     */
    public Backoff(Duration first, Duration most) {
        this.first = first;
        this.most = most;
    }

    /**
     * It failed once more: when to try it again. What fails before its time, because something else
     * had it tried, does not make the wait longer.
     */
    public Instant next(ApplicationId id, Instant now) {
        return waits.compute(
                        id,
                        (_, known) ->
                                known != null && now.isBefore(known.until())
                                        ? known
                                        : after(known == null ? 0 : known.failures(), now))
                .until();
    }

    private Wait after(int failures, Instant now) {
        var wait = first.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        return new Wait(failures + 1, now.plus(wait.compareTo(most) > 0 ? most : wait));
    }

    /** It worked, or is gone: the next failure is a first one. */
    public void forget(ApplicationId id) {
        waits.remove(id);
    }
}
