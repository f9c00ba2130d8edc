package io.slipway.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Assertions;

/**
 * Waits until a condition holds, and fails with what was seen last when it does not in time. Looks
 * every few milliseconds, so a test takes no longer than what it waits for.
 */
public final class Await {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 5;

    private Await() {}

    /** Until the condition is true, at most 20 seconds. */
    public static void until(String what, Callable<Boolean> condition) {
        value(what, () -> condition.call() ? Optional.of(true) : Optional.empty());
    }

    /** Until there is a value, at most 20 seconds. */
    public static <T> T value(String what, Callable<Optional<T>> source) {
        return value(what, LIMIT, source);
    }

    /**
     * Until there is a value.
     *
     * @throws AssertionError when the time is up; its cause is what the last look threw, if
     *     anything
     */
    public static <T> T value(String what, Duration limit, Callable<Optional<T>> source) {
        long end = System.nanoTime() + limit.toNanos();
        Throwable last = null;
        while (true) {
            try {
                var found = source.call();
                last = null;
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (Exception | AssertionError e) {
                last = e;
            }
            if (System.nanoTime() > end) {
                return Assertions.fail("not within " + limit.toMillis() + " ms: " + what, last);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }
}
