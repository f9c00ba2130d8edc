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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            description = "Folder of the kustomization.",
            defaultValue = ".")
    private Path folder = Path.of(".");

    @Option(
            names = "--load-restrictor",
            description =
                    "LoadRestrictionsRootOnly (default) or LoadRestrictionsNone: files outside the kustomization's folder may be read.",
            defaultValue = "LoadRestrictionsRootOnly")
    private String loadRestrictor = "LoadRestrictionsRootOnly";

    @Option(names = "--reorder", description = "legacy (default) or none.", defaultValue = "legacy")
    private String reorder = "legacy";

    @Option(names = "--enable-helm", description = "Renders helmCharts.")
    private boolean enableHelm;

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

    private KustomizeResult build() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new KustomizeException(
                    "must build at directory: not a valid directory: lstat "
                            + folder
                            + ": no such file or directory");
        }
        // The whole disk is the tree, because bases may stand beside the folder or above it.
        var directory = folder.toRealPath();
        var top = directory.getRoot();
        var path = TreePath.of(top.relativize(directory).toString().replace('\\', '/'));
        return new Kustomizer().build(new FolderTree(top), path, options());
    }

    private KustomizeOptions options() {
        var options = KustomizeOptions.defaults();
        options =
                switch (loadRestrictor) {
                    case "LoadRestrictionsRootOnly", "rootOnly" -> options;
                    case "LoadRestrictionsNone", "none" ->
                            options.withLoadRestriction(LoadRestriction.NONE);
                    default ->
                            throw new KustomizeException(
                                    "illegal flag value --load-restrictor "
                                            + loadRestrictor
                                            + "; legal values: [LoadRestrictionsRootOnly LoadRestrictionsNone]");
                };
        options =
                switch (reorder) {
                    case "legacy" -> options;
                    case "none" -> options.withReorder(Reorder.NONE);
                    default ->
                            throw new KustomizeException(
                                    "illegal flag value --reorder "
                                            + reorder
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
                charts.orElseThrow(() ->
                        new KustomizeException(
                                "--enable-helm: this program was built without charts")));
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
