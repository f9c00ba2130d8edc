package io.slipway.http;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * One front of the server: the paths it claims, its routes, and its own words for failures.
 *
 * <p>A request goes to the surface with the longest claimed prefix; among surfaces whose {@link
 * #claims claim} is a test of the path, to the first that says yes, before any prefix. The prefix
 * {@code "/"} takes what nobody else claims.
 */
public final class Surface {
    private final String name;
    private final List<String> prefixes;
    private final Routes routes;
    private final Failures failures;
    private final Around around;
    private final Predicate<String> claim;
    private final List<String> suffixes;

    private Surface(
            String name,
            List<String> prefixes,
            Routes routes,
            Failures failures,
            Around around,
            Predicate<String> claim,
            List<String> suffixes) {
        this.name = name;
        this.prefixes = List.copyOf(prefixes);
        this.routes = routes;
        this.failures = failures;
        this.around = around;
        this.claim = claim;
        this.suffixes = List.copyOf(suffixes);
    }

    /**
     * A surface.
     *
     * @param name for the log
     * @param prefixes path prefixes without a slash at the end, or {@code "/"}; they match whole
     *     segments only
     */
    public static Surface of(String name, List<String> prefixes, Routes routes, Failures failures) {
        return new Surface(name, prefixes, routes, failures, Around.NOTHING, _ -> false, List.of());
    }

    /** The same surface with something done around every request. */
    public Surface around(Around wrapper) {
        return new Surface(name, prefixes, routes, failures, wrapper, claim, suffixes);
    }

    /** The same surface, which also takes every raw (still encoded) path that passes the test. */
    public Surface claims(Predicate<String> rawPath) {
        return new Surface(name, prefixes, routes, failures, around, rawPath, suffixes);
    }

    /**
     * The same surface, which ignores these endings of the last segment ({@code ".json"}) where it
     * is a literal or a one-segment parameter. The ending {@code "/"} is an empty last segment;
     * with it a path with doubled slashes in the middle that nothing else serves is read as if they
     * were single, since clients of the time join paths that way.
     */
    public Surface ignoringSuffixes(List<String> endings) {
        return new Surface(name, prefixes, routes, failures, around, claim, endings);
    }

    public String name() {
        return name;
    }

    public Routes routes() {
        return routes;
    }

    /** The first path segments that this surface answers for, sorted. */
    public Set<String> firstSegments() {
        var segments = new TreeSet<String>();
        for (var prefix : prefixes) {
            if (prefix.equals("/")) {
                segments.addAll(routes.firstSegments());
            } else {
                segments.add(prefix.substring(1).split("/", 2)[0]);
            }
        }
        return segments;
    }

    /** Length of the longest prefix that holds the path, or -1. */
    int claimOf(String rawPath) {
        if (claim.test(rawPath)) {
            return Integer.MAX_VALUE;
        }
        var best = -1;
        for (var prefix : prefixes) {
            var inside =
                    prefix.equals("/")
                            || rawPath.equals(prefix)
                            || (rawPath.startsWith(prefix)
                                    && rawPath.charAt(prefix.length()) == '/');
            if (inside) {
                best = Math.max(best, prefix.equals("/") ? 0 : prefix.length());
            }
        }
        return best;
    }

    Failures failures() {
        return failures;
    }

    Around around() {
        return around;
    }

    RouteTree.Match find(String method, List<String> asked) {
        var slash = asked.size() > 1 && asked.getLast().isEmpty() && suffixes.contains("/");
        var segments = slash ? asked.subList(0, asked.size() - 1) : asked;
        var plain = routes.tree().find(method, segments);
        if (plain instanceof RouteTree.Match.Nothing
                && suffixes.contains("/")
                && segments.contains("")
                && !segments.getLast().isEmpty()) {
            return find(method, segments.stream().filter(s -> !s.isEmpty()).toList());
        }
        if (suffixes.isEmpty() || endsInMany(plain)) {
            return plain;
        }
        var last = segments.getLast();
        for (var suffix : suffixes) {
            if (last.endsWith(suffix) && last.length() > suffix.length()) {
                var shorter = new java.util.ArrayList<>(segments);
                shorter.set(
                        segments.size() - 1, last.substring(0, last.length() - suffix.length()));
                var stripped = routes.tree().find(method, shorter);
                if (!(stripped instanceof RouteTree.Match.Nothing)) {
                    return stripped;
                }
            }
        }
        return plain;
    }

    private static boolean endsInMany(RouteTree.Match match) {
        return match instanceof RouteTree.Match.Found(var route, _)
                && route.pieces().getLast().startsWith("*");
    }
}
