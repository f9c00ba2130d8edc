package io.slipway.kustomize.build;

import io.slipway.kustomize.field.FieldSpec;
import io.slipway.kustomize.field.TransformerConfig;
import io.slipway.kustomize.generate.ContentHash;
import io.slipway.kustomize.load.Budget;
import io.slipway.kustomize.load.Loader;
import io.slipway.kustomize.load.ResourceFiles;
import io.slipway.kustomize.node.JsonTexts;
import io.slipway.kustomize.node.NodeException;
import io.slipway.kustomize.node.Values;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.option.KustomizeOptions;
import io.slipway.kustomize.order.OutputOrder;
import io.slipway.kustomize.reference.NameReferences;
import io.slipway.kustomize.resource.Bookkeeping;
import io.slipway.kustomize.resource.ResourceList;
import io.slipway.kustomize.resource.TypeName;
import io.slipway.kustomize.schema.ChosenSchema;
import io.slipway.kustomize.schema.Schema;
import io.slipway.kustomize.transform.MapEntriesTransformer;
import io.slipway.tree.FileTree;
import io.slipway.tree.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One build from the top kustomization to plain trees: spec section 2.1. Used once, by one thread.
 */
public final class Build {

    private static final FieldSpec LABELS = new FieldSpec(TypeName.ANY, "metadata/labels", true);

    private final KustomizeOptions options;
    private final Budget budget;
    private final ResourceFiles files;
    private final List<String> warnings = new ArrayList<>();
    private final ChosenSchema schema = new ChosenSchema();

    public Build(KustomizeOptions options) {
        this.options = options;
        this.budget = new Budget(options.limits());
        this.files = new ResourceFiles(budget);
    }

    KustomizeOptions options() {
        return options;
    }

    ResourceFiles files() {
        return files;
    }

    Schema schema() {
        return schema;
    }

    /** Notes the schema that a layer asks for; the first one counts. */
    void chooseSchema(Optional<Map<String, Object>> wanted) {
        schema.choose(wanted);
    }

    void warn(List<String> messages) {
        warnings.addAll(messages);
    }

    /** What kustomize would print to standard error. */
    public List<String> warnings() {
        return warnings;
    }

    /**
     * The objects of the kustomization in a directory.
     *
     * @throws KustomizeException when kustomize would refuse it, or a limit is exceeded
     */
    public List<Map<String, Object>> run(FileTree tree, TreePath root) {
        var loader = Loader.top(tree, root, options.loadRestriction(), options.remotes(), budget);
        var layer = Layer.top(this, loader);
        var all = new Accumulator();
        layer.accumulate(all);
        var resources = all.resources();
        addHashes(resources);
        new NameReferences(all.config().nameReferences()).update(resources);
        layer.step(
                "vars",
                () ->
                        all.variables()
                                .resolve(
                                        resources,
                                        all.config().specs(TransformerConfig.Use.VAR_REFERENCE)));
        resources.retain(r -> {
            var local = r.annotation("config.kubernetes.io/local-config");
            return local == null || local.equals("false");
        });
        resources.checkIds("may not add resource with an already registered id: ");
        layer.step(
                "sortOptions",
                () ->
                        OutputOrder.apply(
                                resources, layer.kustomization().sortOptions(), options.reorder()));
        finish(resources, layer.kustomization().buildMetadata());
        return trees(resources);
    }

    private static void addHashes(ResourceList resources) {
        for (var resource : resources.all()) {
            if (resource.needsHash()) {
                try {
                    var hash = ContentHash.of(resource.node());
                    resource.rememberId();
                    resource.setName(resource.name() + "-" + hash);
                } catch (NodeException e) {
                    throw new KustomizeException(
                            String.valueOf(e.getMessage()),
                            KustomizeException.Place.file(resource.source(), e.line()),
                            e);
                }
            }
        }
        resources.idsMayHaveChanged();
    }

    private void finish(ResourceList resources, List<String> metadata) {
        if (metadata.contains("managedByLabel")) {
            new MapEntriesTransformer(
                            Map.of(
                                    "app.kubernetes.io/managed-by",
                                    "kustomize-" + options.compatibility().labelledVersion()),
                            List.of(LABELS))
                    .transform(resources);
        }
        boolean origins = metadata.contains("originAnnotations");
        boolean transformations = metadata.contains("transformerAnnotations");
        resources.all().forEach(r -> Bookkeeping.strip(r, origins, transformations));
    }

    private static List<Map<String, Object>> trees(ResourceList resources) {
        var trees = new ArrayList<Map<String, Object>>(resources.size());
        for (var resource : resources.all()) {
            try {
                trees.add(JsonTexts.read(Values.map(resource.node())));
            } catch (NodeException e) {
                throw new KustomizeException(
                        e.getMessage() + " in " + resource.id(),
                        KustomizeException.Place.file(resource.source(), e.line()),
                        e);
            }
        }
        return trees;
    }
}
