package io.slipway.delivery.automation;

import java.time.Duration;

/**
 * How long self-heal waits when what it repairs is broken again and again.
 *
 * @param first the wait before the second attempt
 * @param factor by which each further wait is longer
 * @param longest no wait is longer
 * @param cooldown after that long without an attempt the count starts anew
 */
public record SelfHealSettings(Duration first, int factor, Duration longest, Duration cooldown) {

    /** 2 s, 3, 300 s, 330 s. */
    public static SelfHealSettings defaults() {
        return new SelfHealSettings(
                Duration.ofSeconds(2), 3, Duration.ofSeconds(300), Duration.ofSeconds(330));
    }

    /** The wait before an attempt when that many went before. */
    Duration waitAfter(long attempts) {
        var wait = attempts == 0 ? Duration.ZERO : first;
        for (long i = 1; i < attempts && wait.compareTo(longest) < 0; i++) {
            wait = wait.multipliedBy(factor);
        }
        return wait.compareTo(longest) > 0 ? longest : wait;
    }
}
