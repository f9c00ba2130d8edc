package io.slipway.platform.event;

import java.time.Duration;

/**
 * How events are delivered.
 *
 * @param batch events read at a time; default 100
 * @param tries how often a failing event is tried before it is parked; default 8
 * @param firstDelay the wait after the first failure, doubled each time; default 100 ms
 * @param longestDelay the longest wait between two tries; default 30 s
 * @param keep how long events are kept that everybody has; default 7 days
 */
public record EventSettings(
        int batch, int tries, Duration firstDelay, Duration longestDelay, Duration keep) {

    /** The defaults above. */
    public static EventSettings defaults() {
        return new EventSettings(
                100, 8, Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofDays(7));
    }
}
