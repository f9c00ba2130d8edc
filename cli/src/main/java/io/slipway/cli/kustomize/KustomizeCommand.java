package io.slipway.cli.kustomize;

import io.slipway.kustomize.option.ChartInflator;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

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
                .addSubcommand(
                        new CommandLine(new BuildCommand(charts))
                                .setCaseInsensitiveEnumValuesAllowed(true));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
