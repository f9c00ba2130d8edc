package io.slipway.platform.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Makes random tokens, and the hashes under which they are stored and found. Thread-safe. */
public final class Tokens {

    private final SecureRandom random;

    /** Tokens from the system's source of randomness. */
    public Tokens() {
        this(new SecureRandom());
    }

    /** Tokens from the given source. */
    public Tokens(SecureRandom random) {
        this.random = random;
    }

    /** A token of characters {@code [A-Za-z0-9_-]}, 6 bits of randomness each. */
    public Secret next(int length) {
        byte[] bytes = new byte[(length * 3 + 3) / 4];
        random.nextBytes(bytes);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new Secret(text.substring(0, length));
    }

    /** A token of lower-case hexadecimal digits, 4 bits of randomness each. */
    public Secret nextHex(int length) {
        byte[] bytes = new byte[(length + 1) / 2];
        random.nextBytes(bytes);
        return new Secret(HexFormat.of().formatHex(bytes).substring(0, length));
    }

    /**
     * The name under which a token is stored: SHA-256 in hexadecimal. Enough for tokens of high
     * entropy, which cannot be guessed from their hash; never for passwords.
     */
    public static String hash(Secret token) {
        try {
            byte[] bytes = token.reveal().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
