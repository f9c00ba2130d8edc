package io.slipway.server;

import io.slipway.cli.cluster.ClusterCommand;
import io.slipway.cli.diff.DiffCommand;
import io.slipway.cli.health.HealthCommand;
import io.slipway.cli.kustomize.KustomizeCommand;
import io.slipway.cli.move.ImportCommand;
import io.slipway.server.config.SettingsException;
import io.slipway.server.move.FolderCommand;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The {@code slipway} command: the server, its settings, and the tools that need no server. */
@Command(
        name = "slipway",
        description = "A git push becomes running software.",
        mixinStandardHelpOptions = true,
        version = "slipway 0.1.0",
        subcommands = {HelpCommand.class})
public final class Main {

    private Main() {}

    /** Exit status 0 on success, 1 when the work failed, 2 when the call was wrong. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        var line = new CommandLine(new Main());
        var usual = line.getParameterExceptionHandler();
        line.setParameterExceptionHandler((wrong, arguments) -> {
            // A command may have its own words for a wrong call.
            var command = wrong.getCommandLine();
            var handler = command.equals(line) ? usual : command.getParameterExceptionHandler();
            return handler.handleParseException(wrong, arguments);
        });
        line.addSubcommand(ServerCommand.specification());
        line.addSubcommand(ConfigCommand.specification());
        line.addSubcommand(ClusterCommand.create());
        line.addSubcommand(KustomizeCommand.create(Optional.empty()));
        line.addSubcommand(HealthCommand.create(System.in, Clock.systemUTC()));
        line.addSubcommand(DiffCommand.create(System.in));
        line.addSubcommand(ImportCommand.create().addSubcommand(new FolderCommand()));
        line.setExecutionExceptionHandler((failure, command, _) -> {
            if (failure instanceof SettingsException || failure instanceof StartFailure) {
                error(command.getErr(), String.valueOf(failure.getMessage()));
                return CommandLine.ExitCode.SOFTWARE;
            }
            throw failure;
        });
        return line;
    }

    private static void error(PrintWriter err, String message) {
        err.println("slipway: " + message);
    }
}
