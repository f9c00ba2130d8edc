package io.slipway.server;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code slipway config}: every setting with its value and where the value came from. */
final class ConfigCommand implements Callable<Integer> {

    private final CommandSpec specification;

    private ConfigCommand() {
        specification = CommandSpec.wrapWithoutInspection(this).name("config");
        specification
                .usageMessage()
                .description("Prints every setting, its value and where it came from.");
        specification.mixinStandardHelpOptions(true);
        SettingOptions.addTo(specification);
    }

    static CommandSpec specification() {
        return new ConfigCommand().specification;
    }

    @Override
    public Integer call() {
        ParseResult parsed = specification.commandLine().getParseResult();
        var out = specification.commandLine().getOut();
        out.printf("%-24s %-34s %-13s %s%n", "SETTING", "VALUE", "FROM", "ENVIRONMENT VARIABLE");
        SettingOptions.settings(parsed)
                .all()
                .forEach((setting, value) -> {
                    var shown =
                            setting.secret() && !value.text().isEmpty() ? "(hidden)" : value.text();
                    out.printf(
                            "%-24s %-34s %-13s %s%n",
                            setting.name(),
                            shown.isEmpty() ? "-" : shown,
                            value.origin(),
                            setting.variable());
                });
        out.flush();
        return 0;
    }
}
