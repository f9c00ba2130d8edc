package io.slipway.http;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A cookie to set: HttpOnly, SameSite=Lax, Path=/, with both Expires and Max-Age.
 *
 * @param value printable ASCII without space, quote, comma, semicolon or backslash
 * @param lifetime from now; zero deletes the cookie
 * @param secure only over TLS
 */
public record SetCookie(String name, String value, Instant now, Duration lifetime, boolean secure) {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    public SetCookie {
        if (!value.chars().allMatch(SetCookie::allowed)) {
            throw new IllegalArgumentException(
                    "cookie " + name + " has a value that needs quoting");
        }
    }

    String headerValue() {
        var seconds = lifetime.plusMillis(999).toSeconds();
        var expires = seconds <= 0 ? Instant.EPOCH : now.plusSeconds(seconds);
        return name
                + "="
                + value
                + "; Path=/; Expires="
                + DATE.format(expires)
                + "; Max-Age="
                + Math.max(0, seconds)
                + "; HttpOnly"
                + (secure ? "; Secure" : "")
                + "; SameSite=Lax";
    }

    private static boolean allowed(int c) {
        return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
    }
}
