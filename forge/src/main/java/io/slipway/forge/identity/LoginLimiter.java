package io.slipway.forge.identity;

import io.slipway.platform.store.Dialect;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Counts wrong passwords by address and by account, behind all front doors. Thread-safe. */
final class LoginLimiter {

    private static final int REMEMBERED = 20_000;

    private final LoginLimits limits;
    private final Clock clock;
    private final Map<String, Tries> records =
            new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
                    return size() > REMEMBERED;
                }
            };

    private static final class Tries {
        private final Deque<Instant> wrong = new ArrayDeque<>();
        private Instant until = Instant.MIN;
    }

    LoginLimiter(LoginLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** How long this address or account has to wait; empty if it may try. */
    synchronized Optional<Duration> wait(String address, String account) {
        Instant now = clock.instant();
        Instant until = until(addressKey(address));
        Instant other = until(accountKey(account));
        Instant latest = until.isAfter(other) ? until : other;
        return latest.isAfter(now) ? Optional.of(Duration.between(now, latest)) : Optional.empty();
    }

    synchronized void wrong(String address, String account) {
        if (!limits.neverBanned().contains(address)) {
            count(addressKey(address), limits.tries(), limits.ban());
        }
        count(accountKey(account), limits.accountTries(), limits.accountWait());
    }

    /** Forgets the account's wrong ones only: else one's own account would clear one's address. */
    synchronized void right(String account) {
        records.remove(accountKey(account));
    }

    private void count(String key, int most, Duration pause) {
        Instant now = clock.instant();
        Tries record = records.computeIfAbsent(key, _ -> new Tries());
        Instant oldest = now.minus(limits.window());
        while (!record.wrong.isEmpty() && record.wrong.peekFirst().isBefore(oldest)) {
            record.wrong.removeFirst();
        }
        record.wrong.addLast(now);
        if (record.wrong.size() >= most) {
            record.until = now.plus(pause);
            record.wrong.clear();
        }
    }

    private Instant until(String key) {
        Tries record = records.get(key);
        return record == null ? Instant.MIN : record.until;
    }

    private static String addressKey(String address) {
        return "address " + address;
    }

    private static String accountKey(String account) {
        return "account " + Dialect.fold(account);
    }
}
