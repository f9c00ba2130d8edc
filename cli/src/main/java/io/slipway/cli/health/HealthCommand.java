package io.slipway.cli.health;

import io.slipway.cli.files.InputText;
import io.slipway.engine.health.Health;
import io.slipway.engine.health.HealthRules;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.yaml.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code health FILE}: prints the health of each object as JSON. Exit status 0 whatever the health
 * is, 2 when the input is refused.
 */
@Command(
        name = "health",
        description = {
            "Prints the health of live objects as JSON: one object with \"status\" and \"message\""
                    + " for one, a line each for several.",
            "A status of null means that objects of this kind have no health."
        },
        exitCodeOnExecutionException = 2,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:assessed, whatever the health", "2:the input or the call is wrong"},
        mixinStandardHelpOptions = true)
public final class HealthCommand implements Callable<Integer> {

    private final InputStream standardInput;
    private final Clock clock;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "YAML or JSON with one or several objects; - for standard input.")
    private String file = "-";

    @Option(
            names = "--now",
            paramLabel = "TIME",
            description =
                    "Assess as of that moment (2026-01-31T12:00:00Z) instead of now: some verdicts"
                            + " depend on how long a state has lasted.")
    private Optional<String> now = Optional.empty();

    private HealthCommand(InputStream standardInput, Clock clock) {
        this.standardInput = standardInput;
        this.clock = clock;
    }

    /** The command, with what {@code -} reads and the time that counts as now. */
    public static CommandLine create(InputStream standardInput, Clock clock) {
        return new CommandLine(new HealthCommand(standardInput, clock));
    }

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        try {
            print(out);
            return CommandLine.ExitCode.OK;
        } catch (IOException e) {
            err.println("Error: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        } finally {
            out.flush();
            err.flush();
        }
    }

    private void print(PrintWriter out) throws IOException {
        var moment = moment();
        var input = InputText.read(file, standardInput);
        var objects = input.objects();
        if (objects.isEmpty()) {
            throw new IOException(input.name() + " holds no object");
        }
        var rules = HealthRules.builtIn();
        for (var object : objects) {
            var line = new LinkedHashMap<String, @Nullable Object>();
            if (objects.size() > 1) {
                describe(object, line);
            }
            assessment(rules.assess(object, moment), line);
            out.println(Json.write(line));
        }
    }

    private Instant moment() throws IOException {
        try {
            return now.map(Instant::parse).orElseGet(clock::instant);
        } catch (DateTimeParseException e) {
            throw new IOException(
                    "--now wants a time like 2026-01-31T12:00:00Z, not " + now.orElse(""), e);
        }
    }

    private static void describe(ResourceObject object, Map<String, @Nullable Object> line) {
        line.put("apiVersion", object.apiVersion());
        line.put("kind", object.kind());
        line.put("namespace", object.namespace());
        line.put("name", object.name());
    }

    private static void assessment(Optional<Health> health, Map<String, @Nullable Object> line) {
        line.put("status", health.map(h -> h.status().text()).orElse(null));
        line.put("message", health.map(Health::message).orElse(""));
        health.flatMap(Health::checkAgain).ifPresent(t -> line.put("checkAgain", t.toString()));
    }
}
