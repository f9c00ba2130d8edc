package io.slipway.cli.diff;

import io.slipway.cli.files.InputText;
import io.slipway.engine.diff.DiffRules;
import io.slipway.engine.diff.DiffStrategy;
import io.slipway.engine.diff.Differ;
import io.slipway.engine.diff.FieldDifference;
import io.slipway.engine.diff.IgnoreDifference;
import io.slipway.engine.diff.JacksonJq;
import io.slipway.engine.diff.Masking;
import io.slipway.engine.diff.ObjectDiff;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code diff --config FILE --live FILE}: prints what an apply of the one would change in the
 * other. Exit status 0 when nothing, 1 when something, 2 when it cannot be told.
 */
@Command(
        name = "diff",
        description = {
            "Prints as JSON what an apply of the configured object would change in the live one.",
            "Both are normalised as for Applications; values of Secrets are masked."
        },
        exitCodeOnExecutionException = 2,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:an apply would change nothing",
            "1:an apply would change something",
            "2:the input or the call is wrong, or it cannot be told"
        },
        mixinStandardHelpOptions = true)
public final class DiffCommand implements Callable<Integer> {

    private static final int SAME = 0;
    private static final int DIFFERENT = 1;
    private static final int REFUSED = 2;

    private static final String OURS = "slipway";

    /** The manager under which the reference applies: its fields are ours in imported clusters. */
    private static final String REFERENCE = "argocd-controller";

