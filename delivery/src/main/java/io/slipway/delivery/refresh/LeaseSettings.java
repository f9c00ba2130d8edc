package io.slipway.delivery.refresh;

import java.time.Duration;

/**
 * How processes that share a database keep applications apart.
 *
 * @param lease how long a process that does not answer keeps an application
 * @param renewal how often a living one says that it still works; several times in a lease
 * @param elsewhere when to look again at an application that another process works on
 */
public record LeaseSettings(Duration lease, Duration renewal, Duration elsewhere) {

    /** 15 s, every 4 s, after 2 s. */
    public static LeaseSettings defaults() {
        return new LeaseSettings(
                Duration.ofSeconds(15), Duration.ofSeconds(4), Duration.ofSeconds(2));
    }
}
