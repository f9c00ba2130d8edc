package io.slipway.server.ssh;

import io.slipway.server.git.GitService;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a Git client asks to have run.
 *
 * @param project the project's path, without slash in front and {@code .git} at the end
 */
record CommandLine(GitService service, String project) {

    private static final Pattern FORM =
            Pattern.compile("git[ -](upload-pack|receive-pack|upload-archive) +(\\S.*)");

    /** Reads the one line that the client sent; empty when it is none of Git's commands. */
    static Optional<CommandLine> parse(String line) {
        var match = FORM.matcher(line.strip());
        if (!match.matches()) {
            return Optional.empty();
        }
        var path = unquote(match.group(2).strip());
        if (path.startsWith("/")) {
            path = path.substring(1);
        }
        if (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        if (path.endsWith(".git")) {
            path = path.substring(0, path.length() - ".git".length());
        }
        var project = path;
        return project.matches("[^/\\s'\"\\\\]+(/[^/\\s'\"\\\\]+){1,20}")
                ? GitService.of("git-" + match.group(1)).map(s -> new CommandLine(s, project))
                : Optional.empty();
    }

    private static String unquote(String text) {
        boolean quoted =
                text.length() >= 2
                        && (text.charAt(0) == '\'' || text.charAt(0) == '"')
                        && text.charAt(text.length() - 1) == text.charAt(0);
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
