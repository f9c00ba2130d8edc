package io.slipway.forge.group;

import io.slipway.platform.store.Dialect;
import java.util.HashSet;
import java.util.Set;

/** Paths that no namespace may have: the first segments of what the server serves itself. */
public final class ReservedPaths {

    private static final Set<String> OF_THE_FORGE =
            Set.of(
                    "admin",
                    "all",
                    "assets",
                    "ci",
                    "dashboard",
                    "files",
                    "groups",
                    "help",
                    "hooks",
                    "issues",
                    "merge_requests",
                    "new",
                    "notes",
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
                    "users",
                    "default",
                    "-");

    private final Set<String> folded = new HashSet<>(OF_THE_FORGE);

    /** The forge's own words, and the first segments of the router's table. */
    public ReservedPaths(Set<String> served) {
        served.forEach(segment -> folded.add(Dialect.fold(segment)));
    }

    /** Whether the path is reserved, whatever its case. */
    public boolean contains(String path) {
        return folded.contains(Dialect.fold(path));
    }
}
