package io.slipway.server;

import io.slipway.server.config.Catalog;
import io.slipway.server.config.Setting;
import io.slipway.server.config.Settings;
import java.util.LinkedHashMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Turns the catalog of settings into options of a command, and back into settings. */
final class SettingOptions {

    private SettingOptions() {}

    static void addTo(CommandSpec command) {
        for (var setting : Catalog.all()) {
            if (!setting.secret()) {
                command.addOption(option(setting));
            }
        }
    }

    private static OptionSpec option(Setting setting) {
        var option =
                OptionSpec.builder("--" + setting.name())
                        .type(String.class)
                        .paramLabel("VALUE")
                        .description(
                                setting.meaning()
                                        + (setting.fallback().isEmpty()
                                                ? ""
                                                : " Default: " + setting.fallback() + "."));
        if (setting.fallback().equals("true") || setting.fallback().equals("false")) {
            option.arity("0..1").fallbackValue("true").paramLabel("true|false");
        }
        return option.build();
    }

    static Settings settings(CommandLine.ParseResult parsed) {
        var given = new LinkedHashMap<String, String>();
        for (var setting : Catalog.all()) {
            if (!setting.secret() && parsed.hasMatchedOption("--" + setting.name())) {
                given.put(setting.name(), parsed.matchedOptionValue("--" + setting.name(), ""));
            }
        }
        return Settings.read(given, System.getenv());
    }
}
