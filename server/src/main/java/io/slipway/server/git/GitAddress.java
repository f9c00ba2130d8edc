package io.slipway.server.git;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The path of a request as Git's clients build it: a project, with or without {@code .git}, and
 * what is wanted of it.
 *
 * @param project the project's path, at least two segments
 * @param resource what follows, as in {@code info/refs}
 */
record GitAddress(String project, String resource) {

    private static final String SEGMENT = "[^/?#\\\\]+";
    private static final Pattern WITH_SUFFIX =
            Pattern.compile("/(" + SEGMENT + "(?:/" + SEGMENT + "){1,20}?)\\.git(?:/(.*))?");
    private static final Pattern BARE =
            Pattern.compile(
                    "/("
                            + SEGMENT
                            + "(?:/"
                            + SEGMENT
                            + "){1,20}?)/(info/refs|git-upload-pack|git-receive-pack|info/lfs/.*)");

    /** The address that a path is; empty when it is none of Git's. */
    static Optional<GitAddress> of(String path) {
        var match = WITH_SUFFIX.matcher(path);
        if (match.matches()) {
            return Optional.of(
                    new GitAddress(match.group(1), match.group(2) == null ? "" : match.group(2)));
        }
        match = BARE.matcher(path);
        return match.matches()
                ? Optional.of(new GitAddress(match.group(1), match.group(2)))
                : Optional.empty();
    }
}
