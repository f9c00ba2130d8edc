package io.slipway.http;

import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each request, with the credentials taken out of the query. */
final class AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.slipway.http.access");
    private static final Set<String> SECRET =
            Set.of(
                    "private_token",
                    "access_token",
                    "bearer_token",
                    "refresh_token",
                    "authenticity_token",
                    "token",
                    "password",
                    "client_secret",
                    "secret",
                    "secret_token",
                    "code",
                    "state",
                    "job_token",
                    "rss_token");

    private AccessLog() {}

    static void line(Request request, int status, long nanos) {
        LOG.atInfo()
                .addKeyValue("method", request.method())
                .addKeyValue("path", address(request.rawPath(), request.rawQuery()))
                .addKeyValue("status", status)
                .addKeyValue("duration_ms", String.format(Locale.ROOT, "%.3f", nanos / 1e6))
                .addKeyValue("remote", request.remoteAddress())
                .addKeyValue("request_id", request.id())
                .log("request");
    }

    /** The path and query as they may be shown to whoever reads the log. */
    static String address(String rawPath, String rawQuery) {
        if (rawQuery.isEmpty()) {
            return printable(rawPath);
        }
        var scrubbed = new StringBuilder(rawPath).append('?');
        for (var pair : rawQuery.split("&", -1)) {
            var equals = pair.indexOf('=');
            var name = equals < 0 ? pair : pair.substring(0, equals);
            if (scrubbed.charAt(scrubbed.length() - 1) != '?') {
                scrubbed.append('&');
            }
            scrubbed.append(equals >= 0 && secret(name) ? name + "=[scrubbed]" : pair);
        }
        return printable(scrubbed.toString());
    }

    private static boolean secret(String rawName) {
        try {
            return SECRET.contains(PathText.decode(rawName, true).toLowerCase(Locale.ROOT));
        } catch (HttpFailure.Malformed e) {
            return true;
        }
    }

    private static String printable(String text) {
        var line = new StringBuilder();
        text.chars().limit(2000).forEach(c -> line.append(c < 0x20 || c == 0x7f ? '?' : (char) c));
        return line.toString();
    }
}
