package io.slipway.server;

import java.util.Set;
import java.util.TreeSet;

/**
 * Every first path segment that the server answers for. No namespace may have one of these as its
 * path; a test compares the table with what the surfaces really serve.
 */
final class PathTable {

    /** What the surfaces serve. */
    static final Set<String> SERVED =
            Set.of(
                    "", "api", "gitops", "health", "metrics", "oauth", "oauth2", "profile",
                    "uploads", "users", "v1");

    /** What they will serve, or what clients of these APIs take for pages of the server. */
    private static final Set<String> KEPT =
            Set.of(
                    "-",
                    "admin",
                    "all",
                    "assets",
                    "ci",
                    "dashboard",
                    "default",
                    "files",
                    "groups",
                    "help",
                    "hooks",
                    "issues",
                    "merge_requests",
                    "new",
                    "notes",
                    "oauth",
                    "profile",
                    "projects",
                    "public",
                    "repository",
                    "s",
                    "search",
                    "services",
                    "snippets",
                    "teams",
                    "u",
                    "unsubscribes",
                    "users");

    private PathTable() {}

    /** The paths that no namespace may have. */
    static Set<String> reserved() {
        var all = new TreeSet<>(KEPT);
        all.addAll(SERVED);
        all.remove("");
        return all;
    }
}
