package io.slipway.git.transport;

import java.time.Duration;

/**
 * Limits of fetching from elsewhere.
 *
 * @param maxBytes how much the other side may send in all; default 4 GiB
 * @param silence how long it may be silent; default 60 s
 * @param whole how long one fetch may take; default 1 h
 */
public record RemoteLimits(long maxBytes, Duration silence, Duration whole) {

    /** The documented defaults. */
    public static RemoteLimits defaults() {
        return new RemoteLimits(4L << 30, Duration.ofSeconds(60), Duration.ofHours(1));
    }
}
