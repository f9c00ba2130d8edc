package io.slipway.kustomize.load;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A remote kustomization root: spec section 13.1.
 *
 * @param raw as it was written
 * @param cloneUrl of the repository
 * @param path below the repository's root; empty for the root
 * @param ref empty for the default branch
 */
public record RemoteRoot(
        String raw,
        String cloneUrl,
        String path,
        String ref,
        Duration timeout,
        boolean submodules) {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(27);
    private static final List<String> SCHEMES = List.of("ssh://", "https://", "http://", "file://");
    private static final Pattern USER = Pattern.compile("^([a-zA-Z][a-zA-Z0-9-]*)@");
    private static final Pattern GITHUB =
            Pattern.compile("^(?:github\\.com)(?::|/)(?i:)", Pattern.CASE_INSENSITIVE);

    static boolean isHttp(String path) {
        return path.startsWith("http://") || path.startsWith("https://");
    }

    /** The remote root that a text names; empty when it is a path of files. */
    public static Optional<RemoteRoot> parse(String text) {
        if (text.startsWith("/")) {
            return Optional.empty();
        }
        var rest = text;
        var query = "";
        int mark = rest.indexOf('?');
        if (mark >= 0) {
            query = rest.substring(mark + 1);
            rest = rest.substring(0, mark);
        }
        boolean forced = rest.startsWith("git::");
        if (forced) {
            rest = rest.substring(5);
        }
        var scheme = "";
        for (var known : SCHEMES) {
            if (rest.regionMatches(true, 0, known, 0, known.length())) {
                scheme = known;
                rest = rest.substring(known.length());
                break;
            }
        }
        if (scheme.equals("file://")) {
            return Optional.of(file(text, rest, query));
        }
        var user = "";
        var m = USER.matcher(rest);
        if (m.find() && (scheme.isEmpty() || scheme.equals("ssh://"))) {
            user = m.group();
            rest = rest.substring(m.end());
        }
        boolean github = GITHUB.matcher(rest).find();
        if (scheme.isEmpty() && user.isEmpty() && !github) {
            return Optional.empty();
        }
        String host;
        if (github) {
            rest = rest.substring("github.com".length() + 1);
            while (rest.startsWith("/")) {
                rest = rest.substring(1);
            }
            host =
                    scheme.equals("ssh://") || !user.isEmpty()
                            ? (user.isEmpty() ? "git@" : user) + "github.com:"
                            : "https://github.com/";
        } else {
            int slash = rest.indexOf('/');
            int colon = rest.indexOf(':');
            int end =
                    scheme.isEmpty() && colon >= 0 && (slash < 0 || colon < slash) ? colon : slash;
            if (end <= 0 || end == rest.length() - 1) {
                return Optional.empty();
            }
            host = scheme + user + rest.substring(0, end + 1);
            rest = rest.substring(end + 1);
        }
        return split(text, host, rest, query);
    }

    private static RemoteRoot file(String raw, String rest, String query) {
        int twice = rest.indexOf("//", 1);
        int git = rest.indexOf(".git");
        if (twice >= 0) {
            return of(raw, "file://" + rest.substring(0, twice), rest.substring(twice + 2), query);
        }
        if (git >= 0) {
            return of(raw, "file://" + rest.substring(0, git + 4), rest.substring(git + 4), query);
        }
        return of(raw, "file://" + rest, "", query);
    }

    private static Optional<RemoteRoot> split(String raw, String host, String rest, String query) {
        int azure = rest.indexOf("_git/");
        int twice = rest.indexOf("//");
        int git = rest.indexOf(".git");
        String repository;
        String path;
        if (azure >= 0) {
            int end = rest.indexOf('/', azure + 5);
            repository = end < 0 ? rest : rest.substring(0, end);
            path = end < 0 ? "" : rest.substring(end + 1);
        } else if (twice >= 0) {
            repository = rest.substring(0, twice);
            path = rest.substring(twice + 2);
        } else if (git >= 0) {
            repository = rest.substring(0, git + 4);
            path = rest.substring(git + 4);
        } else {
            int first = rest.indexOf('/');
            int second = first < 0 ? -1 : rest.indexOf('/', first + 1);
            if (first <= 0) {
                return Optional.empty();
            }
            repository = second < 0 ? rest : rest.substring(0, second);
            path = second < 0 ? "" : rest.substring(second + 1);
        }
        return repository.isEmpty()
                ? Optional.empty()
                : Optional.of(of(raw, host + repository, path, query));
    }

    private static RemoteRoot of(String raw, String url, String path, String query) {
        var parameters = new HashMap<String, String>();
        for (var pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        var ref = parameters.getOrDefault("ref", "");
        var clean = path;
        while (clean.startsWith("/")) {
            clean = clean.substring(1);
        }
        return new RemoteRoot(
                raw,
                url.endsWith("/") ? url.substring(0, url.length() - 1) : url,
                clean,
                ref.isEmpty() ? parameters.getOrDefault("version", "") : ref,
                timeout(parameters.getOrDefault("timeout", "")),
                !parameters.getOrDefault("submodules", "true").equals("false"));
    }

    private static Duration timeout(String text) {
        try {
            if (text.matches("[0-9]{1,9}")) {
                long seconds = Long.parseLong(text);
                return seconds > 0 ? Duration.ofSeconds(seconds) : DEFAULT_TIMEOUT;
            }
            if (text.matches("([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?") && !text.isEmpty()) {
                return Duration.parse("PT" + text.toUpperCase(java.util.Locale.ROOT));
            }
        } catch (java.time.format.DateTimeParseException e) {
            // A broken time-out means the default one.
            return DEFAULT_TIMEOUT;
        }
        return DEFAULT_TIMEOUT;
    }
}
