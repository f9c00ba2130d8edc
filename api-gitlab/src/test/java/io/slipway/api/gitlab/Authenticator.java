package io.slipway.api.gitlab;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What shows the codes of a second factor. */
final class Authenticator {
    private Authenticator() {}

    /** The code of a secret in base 32 now, or so many steps of half a minute later. */
    static String code(String secret, int offset) {
        var bytes = new ByteArrayOutputStream();
        var bits = new StringBuilder();
        for (var at = 0; at < secret.length(); at++) {
            var five = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(secret.charAt(at));
            var digits = Integer.toBinaryString(five);
            bits.append("0".repeat(5 - digits.length())).append(digits);
        }
        for (var at = 0; at + 8 <= bits.length(); at += 8) {
            bytes.write(Integer.parseInt(bits.substring(at, at + 8), 2));
        }
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(bytes.toByteArray(), "HmacSHA1"));
            var step = Instant.now().getEpochSecond() / 30 + offset;
            var hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
            var number = ByteBuffer.wrap(hash, hash[19] & 15, 4).getInt() & 0x7fffffff;
            return String.format(Locale.ROOT, "%06d", number % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
