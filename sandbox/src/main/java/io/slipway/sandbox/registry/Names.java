package io.slipway.sandbox.registry;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Makes what a server makes for objects: name suffixes, uids, time stamps. Safe for several
 * threads.
 */
public final class Names {

    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
    private static final int MAX_BASE = 58;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** On that clock. */
    public Names(Clock clock) {
        this.clock = clock;
    }

    /** The base with five random characters, as for generateName. */
    public String generate(String base) {
        var text = new StringBuilder(base.length() > MAX_BASE ? base.substring(0, MAX_BASE) : base);
        for (int i = 0; i < 5; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** A hash in letters that make no words, as for pod templates. */
    public static String safe(long hash) {
        var text = new StringBuilder();
        for (var c : Long.toString(hash & 0xffffffffL).toCharArray()) {
            text.append(ALPHABET.charAt((c - '0') % ALPHABET.length()));
        }
        return text.toString();
    }

    public String uid() {
        return UUID.randomUUID().toString();
    }

    /** The time in seconds, as objects hold it. */
    public String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The time in microseconds, as leases and events hold it. */
    public String nowInMicros() {
        return MICROS.format(clock.instant().atOffset(ZoneOffset.UTC));
    }

    public Clock clock() {
        return clock;
    }
}
