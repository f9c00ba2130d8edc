package io.slipway.server.git;

import io.slipway.platform.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The user name and password of HTTP Basic. The password may be a token. */
public record GitLogin(String username, Secret password) {

    /** A header that is no usable HTTP Basic. */
    public static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Reads the header {@code Authorization}.
     *
     * @throws Unreadable when it is of another scheme, or malformed
     */
    public static Optional<GitLogin> read(Optional<String> header) {
        return header.map(GitLogin::parse);
    }

    /** As it stands in the header {@code Authorization}. */
    Secret header() {
        var text = username + ":" + password.reveal();
        return new Secret(
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static GitLogin parse(String header) {
        var parts = header.strip().split("\\s+", 2);
        if (parts.length < 2 || !parts[0].equalsIgnoreCase("Basic")) {
            throw new Unreadable("Git is spoken here with HTTP Basic only");
        }
        try {
            var bytes = Base64.getDecoder().decode(parts[1]);
            var text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            int colon = text.indexOf(':');
            if (colon >= 0) {
                return new GitLogin(
                        text.substring(0, colon), new Secret(text.substring(colon + 1)));
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new Unreadable("The Authorization header cannot be read");
        }
        throw new Unreadable("The Authorization header cannot be read");
    }
}
