package io.slipway.api.weave;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;

/** Counts sign-ins of an address in the running second. Safe for many threads. */
final class SignInRate {
    private static final int MOST_ADDRESSES = 10_000;

    private final int limit;
    private final Clock clock;
    private final ConcurrentHashMap<String, Window> windows = new ConcurrentHashMap<>();

    private record Window(long second, int used) {}

    /** Whether one more is allowed, how many are left, and when the count begins anew. */
    record Ticket(boolean allowed, int remaining, Instant reset) {}

    SignInRate(int limit, Clock clock) {
        this.limit = limit;
        this.clock = clock;
    }

    Ticket take(String address) {
        var second = clock.instant().getEpochSecond();
        if (windows.size() > MOST_ADDRESSES) {
            windows.values().removeIf(window -> window.second() < second);
        }
        var now =
                windows.compute(
                        address,
                        (_, old) ->
                                old == null || old.second() != second
                                        ? new Window(second, 1)
                                        : new Window(second, old.used() + 1));
        return new Ticket(
                now.used() <= limit,
                Math.max(0, limit - now.used()),
                Instant.ofEpochSecond(second + 1));
    }
}
