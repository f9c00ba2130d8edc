package io.slipway.server.config;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values of all settings and where each came from. The command line beats the environment, the
 * environment beats the file, the file beats the default. Immutable.
 */
public final class Settings {

    /** Where a value came from, in order of precedence. */
    public enum Origin {
        COMMAND_LINE("command line"),
        ENVIRONMENT("environment"),
        FILE("file"),
        DEFAULT("default");

        private final String text;

        Origin(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A value and its origin. */
    public record Value(String text, Origin origin) {}

    private final Map<Setting, Value> values;

    private Settings(Map<Setting, Value> values) {
        this.values = values;
    }

    /**
     * The settings of one start.
     *
     * @param commandLine by the settings' names
     * @param environment of the process
     * @throws SettingsException when a value or the file is wrong; the message names the setting,
     *     its origin and the remedy
     */
    public static Settings read(Map<String, String> commandLine, Map<String, String> environment) {
        var file = file(commandLine, environment);
        var values = new LinkedHashMap<Setting, Value>();
        for (var setting : Catalog.all()) {
            values.put(setting, value(setting, commandLine, environment, file));
        }
        var settings = new Settings(values);
        Catalog.check(settings);
        return settings;
    }

    private static Value value(
            Setting setting,
            Map<String, String> commandLine,
            Map<String, String> environment,
            Map<String, String> file) {
        var given = commandLine.get(setting.name());
        if (given != null) {
            return new Value(given, Origin.COMMAND_LINE);
        }
        var variable = environment.get(setting.variable());
        if (variable != null && !variable.isEmpty()) {
            return new Value(variable, Origin.ENVIRONMENT);
        }
        var line = file.get(setting.name());
        return line != null
                ? new Value(line, Origin.FILE)
                : new Value(setting.fallback(), Origin.DEFAULT);
    }

    private static Map<String, String> file(
            Map<String, String> commandLine, Map<String, String> environment) {
        var named = value(Catalog.CONFIG, commandLine, environment, Map.of());
        var data = value(Catalog.DATA, commandLine, environment, Map.of());
        var path =
                named.text().isEmpty()
                        ? Path.of(data.text()).resolve("slipway.yaml")
                        : Path.of(named.text());
        if (!Files.exists(path)) {
            if (!named.text().isEmpty()) {
                throw new SettingsException("the settings file " + path + " does not exist");
            }
            return Map.of();
        }
        try {
            return flat(path, Yaml.document(Files.readString(path)));
        } catch (IOException e) {
            throw new SettingsException(
                    "cannot read the settings file " + path + ": " + e.getMessage());
        } catch (ManifestException e) {
            throw new SettingsException(
                    "the settings file " + path + " is wrong: " + e.getMessage());
        }
    }

    private static Map<String, String> flat(
            Path path, @org.jspecify.annotations.Nullable Object document) {
        var found = new LinkedHashMap<String, String>();
        if (document == null) {
            return found;
        }
        var map =
                Trees.map(document)
                        .orElseThrow(() ->
                                new SettingsException(
                                        path + " must hold lines like \"port: 8000\""));
        var unknown = new ArrayList<String>();
        map.forEach((name, value) -> {
            if (Catalog.all().stream().noneMatch(s -> s.name().equals(name))) {
                unknown.add(name);
            }
            found.put(name, text(value));
        });
        if (!unknown.isEmpty()) {
            throw new SettingsException(
                    path
                            + " names settings that do not exist: "
                            + String.join(", ", unknown)
                            + "; `slipway config` lists those that do");
        }
        return found;
    }

    private static String text(@org.jspecify.annotations.Nullable Object value) {
        return switch (value) {
            case null -> "";
            case List<?> list -> String.join(",", list.stream().map(String::valueOf).toList());
            case Object other -> other.toString();
        };
    }

    /** All settings with their values, in the order of the documentation. */
    public Map<Setting, Value> all() {
        return java.util.Collections.unmodifiableMap(values);
    }

    /** The text of a setting; empty when none is set and it has no default. */
    public Optional<String> text(Setting setting) {
        return Optional.of(get(setting).text()).filter(t -> !t.isEmpty());
    }

    /** The path that a setting names. */
    public Optional<Path> path(Setting setting) {
        return text(setting).map(t -> Path.of(t).toAbsolutePath().normalize());
    }

    /** A whole number between two bounds. */
    public int number(Setting setting, int least, int most) {
        var value = get(setting);
        try {
            int number = Integer.parseInt(value.text().strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(setting, "a whole number from " + least + " to " + most);
        }
        throw wrong(setting, "a whole number from " + least + " to " + most);
    }

    /** {@code true} or {@code false}. */
    public boolean flag(Setting setting) {
        return switch (get(setting).text()) {
            case "true" -> true;
            case "false", "" -> false;
            default -> throw wrong(setting, "true or false");
        };
    }

    /** A duration as {@code 90s}, {@code 5m}, {@code 1h}, {@code 250ms}. */
    public Duration duration(Setting setting) {
        var text = get(setting).text();
        var match = java.util.regex.Pattern.compile("(\\d{1,9})(ms|s|m|h)").matcher(text);
        if (!match.matches()) {
            throw wrong(setting, "a duration such as 250ms, 90s, 5m or 1h");
        }
        long amount = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /** The items of a comma-separated list, trimmed; empty ones left out. */
    public List<String> items(Setting setting) {
        return Arrays.stream(get(setting).text().split(","))
                .map(String::strip)
                .filter(t -> !t.isEmpty())
                .toList();
    }

    private Value get(Setting setting) {
        var value = values.get(setting);
        if (value == null) {
            throw new IllegalArgumentException("not in the catalog: " + setting.name());
        }
        return value;
    }

    SettingsException wrong(Setting setting, String expected) {
        var value = get(setting);
        return new SettingsException(
                setting.name()
                        + " (from the "
                        + value.origin()
                        + ") must be "
                        + expected
                        + (setting.secret() ? "" : ", not \"" + value.text() + "\""));
    }
}
