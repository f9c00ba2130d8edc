package io.slipway.platform.problem;

import java.time.Duration;

/**
 * Something that this needs cannot be reached or is overloaded now: the same request may do later.
 */
public final class Unavailable extends Problem {

    private final Duration retryAfter;

    /** To be tried again after about a second. */
    public Unavailable(String message) {
        this(message, Duration.ofSeconds(1));
    }

    /**
     * @param message what is missing and what helps
     * @param retryAfter when trying again makes sense
     */
    public Unavailable(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** When trying again makes sense. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
