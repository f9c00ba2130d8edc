package io.slipway.cli.kustomize;

import io.slipway.cli.files.FolderTree;
import io.slipway.kustomize.KustomizeResult;
import io.slipway.kustomize.Kustomizer;
import io.slipway.kustomize.option.ChartInflator;
import io.slipway.kustomize.option.Compatibility;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.option.KustomizeOptions;
import io.slipway.kustomize.option.LoadRestriction;
import io.slipway.kustomize.option.Reorder;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.tree.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code kustomize build}: prints the objects of a kustomization. Exit status 1 when it is refused.
 */
@Command(
        name = "build",
        description = "Prints the objects of a kustomization as kustomize build does.",
        mixinStandardHelpOptions = true)
public final class BuildCommand implements Callable<Integer> {

    private final Optional<ChartInflator> charts;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..*",
            paramLabel = "DIR",
            description = "Folder of the kustomization; the current one when it is left out.")
    private List<Path> folders = List.of();

    @Option(
            names = "--load-restrictor",
            description =
                    "LoadRestrictionsRootOnly (default) or LoadRestrictionsNone: files outside the kustomization's folder may be read.",
            defaultValue = "LoadRestrictionsRootOnly")
    private String loadRestrictor = "LoadRestrictionsRootOnly";

    @Option(
            names = "--reorder",
            description =
                    "legacy (default) or none; deprecated by sortOptions in the kustomization.")
    private Optional<String> reorder = Optional.empty();

    @Option(
            names = "--enable-helm",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            description = "Renders helmCharts, by an installed Helm 3.")
    private boolean enableHelm;

    @Option(
            names = "--helm-command",
            paramLabel = "HELM",
            description = "The helm to run (default: helm of the path).",
            defaultValue = "helm")
    private String helmCommand = "helm";

    @Option(
            names = "--helm-api-versions",
            paramLabel = "VERSION",
            description = "API version that charts see as available; may be given several times.")
    private List<String> helmApiVersions = List.of();

    @Option(
            names = "--helm-kube-version",
            paramLabel = "VERSION",
            description = "Kubernetes version that charts see.",
            defaultValue = "")
    private String helmKubeVersion = "";

    @Option(
            names = "--helm-debug",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            description = "Lets helm print what it does.")
    private boolean helmDebug;

    @Option(
            names = {
                "--enable-alpha-plugins",
                "--enable-exec",
                "--network",
                "--as-current-user",
                "--enable-managedby-label"
            },
            arity = "0..1",
            fallbackValue = "true",
            hidden = true)
    private boolean refusedSwitch;

    @Option(
            names = {"--network-name", "--mount", "-e", "--env"},
            hidden = true)
    private List<String> refusedValue = List.of();

    @Option(
            names = "--compat",
            description = "5.8 (default) or 5.5: whose behaviour counts where they differ.",
            defaultValue = "5.8")
    private String compat = "5.8";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "File, or folder for a file each, instead of standard output.")
    private Optional<Path> output = Optional.empty();

    /** The command; charts are rendered by the inflator when there is one. */
    public BuildCommand(Optional<ChartInflator> charts) {
        this.charts = charts;
    }

    @Override
    public Integer call() {
        var err = spec.commandLine().getErr();
        try {
            checkCall();
            if (reorder.isPresent()) {
                err.println(
                        "Flag --reorder has been deprecated, use the new 'sortOptions' field in"
                                + " kustomization.yaml instead.");
            }
            var result = build();
            result.warnings().forEach(err::println);
            write(result);
            return 0;
        } catch (KustomizeException e) {
            err.println("Error: " + e.getMessage());
            return 1;
        } catch (IOException | UncheckedIOException e) {
            err.println("Error: " + e);
            return 1;
        } finally {
            err.flush();
        }
    }

    /** What kustomize has and this program has not is refused by name. */
    private void checkCall() {
        var given =
                refusedSwitch || !refusedValue.isEmpty()
                        ? spec.commandLine().getParseResult().matchedOptions()
                        : List.<OptionSpec>of();
        for (var option : given) {
            var name = option.longestName();
            if (name.equals("--enable-managedby-label")) {
                throw new KustomizeException(
                        name
                                + " is not supported: name managedByLabel under buildMetadata in the"
                                + " kustomization");
            }
            if (option.hidden()) {
                throw new KustomizeException(
                        name
                                + " is not supported: exec plugins and container functions are never"
                                + " run; use the built-in generators and transformers");
            }
        }
        if (folders.size() > 1) {
            throw new KustomizeException("specify one path to kustomization.yaml");
        }
    }

    private KustomizeResult build() throws IOException {
        var folder = folders.isEmpty() ? Path.of(".") : folders.getFirst();
        var options = options();
        if (!Files.isDirectory(folder)) {
            throw new KustomizeException(
                    Files.exists(folder)
                            ? "must build at directory: '" + folder + "': file is not directory"
                            : "must build at directory: not a valid directory: evalsymlink failure"
                                    + " on '"
                                    + folder
                                    + "' : lstat "
                                    + folder
                                    + ": no such file or directory");
        }
        // The whole disk is the tree, because bases may stand beside the folder or above it.
        var directory = folder.toRealPath();
        var top = directory.getRoot();
        var path = TreePath.of(top.relativize(directory).toString().replace('\\', '/'));
        return new Kustomizer().build(new FolderTree(top), path, options);
    }

    private KustomizeOptions options() {
        var options = KustomizeOptions.defaults();
        options =
                switch (loadRestrictor) {
                    case "LoadRestrictionsRootOnly", "" -> options;
                    case "LoadRestrictionsNone" ->
                            options.withLoadRestriction(LoadRestriction.NONE);
                    default ->
                            throw new KustomizeException(
                                    "illegal flag value --load-restrictor "
                                            + loadRestrictor
                                            + "; legal values: [LoadRestrictionsRootOnly LoadRestrictionsNone]");
                };
        options =
                switch (reorder.orElse("legacy")) {
                    case "legacy" -> options;
                    case "none" -> options.withReorder(Reorder.NONE);
                    default ->
                            throw new KustomizeException(
                                    "illegal flag value --reorder "
                                            + reorder.orElse("")
                                            + "; legal values: [legacy none]");
                };
        options =
                switch (compat) {
                    case "5.8" -> options;
                    case "5.5" -> options.withCompatibility(Compatibility.V5_5);
                    default ->
                            throw new KustomizeException(
                                    "illegal flag value --compat "
                                            + compat
                                            + "; legal values: [5.8 5.5]");
                };
        if (!enableHelm) {
            return options;
        }
        return options.withCharts(
                charts.orElseGet(() ->
                        new HelmProgram(helmCommand, helmApiVersions, helmKubeVersion, helmDebug)));
    }

    private void write(KustomizeResult result) throws IOException {
        if (output.isEmpty()) {
            var out = spec.commandLine().getOut();
            out.print(result.yaml());
            out.flush();
        } else if (Files.isDirectory(output.get())) {
            writeEach(result, output.get());
        } else {
            Files.writeString(output.get(), result.yaml());
        }
    }

    /** One file for each object, named by namespace (when there are several), type and name. */
    private static void writeEach(KustomizeResult result, Path folder) throws IOException {
        var namespaces = new HashSet<String>();
        result.trees()
                .forEach(t ->
                        namespaces.add(
                                Trees.stringAt(t, "metadata", "namespace").orElse("default")));
        for (var tree : result.trees()) {
            Files.writeString(
                    folder.resolve(fileName(tree, namespaces.size() > 1)), Yaml.write(tree));
        }
    }

    private static String fileName(Map<String, Object> tree, boolean withNamespace) {
        var type =
                GroupVersionKind.of(
                        Trees.stringAt(tree, "apiVersion").orElse(""),
                        Trees.stringAt(tree, "kind").orElse(""));
        var name = new StringBuilder();
        if (withNamespace) {
            name.append(Trees.stringAt(tree, "metadata", "namespace").orElse("default"))
                    .append('_');
        }
        for (var part : new String[] {type.group(), type.version(), type.kind()}) {
            name.append(part.isEmpty() ? "" : part + "_");
        }
        name.append(Trees.stringAt(tree, "metadata", "name").orElse("")).append(".yaml");
        return name.toString().toLowerCase(Locale.ROOT).replace('/', '_');
    }
}
