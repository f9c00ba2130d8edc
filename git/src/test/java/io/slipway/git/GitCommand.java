package io.slipway.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real git, run in a folder, with nothing of the machine's or the user's configuration. */
public final class GitCommand {

    private final Path folder;
    private final Map<String, String> environment;

    private GitCommand(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = Map.copyOf(environment);
    }

    /** In a folder. */
    public static GitCommand in(Path folder) {
        return new GitCommand(folder, Map.of());
    }

    /** The same, with more variables. */
    public GitCommand with(String name, String value) {
        var more = new java.util.HashMap<>(environment);
        more.put(name, value);
        return new GitCommand(folder, more);
    }

    /** Runs it and returns what it printed; fails when it fails. */
    public String run(String... arguments) {
        var result = attempt(arguments);
        if (result.exit() != 0) {
            throw new AssertionError(
                    "git %s ended with %d:%n%s"
                            .formatted(String.join(" ", arguments), result.exit(), result.text()));
        }
        return result.text();
    }

    /** Runs it, whatever comes of it. */
    public Result attempt(String... arguments) {
        try {
            var process = start(arguments);
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("git " + String.join(" ", arguments) + " does not end");
            }
            return new Result(process.exitValue(), text);
        } catch (IOException e) {
            throw new AssertionError("git cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Starts it and does not wait; both outputs come together. */
    public Process start(String... arguments) throws IOException {
        Files.createDirectories(folder);
        var command = new ArrayList<String>();
        command.add("git");
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.redirectErrorStream(true);
        var variables = builder.environment();
        variables.keySet().removeIf(n -> n.startsWith("GIT_"));
        variables.put("GIT_CONFIG_GLOBAL", "/dev/null");
        variables.put("GIT_CONFIG_NOSYSTEM", "1");
        variables.put("GIT_TERMINAL_PROMPT", "0");
        variables.put("HOME", folder.toString());
        variables.put("GIT_AUTHOR_NAME", "Ada Lovelace");
        variables.put("GIT_AUTHOR_EMAIL", "ada@example.com");
        variables.put("GIT_COMMITTER_NAME", "Ada Lovelace");
        variables.put("GIT_COMMITTER_EMAIL", "ada@example.com");
        variables.put("LC_ALL", "C");
        variables.putAll(environment);
        return builder.start();
    }

    /** How it ended, and what it printed on both outputs. */
    public record Result(int exit, String text) {}
}
