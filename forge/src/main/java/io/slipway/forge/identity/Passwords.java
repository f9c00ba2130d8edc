package io.slipway.forge.identity;

import io.slipway.platform.problem.Unavailable;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Hashes and checks passwords with argon2id: some fifty milliseconds by default, for a known user
 * and for an unknown one alike. A few run at a time, so that a storm of sign-ins costs bounded
 * memory; a right password is remembered for minutes under a key of this process, since Git sends
 * it with every request. Thread-safe.
 */
public final class Passwords {

    private static final int REMEMBERED = 10_000;
    private static final Duration REMEMBER_FOR = Duration.ofMinutes(5);

    private final Clock clock;
    private final PasswordCost cost;
    private final Tokens tokens;
    private final Semaphore running;
    private final SecretKeySpec key;
    private final Secret dummyPassword;
    private volatile @Nullable String dummy;
    private final Map<String, Instant> right =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
                    return size() > REMEMBERED;
                }
            };

    /** Checks passwords; the clock tells when a remembered one is forgotten. */
    public Passwords(Clock clock, Tokens tokens, PasswordCost cost) {
        this.clock = clock;
        this.cost = cost;
        this.tokens = tokens;
        this.running = new Semaphore(cost.atATime());
        this.key =
                new SecretKeySpec(
                        tokens.next(43).reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        this.dummyPassword = tokens.next(20);
    }

    /** A salted hash to store. */
    public String hash(Secret password) {
        return slowly(() ->
                PasswordHash.make(
                                password,
                                HexFormat.of().parseHex(tokens.nextHex(32).reveal()),
                                cost)
                        .toString());
    }

    /**
     * Whether the password is the one that was hashed.
     *
     * @param hash the stored hash; empty for an unknown user or one without a password, which takes
     *     as long and is never right
     */
    public boolean matches(Optional<String> hash, Secret password) {
        if (hash.isEmpty()) {
            compare(dummyHash(), password);
            return false;
        }
        String fingerprint = fingerprint(hash.get(), password);
        if (isRemembered(fingerprint)) {
            return true;
        }
        boolean matches = compare(hash.get(), password);
        if (matches) {
            remember(fingerprint);
        }
        return matches;
    }

    /** Made at first use: it costs as much as a check, and the start should not wait for it. */
    private String dummyHash() {
        String made = dummy;
        if (made == null) {
            made = hash(dummyPassword);
            dummy = made;
        }
        return made;
    }

    private boolean compare(String hash, Secret password) {
        return slowly(() -> PasswordHash.parse(hash).matches(password));
    }

    private interface Slow<T> {
        T run();
    }

    private <T> T slowly(Slow<T> work) {
        try {
            if (!running.tryAcquire(20, TimeUnit.SECONDS)) {
                throw new Unavailable("Too many sign-ins at once; try again in a moment");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while checking a password");
        }
        try {
            return work.run();
        } finally {
            running.release();
        }
    }

    private synchronized boolean isRemembered(String fingerprint) {
        Instant until = right.get(fingerprint);
        return until != null && clock.instant().isBefore(until);
    }

    private synchronized void remember(String fingerprint) {
        right.put(fingerprint, clock.instant().plus(REMEMBER_FOR));
    }

    /** Holds the stored hash too, so a changed password is forgotten at once. */
    private String fingerprint(String hash, Secret password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(hash.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            mac.update(password.reveal().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }
}
