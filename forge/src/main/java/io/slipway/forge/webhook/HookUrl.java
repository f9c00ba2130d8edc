package io.slipway.forge.webhook;

import io.slipway.platform.problem.Invalid;
import java.net.URI;
import java.net.URISyntaxException;

/** What a hook's address must be. */
final class HookUrl {

    private static final int LONGEST = 2000;

    private HookUrl() {}

    /** Ends the request unless the text is an http(s) address with a host. */
    static void require(String url) {
        if (!isHttp(url)) {
            throw Invalid.of("url", "must be a valid URL");
        }
    }

    private static boolean isHttp(String url) {
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme();
            return url.length() <= LONGEST
                    && uri.getHost() != null
                    && ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