    private final InputStream standardInput;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description =
                    "The object as configured, YAML or JSON; - for standard input. An empty file: it"
                            + " is not configured.")
    private String config = "-";

    @Option(
            names = "--live",
            required = true,
            paramLabel = "FILE",
            description =
                    "The object as the cluster has it, with managedFields and the last-applied"
                            + " annotation when it has them. An empty file: there is none.")
    private String live = "-";

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            description =
                    "How the outcome is predicted: three-way (default), structured-merge, or"
                            + " server-side (needs --dry-run).")
    private Optional<String> strategy = Optional.empty();

    @Option(
            names = "--dry-run",
            paramLabel = "FILE",
            description =
                    "What the API server answered to a dry run of server-side apply of the"
                            + " configured object; selects the strategy server-side.")
    private Optional<String> dryRun = Optional.empty();

    @Option(
            names = "--manager",
            paramLabel = "NAME",
            description =
                    "The field manager that applies (slipway; or argocd-controller when only that"
                            + " one owns fields of the live object).")
    private Optional<String> manager = Optional.empty();

    @Option(
            names = "--ignore",
            paramLabel = "FILE",
            description =
                    "Ignore rules as Applications have them: a list of {group, kind, name, namespace,"
                            + " jsonPointers, jqPathExpressions, managedFieldsManagers}, or an"
                            + " Application. May be repeated.")
    private List<String> ignores = new ArrayList<>();

    @Option(
            names = "--ignore-json-pointer",
            paramLabel = "POINTER",
            description = "Ignores what the JSON pointer names. May be repeated.")
    private List<String> pointers = new ArrayList<>();

    @Option(
            names = "--ignore-jq",
            paramLabel = "EXPRESSION",
            description = "Ignores what the jq path expression names. May be repeated.")
    private List<String> expressions = new ArrayList<>();

    @Option(
            names = "--ignore-manager",
            paramLabel = "NAME",
            description =
                    "Ignores fields that this field manager owns in the live object. May be repeated.")
    private List<String> managers = new ArrayList<>();

    @Option(
            names = "--ignore-status",
            paramLabel = "WHICH",
            description = "Whose /status is ignored: all (default), crd, or none.")
    private String ignoreStatus = "all";

    @Option(
            names = "--ignore-aggregated-roles",
            description = "Ignores the rules of roles that have an aggregationRule.")
    private boolean ignoreAggregatedRoles;

    @Option(
            names = "--compare-options",
            paramLabel = "LIST",
            description =
                    "As in the annotation argocd.argoproj.io/compare-options:"
                            + " ServerSideDiff=true|false, IncludeMutationWebhook=true.")
    private String compareOptions = "";

    private DiffCommand(InputStream standardInput) {
        this.standardInput = standardInput;
    }

    /** The command, with what {@code -} reads. */
    public static CommandLine create(InputStream standardInput) {
        return new CommandLine(new DiffCommand(standardInput));
    }

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        try {
            return compare();
        } catch (IOException e) {
            err.println("Error: " + e.getMessage());
            return REFUSED;
        } finally {
            out.flush();
            err.flush();
        }
    }

    private int compare() throws IOException {
        if (config.equals("-") && live.equals("-")) {
            throw new IOException("only one of --config and --live can be standard input");
        }
        var wanted = one(InputText.read(config, standardInput));
        var there = one(InputText.read(live, standardInput));
        if (wanted.isPresent() && there.isPresent()) {
            return changed(wanted.get(), there.get());
        }
        var empty = ObjectDiff.same();
        if (wanted.isPresent()) {
            print("create", true, Optional.empty(), masked(wanted.get()), empty.fields());
            return DIFFERENT;
        }
        if (there.isPresent()) {
            print("extra", false, masked(there.get()), Optional.empty(), empty.fields());
            return SAME;
        }
        throw new IOException("neither " + config + " nor " + live + " holds an object");
    }

    private int changed(ResourceObject wanted, ResourceObject there) throws IOException {
        if (!wanted.groupKind().equals(there.groupKind())) {
            throw new IOException(
                    "%s is a %s and %s a %s: only objects of one kind can be compared"
                            .formatted(config, wanted.kind(), live, there.kind()));
        }
        var diff = told(wanted, there);
        // Live alone has every value that may be secret, so both are hidden together.
        var versions = new ArrayList<ResourceObject>();
        versions.add(diff.live().orElse(there));
        versions.add(diff.predicted().orElse(there));
        var hidden = Masking.masked(versions, Set.of());
        var fields =
                Masking.isSecret(there)
                        ? Differ.fields(hidden.getFirst(), hidden.getLast(), diff.fields())
                        : diff.fields();
        print(
                "change",
                diff.modified(),
                Optional.of(hidden.getFirst()),
                Optional.of(hidden.getLast()),
                fields);
        return diff.modified() ? DIFFERENT : SAME;
    }

    private ObjectDiff told(ResourceObject wanted, ResourceObject there) throws IOException {
        var chosen = strategy();
        var answer = answer(chosen);
        try {
            return new Differ(new JacksonJq(Duration.ofSeconds(1)))
                    .diff(
                            wanted,
                            there,
                            chosen,
                            rules(there),
                            _ -> answer.orElseThrow(() -> new IllegalStateException("no dry run")));
        } catch (ManifestException | IllegalArgumentException | IllegalStateException e) {
            throw new IOException(
                    "the difference cannot be told: "
                            + Masking.text(
                                    Masking.text(String.valueOf(e.getMessage()), there), wanted),
                    e);
        }
    }

    private DiffStrategy strategy() throws IOException {
        var options = Set.of(compareOptions.split("\\s*,\\s*", -1));
        boolean asked =
                (dryRun.isPresent() && !options.contains("ServerSideDiff=false"))
                        || options.contains("ServerSideDiff=true");
        return switch (strategy.orElse(asked ? "server-side" : "three-way")) {
            case "three-way" -> DiffStrategy.THREE_WAY;
            case "structured-merge" -> DiffStrategy.STRUCTURED_MERGE;
            case "server-side" -> DiffStrategy.SERVER_SIDE;
            default ->
                    throw new IOException(
                            "--strategy is three-way, structured-merge or server-side, not "
                                    + strategy.orElse(""));
        };
    }

    private Optional<ResourceObject> answer(DiffStrategy chosen) throws IOException {
        if (chosen != DiffStrategy.SERVER_SIDE) {
            return Optional.empty();
        }
        if (dryRun.isEmpty()) {
            throw new IOException(
                    "the strategy server-side needs --dry-run with the API server's answer"
                            + " (kubectl apply --server-side --dry-run=server -o yaml"
                            + " --show-managed-fields)");
        }
        var answer = one(InputText.read(dryRun.get(), standardInput));
        if (answer.isEmpty()) {
            throw new IOException(dryRun.get() + " holds no object");
        }
        return answer;
    }

    private DiffRules rules(ResourceObject there) throws IOException {
        var all = new ArrayList<IgnoreDifference>();
        switch (ignoreStatus) {
            case "all" -> all.addAll(IgnoreDifference.system());
            case "crd" ->
                    all.add(
                            IgnoreDifference.pointers(
                                    "apiextensions.k8s.io",
                                    "CustomResourceDefinition",
                                    "/status",
                                    "/spec/preserveUnknownFields"));
            case "none" -> {}
            default ->
                    throw new IOException(
                            "--ignore-status is all, crd or none, not " + ignoreStatus);
        }
        for (var file : ignores) {
            all.addAll(IgnoreRules.read(InputText.read(file, standardInput)));
        }
        if (!pointers.isEmpty() || !expressions.isEmpty() || !managers.isEmpty()) {
            all.add(new IgnoreDifference("*", "*", "", "", pointers, expressions, managers));
        }
        return new DiffRules(
                Tracking.defaults(),
                all,
                ignoreAggregatedRoles,
                Set.of(compareOptions.split("\\s*,\\s*", -1))
                        .contains("IncludeMutationWebhook=true"),
                manager.orElseGet(() -> managerOf(there)));
    }

    private static String managerOf(ResourceObject there) {
        var known =
                Trees.listAt(there.tree(), "metadata", "managedFields").stream()
                        .flatMap(e -> Trees.stringAt(e, "manager").stream())
                        .toList();
        return known.contains(REFERENCE) && !known.contains(OURS) ? REFERENCE : OURS;
    }

    private static Optional<ResourceObject> one(InputText input) throws IOException {
        var objects = input.objects();
        if (objects.size() > 1) {
            throw new IOException(
                    "%s holds %d objects; one is compared at a time"
                            .formatted(input.name(), objects.size()));
        }
        return objects.stream().findFirst();
    }

    private static Optional<ResourceObject> masked(ResourceObject object) {
        return Optional.of(Masking.masked(object, Set.of()));
    }

    private void print(
            String what,
            boolean modified,
            Optional<ResourceObject> shownLive,
            Optional<ResourceObject> predicted,
            List<FieldDifference> fields) {
        var result = new LinkedHashMap<String, @Nullable Object>();
        result.put("equal", !modified);
        result.put("action", what);
        result.put("differences", fields.stream().map(DiffCommand::field).toList());
        result.put("live", shownLive.map(ResourceObject::tree).orElse(null));
        result.put("predicted", predicted.map(ResourceObject::tree).orElse(null));
        spec.commandLine().getOut().println(Json.write(result));
    }

    private static Map<String, @Nullable Object> field(FieldDifference difference) {
        var field = new LinkedHashMap<String, @Nullable Object>();
        field.put("path", difference.pointer());
        difference.live().ifPresent(v -> field.put("live", v));
        difference.predicted().ifPresent(v -> field.put("desired", v));
        field.put("managers", difference.owners());
        return field;
    }
}
