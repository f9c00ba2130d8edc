package io.slipway.cli.kustomize;

import io.slipway.kustomize.option.ChartInflator;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Groups the commands on kustomizations. */
@Command(
        name = "kustomize",
        description = "Builds kustomizations.",
        mixinStandardHelpOptions = true)
public final class KustomizeCommand implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    /** The group with its commands; charts are rendered by the inflator when there is one. */
    public static CommandLine create(Optional<ChartInflator> charts) {
        return new CommandLine(new KustomizeCommand())
                .addSubcommand(new CommandLine(new BuildCommand(charts)))
                .setParameterExceptionHandler(KustomizeCommand::refuse);
    }

    /** In the words and with the exit status of the original. */
    private static int refuse(ParameterException e, String[] arguments) {
        var words =
                switch (e) {
                    case UnmatchedArgumentException unmatched ->
                            "unknown flag: " + unmatched.getUnmatched().getFirst();
                    case MissingParameterException missing ->
                            "flag needs an argument: " + needing(missing);
                    default -> {
                        var argument = e.getArgSpec();
                        yield argument instanceof OptionSpec option && e.getValue() != null
                                ? "invalid argument \""
                                        + e.getValue()
                                        + "\" for \""
                                        + option.longestName()
                                        + "\" flag"
                                : String.valueOf(e.getMessage());
                    }
                };
        var err = e.getCommandLine().getErr();
        err.println("Error: " + words);
        err.flush();
        return 1;
    }

    private static String needing(MissingParameterException e) {
        if (!(e.getMissing().getFirst() instanceof OptionSpec option)) {
            return String.valueOf(e.getMessage());
        }
        var given = e.getCommandLine().getParseResult().originalArgs().getLast();
        return given.length() == 2 ? "'" + given.charAt(1) + "' in " + given : option.longestName();
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
