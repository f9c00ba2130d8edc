package io.slipway.forge.queue;

import java.time.Instant;
import java.util.Optional;

/**
 * One kind of background work.
 *
 * @param waiting what has not begun, or is to be tried again
 * @param oldest when the oldest of those came
 * @param busy what is under way
 * @param done what has ended and is still remembered, however it ended
 * @param failed what of that ended badly
 */
public record Queue(
        String name, long waiting, Optional<Instant> oldest, long busy, long done, long failed) {}
