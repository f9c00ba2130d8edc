package io.slipway.forge.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One call of a hook, with all its tries.
 *
 * @param host of the address, by which calls at once are limited
 * @param event what the receiver is told in {@code X-Gitlab-Event}: {@code Push Hook}
 * @param attempts tries so far
 * @param status the last answer's HTTP status
 * @param problem why the last try got no answer
 * @param duration of the last try
 */
public record HookDelivery(
        long id,
        HookRef hook,
        String host,
        String event,
        String body,
        State state,
        int attempts,
        Optional<Integer> status,
        Optional<String> problem,
        Optional<Duration> duration,
        Instant createdAt,
        Optional<Instant> finishedAt) {

    /** How far a call is. */
    public enum State {
        /** To be tried, or tried again. */
        PENDING,
        /** The receiver took it. */
        DELIVERED,
        /** The receiver refused it, or could not be reached in all tries. */
        FAILED
    }
}
