package io.slipway.cli.move;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code import project URL}. Exit status 1 when it does not come. */
@Command(
        name = "import",
        description = "Brings projects and applications to a running server.",
        mixinStandardHelpOptions = true)
public final class ImportCommand implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    /** The group with its commands; others may be added. */
    public static CommandLine create() {
        var line = new CommandLine(new ImportCommand());
        line.addSubcommand(new OfProject(Duration.ofMillis(500)));
        line.addSubcommand(new ApplicationsCommand());
        return line;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "project",
            description = {
                "Brings a project of a GitLab server (API v4 or v3), or of another Slipway:"
                        + " repository, protected branches, labels, releases, members who have an"
                        + " account of the same name here.",
                "The server fetches the repository itself; a private network must be allowed by"
                        + " its setting import.allowed-hosts."
            },
            mixinStandardHelpOptions = true)
    static final class OfProject implements Callable<Integer> {

        private final Duration poll;

        @Spec private CommandSpec spec = CommandSpec.create();

        @Mixin private TargetOptions target = new TargetOptions();

        @Parameters(
                index = "0",
                paramLabel = "URL",
                description = "The project's address: https://gitlab.example.com/group/project.")
        private String source = "";

        @Option(
                names = "--source-token",
                description =
                        "Token of the other server; better in the environment as"
                                + " SLIPWAY_SOURCE_TOKEN.",
                defaultValue = "${env:SLIPWAY_SOURCE_TOKEN:-}")
        private String sourceToken = "";

        @Option(
                names = "--source-user",
                description =
                        "User name that Git gives the other server; default ${DEFAULT-VALUE}.",
                defaultValue = "oauth2")
        private String sourceUser = "";

        @Option(names = "--name", description = "Its name here; the one there by default.")
        private Optional<String> name = Optional.empty();

        OfProject(Duration poll) {
            this.poll = poll;
        }

        @Override
        public Integer call() {
            var out = spec.commandLine().getOut();
            try (var client = TargetOptions.client()) {
                if (sourceToken.isEmpty()) {
                    throw new MoveFailure("no token of the other server: set SLIPWAY_SOURCE_TOKEN");
                }
                var found = SourceProject.find(source, sourceToken, client);
                new ProjectMove(found, target.calls(client), out, poll, Duration.ofHours(1))
                        .run(sourceUser, target.namespace(), name);
                return 0;
            } catch (MoveFailure e) {
                spec.commandLine().getErr().println("slipway: " + e.getMessage());
                return 1;
            }
        }
    }
}
