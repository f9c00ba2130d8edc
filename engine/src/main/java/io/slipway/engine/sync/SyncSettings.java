package io.slipway.engine.sync;

import java.time.Duration;

/**
 * How syncs run.
 *
 * @param waveDelay pause after each wave but the last (2 s)
 * @param parallelWrites calls to one cluster at a time in one step (20)
 * @param serverSideApply the default, where neither the application nor the object says (true)
 * @param definitionPatience how long to wait for a new custom kind to be served (3 s)
 * @param awayPatience how long a sync waits for a cluster that does not answer before it ends in
 *     error (5 min)
 * @param genericPatience how long a wave waits for the health of a kind that only the generic rule
 *     knows; then it goes on with a remark in the result (10 min)
 */
public record SyncSettings(
        Duration waveDelay,
        int parallelWrites,
        boolean serverSideApply,
        Duration definitionPatience,
        Duration awayPatience,
        Duration genericPatience) {

    /** The documented defaults. */
    public static SyncSettings defaults() {
        return new SyncSettings(
                Duration.ofSeconds(2),
                20,
                true,
                Duration.ofSeconds(3),
                Duration.ofMinutes(5),
                Duration.ofMinutes(10));
    }

    /** The same, with another pause between waves. */
    public SyncSettings withWaveDelay(Duration delay) {
        return new SyncSettings(
                delay,
                parallelWrites,
                serverSideApply,
                definitionPatience,
                awayPatience,
                genericPatience);
    }
}
