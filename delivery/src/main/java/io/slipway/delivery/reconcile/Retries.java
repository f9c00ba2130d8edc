package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.SyncPolicy;
import io.slipway.delivery.duration.GoDuration;
import java.time.Duration;
import java.time.Instant;

/** When a failed operation is tried again (spec gitops-engine-sync Q). Pure. */
final class Retries {

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final long FACTOR = 2;

    private Retries() {}

    /** Whether there is another try after that many. */
    static boolean isLeft(SyncPolicy.RetryStrategy strategy, long done) {
        return strategy.limit() < 0 || done < strategy.limit();
    }

    /**
     * When the try of a number, from 1, begins: duration times factor to the power of the number.
     */
    static Instant at(SyncPolicy.RetryStrategy strategy, long number, Instant finishedAt) {
        var backoff = strategy.backoff();
        var first = backoff.flatMap(b -> GoDuration.parse(b.duration())).orElse(FIRST);
        var longest =
                backoff.filter(b -> !b.maxDuration().isEmpty())
                        .flatMap(b -> GoDuration.parse(b.maxDuration()))
                        .orElse(LONGEST);
        long factor = Math.max(1, backoff.flatMap(SyncPolicy.Backoff::factor).orElse(FACTOR));
        boolean capped = !longest.isZero();
        var wait = first;
        for (long i = 0; i < number && wait.toDays() < 1; i++) {
            if (capped && wait.compareTo(longest) >= 0) {
                break;
            }
            wait = wait.multipliedBy(factor);
        }
        return finishedAt.plus(capped && wait.compareTo(longest) > 0 ? longest : wait);
    }
}
