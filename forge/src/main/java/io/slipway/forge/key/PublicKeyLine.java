package io.slipway.forge.key;

import io.slipway.platform.problem.Violations;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** Reads a line of a public key as OpenSSH writes it, and checks it. */
final class PublicKeyLine {

    private static final int LONGEST = 5000;

    private PublicKeyLine() {}

    /** Adds what is wrong with a line; the messages are those of the v3 API. */
    static void check(String line, Violations violations) {
        if (line.isEmpty()) {
            violations.add("key", "can't be blank");
            return;
        }
        violations.addIf(
                line.length() > LONGEST,
                "key",
                "is too long (maximum is " + LONGEST + " characters)");
        violations.addIf(line.contains("\n"), "key", "should be a single line");
        violations.addIf(
                !line.startsWith("ssh-") && !line.startsWith("ecdsa-"), "key", "is invalid");
        violations.addIf(fingerprint(line).isEmpty(), "fingerprint", "cannot be generated");
    }

    /** {@code SHA256:…} of the key in the line; empty if it holds no key of its type. */
    static Optional<String> fingerprint(String line) {
        String[] parts = line.split(" +", 3);
        if (parts.length < 2) {
            return Optional.empty();
        }
        try {
            byte[] blob = Base64.getDecoder().decode(parts[1]);
            return typeOf(blob).filter(parts[0]::equals).map(_ -> fingerprint(blob));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The fingerprint of a key's bytes, as OpenSSH sends them. */
    static String fingerprint(byte[] blob) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(blob);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static Optional<String> typeOf(byte[] blob) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(blob);
            int length = buffer.getInt();
            if (length < 1 || length > 100 || length >= buffer.remaining()) {
                return Optional.empty();
            }
            byte[] type = new byte[length];
            buffer.get(type);
            return Optional.of(new String(type, StandardCharsets.US_ASCII));
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }
}
