package io.slipway.kubernetes;

import java.time.Duration;

/**
 * What the live state of one cluster may cost, in this process and at the API server.
 *
 * @param watches kinds that are followed at once, each by a connection of its own; at least 4. A
 *     kind beyond it takes the place of one that nobody asked for lately, else it is read from the
 *     server when it is needed
 * @param idle how long a kind is followed that no application has and nobody asks for
 * @param bytes estimate of what the held objects may take in memory; a kind that would go beyond is
 *     not followed
 */
public record LiveLimits(int watches, Duration idle, long bytes) {

    public LiveLimits {
        if (watches < 4 || bytes < 1 || !idle.isPositive()) {
            throw new IllegalArgumentException("limits of the live state that nothing fits in");
        }
    }

    /** 120 watches, 10 minutes, 512 MiB. */
    public static LiveLimits defaults() {
        return new LiveLimits(120, Duration.ofMinutes(10), 512L << 20);
    }
}
