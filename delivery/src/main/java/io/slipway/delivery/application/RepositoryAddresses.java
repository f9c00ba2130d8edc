package io.slipway.delivery.application;

import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which repository URLs mean repositories of this server: those with a host and port that it is
 * reached at. Immutable.
 */
public final class RepositoryAddresses {

    private static final Pattern SCP = Pattern.compile("(?:[^@/:]+@)?([^/:]+):(?!//)(.+)");
    private static final Pattern WITH_SCHEME =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://)(?:[^/@]*@)?([^/]+)(/.*)");
    private static final String SHARED = "here://";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final Set<String> authorities = new HashSet<>();

    /**
     * @param addresses URLs at which the server is reached: its own URL, the addresses that it
     *     listens on, the SSH address
     */
    public RepositoryAddresses(Set<URI> addresses) {
        addresses.forEach(a -> authorities.add(authority(a)));
    }

    /**
     * The path of the project in the forge ({@code group/name}) whose repository a URL means; empty
     * when it is not ours.
     */
    public Optional<String> projectPath(String url) {
        var scp = SCP.matcher(url);
        if (!url.contains("://")) {
            return scp.matches() && authorities.contains(host(scp.group(1)) + ":22")
                    ? path(scp.group(2))
                    : Optional.empty();
        }
        try {
            var uri = new URI(url.strip());
            return uri.getHost() != null && authorities.contains(authority(uri))
                    ? path(String.valueOf(uri.getPath()))
                    : Optional.empty();
        } catch (java.net.URISyntaxException e) {
            return Optional.empty();
        }
    }

    /**
     * The one spelling that all addresses of this server share, of a repository's URL or of a
     * pattern for the rest of one; empty when the host is not ours.
     */
    public Optional<String> shared(String url) {
        var scp = SCP.matcher(url);
        if (!url.contains("://")) {
            return scp.matches() && authorities.contains(host(scp.group(1)) + ":22")
                    ? Optional.of(SHARED + scp.group(2).replaceFirst("^/+", ""))
                    : Optional.empty();
        }
        var parts = WITH_SCHEME.matcher(url.strip());
        try {
            return parts.matches()
                            && authorities.contains(
                                    authority(new URI(parts.group(1) + parts.group(2))))
                    ? Optional.of(SHARED + parts.group(3).replaceFirst("^/+", ""))
                    : Optional.empty();
        } catch (java.net.URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String authority(URI uri) {
        int port = uri.getPort();
        if (port < 0) {
            port =
                    switch (String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT)) {
                        case "https" -> 443;
                        case "ssh" -> 22;
                        default -> 80;
                    };
        }
        return host(String.valueOf(uri.getHost())) + ":" + port;
    }

    private static String host(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        return LOOPBACK.contains(lower) ? "localhost" : lower;
    }

    private static Optional<String> path(String path) {
        var trimmed = path;
        while (trimmed.startsWith("/")) {
            trimmed = trimmed.substring(1);
        }
        while (trimmed.endsWith("/")) {
            trimmed = trimmed.substring(0, trimmed.length() - 1);
        }
        if (trimmed.endsWith(".git")) {
            trimmed = trimmed.substring(0, trimmed.length() - ".git".length());
        }
        return trimmed.indexOf('/') > 0 ? Optional.of(trimmed) : Optional.empty();
    }
}
