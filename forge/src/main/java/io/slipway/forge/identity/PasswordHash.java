package io.slipway.forge.identity;

import io.slipway.platform.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * An argon2id hash (RFC 9106) in the text form of the reference implementation: {@code
 * $argon2id$v=19$m=KIBIBYTES,t=PASSES,p=1$SALT$HASH}, both in base64 without padding.
 */
final class PasswordHash {

    private static final int VERSION = Argon2Parameters.ARGON2_VERSION_13;
    private static final int BYTES = 32;
    private static final Pattern TEXT =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=1"
                            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{16,86})");

    private final int kibibytes;
    private final int passes;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int kibibytes, int passes, byte[] salt, byte[] hash) {
        this.kibibytes = kibibytes;
        this.passes = passes;
        this.salt = salt;
        this.hash = hash;
    }

    /** Hashes; takes as long as the cost says. */
    static PasswordHash make(Secret password, byte[] salt, PasswordCost cost) {
        var hash = derive(password, salt, cost.kibibytes(), cost.passes(), BYTES);
        return new PasswordHash(cost.kibibytes(), cost.passes(), salt, hash);
    }

    /**
     * Reads a stored hash.
     *
     * @throws IllegalArgumentException it is none of this form
     */
    static PasswordHash parse(String text) {
        Matcher found = TEXT.matcher(text);
        if (!found.matches()) {
            throw new IllegalArgumentException(
                    "A stored password hash is not argon2id, version 19");
        }
        var decoder = Base64.getDecoder();
        return new PasswordHash(
                Integer.parseInt(found.group(1)),
                Integer.parseInt(found.group(2)),
                decoder.decode(found.group(3)),
                decoder.decode(found.group(4)));
    }

    /** Whether that password was hashed; takes as long whether it was or not. */
    boolean matches(Secret password) {
        return MessageDigest.isEqual(hash, derive(password, salt, kibibytes, passes, hash.length));
    }

    private static byte[] derive(
            Secret password, byte[] salt, int kibibytes, int passes, int length) {
        var argon2 = new Argon2BytesGenerator();
        argon2.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(VERSION)
                        .withMemoryAsKB(kibibytes)
                        .withIterations(passes)
                        .withParallelism(1)
                        .withSalt(salt)
                        .build());
        var hash = new byte[length];
        argon2.generateBytes(password.reveal().getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    @Override
    public String toString() {
        var encoder = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m="
                + kibibytes
                + ",t="
                + passes
                + ",p=1$"
                + encoder.encodeToString(salt)
                + "$"
                + encoder.encodeToString(hash);
    }
}
