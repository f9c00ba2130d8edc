package io.slipway.server.ssh;

import io.slipway.server.git.GitService;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a Git client asks to have run.
 *
 * @param service what is done to the repository; of large files, what they are wanted for
 * @param project the project's path, without slash in front and {@code .git} at the end
 * @param largeFiles whether it asks for the way to the large files, not for the service itself
 */
record CommandLine(GitService service, String project, boolean largeFiles) {

    private static final Pattern FORM =
            Pattern.compile("git[ -](upload-pack|receive-pack|upload-archive) +(\\S.*)");

    private static final Pattern LARGE_FILES =
            Pattern.compile("git-lfs-authenticate +(\\S.*?) +(upload|download)");
    private static final int LONGEST = 4_096;

    /** Reads the one line that the client sent; empty when it is none of Git's commands. */
    static Optional<CommandLine> parse(String line) {
        var stripped = line.strip();
        if (stripped.length() > LONGEST || stripped.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            return Optional.empty();
        }
        var largeFiles = LARGE_FILES.matcher(stripped);
        if (largeFiles.matches()) {
            var service =
                    largeFiles.group(2).equals("upload")
                            ? GitService.RECEIVE_PACK
                            : GitService.UPLOAD_PACK;
            return project(largeFiles.group(1)).map(p -> new CommandLine(service, p, true));
        }
        var match = FORM.matcher(stripped);
        return match.matches()
                ? project(match.group(2).strip())
                        .flatMap(p ->
                                GitService.of("git-" + match.group(1))
                                        .map(s -> new CommandLine(s, p, false)))
                : Optional.empty();
    }

    private static Optional<String> project(String text) {
        var path = unquote(text);
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
                ? Optional.of(project)
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
