package io.slipway.forge.identity;

import java.time.Duration;
import java.util.Set;

/**
 * How many wrong passwords are taken before nobody listens.
 *
 * @param tries wrong ones from one address in the window before it is banned; default 10
 * @param accountTries wrong ones for one account in the window, from anywhere, before it waits;
 *     default 30, more than the address's so that nobody locks another out with ease
 * @param window in which they are counted; default 60 s
 * @param ban how long an address is banned; default 1 h
 * @param accountWait how long an account then waits; default 60 s
 * @param neverBanned addresses that stand for many people: the trusted proxies
 */
public record LoginLimits(
        int tries,
        int accountTries,
        Duration window,
        Duration ban,
        Duration accountWait,
        Set<String> neverBanned) {

    /** Copies the addresses. */
    public LoginLimits {
        neverBanned = Set.copyOf(neverBanned);
    }

    /** The same, where these addresses are never banned. */
    public LoginLimits neverBanning(Set<String> addresses) {
        return new LoginLimits(tries, accountTries, window, ban, accountWait, addresses);
    }

    /** The defaults above. */
    public static LoginLimits defaults() {
        return new LoginLimits(
                10,
                30,
                Duration.ofSeconds(60),
                Duration.ofHours(1),
                Duration.ofSeconds(60),
                Set.of());
    }
}
