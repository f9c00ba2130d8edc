package io.slipway.api.gitlab;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Public keys that nobody has the other half of. */
final class Keys {
    private Keys() {}

    /** A well-formed ed25519 key, another for each seed. */
    static String ed25519(int seed) {
        var bytes = new ByteArrayOutputStream();
        var type = "ssh-ed25519".getBytes(StandardCharsets.US_ASCII);
        var point = ByteBuffer.allocate(32).putInt(28, seed).array();
        for (var part : new byte[][] {type, point}) {
            bytes.writeBytes(ByteBuffer.allocate(4).putInt(part.length).array());
            bytes.writeBytes(part);
        }
        return "ssh-ed25519 " + Base64.getEncoder().encodeToString(bytes.toByteArray()) + " me";
    }
}
