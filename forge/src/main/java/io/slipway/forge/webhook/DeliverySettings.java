package io.slipway.forge.webhook;

import java.time.Duration;
import java.util.Set;

/**
 * How hooks are called.
 *
 * @param tries how often at most; default 6
 * @param firstDelay the wait after the first failure, six times as long after each further one;
 *     default 10 s, so the last try comes after some hours
 * @param timeout for one call, from connecting to the answer's first line; default 10 s
 * @param atOnce calls that run at once; default 10
 * @param perHost calls to one host that run at once; default 3
 * @param keep how long the log is kept; default 7 days
 * @param allowedHosts names and addresses that may be called though they are private
 */
public record DeliverySettings(
        int tries,
        Duration firstDelay,
        Duration timeout,
        int atOnce,
        int perHost,
        Duration keep,
        Set<String> allowedHosts) {

    /** Copies the hosts. */
    public DeliverySettings {
        allowedHosts = Set.copyOf(allowedHosts);
    }

    /** The defaults above; no private host is called. */
    public static DeliverySettings defaults() {
        return new DeliverySettings(
                6,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                10,
                3,
                Duration.ofDays(7),
                Set.of());
    }

    /** The same, where these private hosts are called too. */
    public DeliverySettings allowing(Set<String> hosts) {
        return new DeliverySettings(tries, firstDelay, timeout, atOnce, perHost, keep, hosts);
    }

    Duration delayAfter(int attempts) {
        return firstDelay.multipliedBy((long) Math.pow(6, Math.min(attempts, 6) - 1.0));
    }
}
