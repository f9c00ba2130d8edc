package io.slipway.kustomize.build;

import io.slipway.kustomize.field.FieldSpec;
import io.slipway.kustomize.field.TransformerConfig;
import io.slipway.kustomize.field.TransformerConfig.Use;
import io.slipway.kustomize.generate.Generator;
import io.slipway.kustomize.kustomization.Edits;
import io.slipway.kustomize.kustomization.FieldSpecs;
import io.slipway.kustomize.kustomization.Fields;
import io.slipway.kustomize.kustomization.Kustomization;
import io.slipway.kustomize.load.Loader;
import io.slipway.kustomize.node.JsonTexts;
import io.slipway.kustomize.node.NodeException;
import io.slipway.kustomize.node.OldYaml;
import io.slipway.kustomize.option.KustomizationEdits;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.option.KustomizeException.Place;
import io.slipway.kustomize.resource.Bookkeeping;
import io.slipway.kustomize.resource.Resource;
import io.slipway.kustomize.resource.ResourceList;
import io.slipway.kustomize.resource.TypeName;
import io.slipway.kustomize.transform.ImageTransformer;
import io.slipway.kustomize.transform.MapEntriesTransformer;
import io.slipway.kustomize.transform.NameTransformer;
import io.slipway.kustomize.transform.NamespaceTransformer;
import io.slipway.kustomize.transform.PatchTransformer;
import io.slipway.kustomize.transform.ReplacementTransformer;
import io.slipway.kustomize.transform.ReplicaTransformer;
import io.slipway.kustomize.transform.Transformer;
import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** One kustomization: its file, and the steps it takes in their fixed order: spec section 2.2. */
final class Layer {

    private static final List<String> FILE_NAMES =
            List.of("kustomization.yaml", "kustomization.yml", "Kustomization");
    private static final FieldSpec LABELS = new FieldSpec(TypeName.ANY, "metadata/labels", true);

    private final Build build;
    private final Loader loader;
    private final Kustomization kustomization;
    private final String fileName;
    private final String text;
    private final Optional<Origin> origin;
    private final String inheritedNamespace;
    private final List<String> metadata;

    private Layer(
            Build build,
            Loader loader,
            KustomizationEdits edits,
            Optional<List<String>> metadata,
            Optional<Origin> origin,
            String inheritedNamespace) {
        this.build = build;
        this.loader = loader;
        this.inheritedNamespace = inheritedNamespace;
        this.fileName = fileName(loader);
        this.text = loader.text(fileName);
        try {
            var tree = Kustomization.read(text, loader.budget().text());
            if (!edits.equals(KustomizationEdits.NONE)) {
                Edits.apply(tree, edits, this::isDirectory);
            }
            this.kustomization =
                    Kustomization.of(
                            texts(tree), loader.root().toString(), build.options().compatibility());
        } catch (KustomizeException e) {
            throw e.in(place(e.place().field().orElse("")));
        }
        build.warn(kustomization.warnings());
        this.metadata = metadata.orElse(kustomization.buildMetadata());
        this.origin =
                this.metadata.isEmpty() ? Optional.empty() : Optional.of(origin.orElse(Origin.TOP));
        chooseSchema();
    }

    /** The fields reach the steps by way of JSON, as objects reach the output. */
    private static Map<String, Object> texts(Map<String, Object> tree) {
        try {
            return JsonTexts.read(tree);
        } catch (NodeException e) {
            throw new KustomizeException(String.valueOf(e.getMessage()));
        }
    }

    static Layer top(Build build, Loader loader) {
        return new Layer(
                build, loader, build.options().edits(), Optional.empty(), Optional.empty(), "");
    }

    private boolean isDirectory(String path) {
        try {
            return loader.tree().isDirectory(loader.root().resolve(path));
        } catch (io.slipway.tree.TreePath.PathEscape e) {
            // Outside the tree there is nothing.
            return false;
        }
    }

    private static String fileName(Loader loader) {
        var found = FILE_NAMES.stream().filter(loader::hasFile).toList();
        if (found.isEmpty()) {
            throw new KustomizeException(
                    "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '"
                            + loader.root()
                            + "'",
                    Place.layer(loader.root().toString(), ""));
        }
        if (found.size() > 1) {
            throw new KustomizeException(
                    "Found multiple kustomization files under: " + loader.root(),
                    Place.layer(loader.root().toString(), ""));
        }
        return found.getFirst();
    }

    Kustomization kustomization() {
        return kustomization;
    }

    Loader loader() {
        return loader;
    }

    Build build() {
        return build;
    }

    Optional<Origin> origin() {
        return origin;
    }

    String fileName() {
        return fileName;
    }

    private boolean isNew() {
        return build.options().compatibility().isNew();
    }

    private void chooseSchema() {
        var choice = kustomization.openapi();
        var path = choice.getOrDefault("path", "");
        var version = choice.getOrDefault("version", "");
        if (!path.isEmpty() && !version.isEmpty()) {
            throw at(
                    "openapi",
                    new KustomizeException(
                            "builtin version and custom schema provided, cannot use both"));
        }
        if (!version.isEmpty()) {
            if (!version.equals("v1.21.2")) {
                throw at(
                        "openapi",
                        new KustomizeException(
                                "the specified OpenAPI version is not built in: \""
                                        + version
                                        + "\""));
            }
            build.chooseSchema(Optional.empty());
        } else if (!path.isEmpty()) {
            step(
                    "openapi",
                    () -> {
                        var tree = OldYaml.read(loader.text(path), loader.budget().text());
                        build.chooseSchema(
                                Optional.of(
                                        Trees.map(tree)
                                                .orElseThrow(() ->
                                                        new KustomizeException(
                                                                "schema file does not contain a map",
                                                                Place.file(
                                                                        loader.display(path),
                                                                        0)))));
                    });
        }
    }

    KustomizeException at(String field, KustomizeException e) {
        return e.in(place(field));
    }

    /** Where a field of the kustomization stands in its file. */
    private Place place(String field) {
        return new Place(
                Optional.of(loader.root().toString()),
                Optional.of(loader.root().child(fileName).value()),
                lineOf(field),
                field.isEmpty() ? Optional.empty() : Optional.of(field));
    }

    /** The line of a key, from 1; one of the outermost map is preferred. */
    private Optional<Integer> lineOf(String field) {
        if (field.isEmpty()) {
            return Optional.empty();
        }
        var lines = text.lines().toList();
        int found = -1;
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (startsWithKey(line, 0, field)) {
                return Optional.of(i + 1);
            }
            for (int at = line.indexOf(field);
                    at >= 0 && found < 0;
                    at = line.indexOf(field, at + 1)) {
                boolean quoted = at > 0 && "\"'".indexOf(line.charAt(at - 1)) >= 0;
                if (at == 0 || quoted || " -{,[".indexOf(line.charAt(at - 1)) >= 0) {
                    found = startsWithKey(line, quoted ? at - 1 : at, field) ? i + 1 : found;
                }
            }
        }
        return found < 0 ? Optional.empty() : Optional.of(found);
    }

    private static boolean startsWithKey(String line, int start, String field) {
        boolean quoted =
                start < line.length() && (line.charAt(start) == '"' || line.charAt(start) == '\'');
        int from = quoted ? start + 1 : start;
        int end = from + field.length();
        return line.regionMatches(true, from, field, 0, field.length())
                && line.startsWith(":", quoted ? end + 1 : end);
    }

    void step(String field, Runnable action) {
        made(
                field,
                () -> {
                    action.run();
                    return true;
                });
    }

    private <T> T made(String field, Supplier<T> action) {
        try {
            return action.get();
        } catch (KustomizeException e) {
            throw at(field, e);
        } catch (NodeException e) {
            // What a step before left cannot be read as the value that it says it is.
            throw at(field, new KustomizeException(String.valueOf(e.getMessage())));
        }
    }

    /**
     * Takes all steps of the layer on what is gathered already: nothing, or a component's parent.
     */
    void accumulate(Accumulator all) {
        try {
            resources(all, kustomization.resources());
        } catch (KustomizeException e) {
            throw at("resources", e.prefixed("accumulating resources: "));
        }
        step("configurations", () -> all.add(config()));
        step("crds", () -> all.add(CrdFiles.read(kustomization.crds(), loader)));
        generators(all);
        try {
            for (var path : kustomization.components()) {
                component(all, path);
            }
        } catch (KustomizeException e) {
            throw at("components", e.prefixed("accumulating components: "));
        }
        transformers(all);
        step("validators", () -> new Plugins(this).validate(kustomization.validators(), all));
        step(
                "vars",
                () -> {
                    try {
                        all.variables().add(kustomization.vars(), all.resources());
                    } catch (KustomizeException e) {
                        throw e.prefixed("merging vars: ");
                    }
                });
    }

    private TransformerConfig config() {
        var config = TransformerConfig.builtIn(build.options().compatibility());
        for (var path : kustomization.configurations()) {
            try {
                var tree = OldYaml.readUnique(loader.text(path), loader.budget().text());
                config = config.merge(FieldSpecs.config(Fields.known(tree, "TransformerConfig")));
            } catch (KustomizeException e) {
                throw e.in(Place.file(loader.display(path), 0));
            }
        }
        return config;
    }

    /** Each entry is tried as a file, then as a directory or repository. */
    void resources(Accumulator all, List<String> paths) {
        for (var path : paths) {
            KustomizeException asFile;
            try {
                file(all, path);
                continue;
            } catch (KustomizeException e) {
                asFile = e.prefixed("accumulating resources from '" + path + "': ");
            }
            if (asFile.gist().contains("already registered id")) {
                throw asFile;
            }
            Loader child;
            try {
                child = loader.child(path);
            } catch (KustomizeException e) {
                if (asFile.gist().contains("MalformedYAMLError")) {
                    throw asFile;
                }
                throw better(asFile, e).prefixed("accumulation err='" + asFile.gist() + "': ");
            }
            directory(all, child, path);
        }
    }

    /** The error of the attempt that was meant, with its place. */
    private static KustomizeException better(
            KustomizeException asFile, KustomizeException asDirectory) {
        return asFile.place().file().isPresent() && asDirectory.place().file().isEmpty()
                ? new KustomizeException(asDirectory.gist(), asFile.place(), asDirectory)
                : asDirectory;
    }

    private void file(Accumulator all, String path) {
        var text = loader.text(path);
        var found = build.files().read(text, loader.display(path), build.schema());
        for (var resource : found) {
            origin.ifPresent(o -> resource.addAnnotation(Bookkeeping.ORIGIN, o.at(path).text()));
        }
        try {
            found.forEach(all.resources()::add);
        } catch (KustomizeException e) {
            throw e.prefixed("merging resources from '" + path + "': ");
        }
    }

    private Layer child(Loader child, String path) {
        try {
            return new Layer(
                    build,
                    child,
                    KustomizationEdits.NONE,
                    Optional.of(metadata),
                    origin.map(o -> o.at(path)),
                    kustomization.namespace().isEmpty()
                            ? inheritedNamespace
                            : kustomization.namespace());
        } catch (KustomizeException e) {
            throw e.prefixed("couldn't make target for path '" + child.root() + "': ");
        }
    }

    private void directory(Accumulator all, Loader child, String path) {
        var layer = child(child, path);
        if (layer.kustomization.kind().equals(Kustomization.COMPONENT)) {
            throw new KustomizeException(
                    "expected kind != 'Component' for path '" + child.root() + "'");
        }
        var below = new Accumulator();
        try {
            layer.accumulate(below);
        } catch (KustomizeException e) {
            throw e.prefixed("recursed accumulation of path '" + child.root() + "': ");
        }
        try {
            all.add(below);
        } catch (KustomizeException e) {
            throw e.prefixed("recursed merging from path '" + child.root() + "': ");
        }
    }

    private void component(Accumulator all, String path) {
        var layer = child(loader.child(path), path);
        if (!layer.kustomization.kind().equals(Kustomization.COMPONENT)) {
            throw new KustomizeException(
                    "expected kind 'Component' for path '"
                            + layer.loader.root()
                            + "' but got '"
                            + layer.kustomization.kind()
                            + "'");
        }
        try {
            layer.accumulate(all);
        } catch (KustomizeException e) {
            throw e.prefixed("recursed accumulation of path '" + layer.loader.root() + "': ");
        }
        try {
            all.resources().checkIds("may not add resource with an already registered id: ");
        } catch (KustomizeException e) {
            throw e.prefixed("recursed merging from path '" + layer.loader.root() + "': ");
        }
    }

    private void generators(Accumulator all) {
        var made = new ArrayList<Resource>();
        generate(made, false);
        generate(made, true);
        for (var chart : kustomization.helmCharts()) {
            step(
                    "helmCharts",
                    () -> {
                        var found =
                                new Charts(build, loader)
                                        .inflate(
                                                !isNew() || !chart.namespace().isEmpty()
                                                        ? chart
                                                        : chart.inNamespace(
                                                                kustomization.namespace().isEmpty()
                                                                        ? inheritedNamespace
                                                                        : kustomization
                                                                                .namespace()));
                        found.forEach(r ->
                                markOrigin(
                                        r,
                                        Origin.builtIn("HelmChartInflationGenerator"),
                                        fileName));
                        made.addAll(found);
                    });
        }
        step(
                "generators",
                () -> made.addAll(new Plugins(this).generate(kustomization.generators())));
        for (var resource : made) {
            step(
                    "generators",
                    () -> {
                        try {
                            all.absorb(resource, isNew());
                        } catch (KustomizeException e) {
                            throw e.prefixed("merging from generator: ");
                        }
                    });
        }
    }

    private void generate(List<Resource> made, boolean secret) {
        var entries = secret ? kustomization.secretGenerator() : kustomization.configMapGenerator();
        for (var entry : entries) {
            step(
                    secret ? "secretGenerator" : "configMapGenerator",
                    () -> {
                        var resource =
                                Generator.generate(
                                        entry.withGlobal(kustomization.generatorOptions()),
                                        secret,
                                        loader,
                                        build.schema());
                        resource.setSource(loader.root().child(fileName).value());
                        markOrigin(
                                resource,
                                Origin.builtIn(secret ? "SecretGenerator" : "ConfigMapGenerator"),
                                fileName);
                        made.add(resource);
                    });
        }
    }

    void markOrigin(Resource resource, Map<String, String> by, String file) {
        if (origin.isPresent() && resource.annotation(Bookkeeping.ORIGIN) == null) {
            resource.annotate(Bookkeeping.ORIGIN, origin.get().configured(file, by).text());
        }
    }

    /** A transformer with what the annotations say about it. */
    record Step(String field, Map<String, String> by, String file, Transformer transformer) {}

    private void transformers(Accumulator all) {
        var steps = new ArrayList<Step>();
        builtIn(all.config(), steps);
        step(
                "transformers",
                () -> steps.addAll(new Plugins(this).transformers(kustomization.transformers())));
        for (var step : steps) {
            run(step, all.resources());
        }
    }

    void run(Step step, ResourceList resources) {
        step(
                step.field,
                () -> {
                    step.transformer.transform(resources);
                    resources.dropDeleted();
                    if (origin.isPresent()) {
                        var now = origin.get().configured(step.file, step.by);
                        for (var resource : resources.all()) {
                            if (resource.annotation(Bookkeeping.ORIGIN) == null) {
                                resource.annotate(Bookkeeping.ORIGIN, now.text());
                            } else {
                                resource.annotate(
                                        Bookkeeping.TRANSFORMATIONS,
                                        now.appendedTo(
                                                Optional.ofNullable(
                                                        resource.annotation(
                                                                Bookkeeping.TRANSFORMATIONS))));
                            }
                        }
                    }
                });
    }

    private void builtIn(TransformerConfig config, List<Step> steps) {
        var k = kustomization;
        if (!k.patchesStrategicMerge().isEmpty()) {
            add(
                    steps,
                    "patchesStrategicMerge",
                    "PatchStrategicMergeTransformer",
                    () -> PatchTransformer.ofMerges(merges(k.patchesStrategicMerge())));
        }
        for (var patch : k.patches()) {
            add(
                    steps,
                    "patches",
                    "PatchTransformer",
                    () ->
                            PatchTransformer.of(
                                    patch, loader, build.files(), build.schema(), isNew()));
        }
        if (!k.namespace().isEmpty()) {
            add(
                    steps,
                    "namespace",
                    "NamespaceTransformer",
                    () ->
                            new NamespaceTransformer(
                                    k.namespace(), config.specs(Use.NAMESPACE), false, ""));
        }
        if (!k.namePrefix().isEmpty()) {
            add(
                    steps,
                    "namePrefix",
                    "PrefixTransformer",
                    () -> NameTransformer.prefix(k.namePrefix(), config.specs(Use.NAME_PREFIX)));
        }
        if (!k.nameSuffix().isEmpty()) {
            add(
                    steps,
                    "nameSuffix",
                    "SuffixTransformer",
                    () -> NameTransformer.suffix(k.nameSuffix(), config.specs(Use.NAME_SUFFIX)));
        }
        labels(config, steps);
        if (!k.commonAnnotations().isEmpty()) {
            add(
                    steps,
                    "commonAnnotations",
                    "AnnotationsTransformer",
                    () ->
                            new MapEntriesTransformer(
                                    k.commonAnnotations(), config.specs(Use.COMMON_ANNOTATIONS)));
        }
        for (var patch : k.patchesJson6902()) {
            add(
                    steps,
                    "patchesJson6902",
                    "PatchJson6902Transformer",
                    () -> PatchTransformer.ofOperations(patch, loader));
        }
        for (var replica : k.replicas()) {
            add(
                    steps,
                    "replicas",
                    "ReplicaCountTransformer",
                    () -> new ReplicaTransformer(replica, config.specs(Use.REPLICAS)));
        }
        for (var image : k.images()) {
            add(
                    steps,
                    "images",
                    "ImageTagTransformer",
                    () -> new ImageTransformer(image, config.specs(Use.IMAGES)));
        }
        if (!k.replacements().isEmpty()) {
            add(
                    steps,
                    "replacements",
                    "ReplacementTransformer",
                    () -> ReplacementTransformer.of(k.replacements(), loader, isNew()));
        }
    }

    private void labels(TransformerConfig config, List<Step> steps) {
        var k = kustomization;
        for (var label : k.labels()) {
            add(
                    steps,
                    "labels",
                    "LabelTransformer",
                    () -> {
                        List<FieldSpec> specs;
                        try {
                            specs = FieldSpec.merged(label.fields(), config.specs(Use.LABELS));
                            if (label.includeSelectors()) {
                                specs = FieldSpec.merged(specs, config.specs(Use.COMMON_LABELS));
                            } else {
                                if (label.includeTemplates()) {
                                    specs =
                                            FieldSpec.merged(
                                                    specs, config.specs(Use.TEMPLATE_LABELS));
                                }
                                specs = FieldSpec.merged(specs, List.of(LABELS));
                            }
                        } catch (KustomizeException e) {
                            throw e.prefixed("failed to merge labels: ");
                        }
                        return new MapEntriesTransformer(label.pairs(), specs);
                    });
        }
        if (!k.labels().isEmpty() || !k.commonLabels().isEmpty()) {
            add(
                    steps,
                    "commonLabels",
                    "LabelTransformer",
                    () ->
                            new MapEntriesTransformer(
                                    k.commonLabels(), config.specs(Use.COMMON_LABELS)));
        }
    }

    private void add(
            List<Step> steps, String field, String kind, Supplier<Transformer> transformer) {
        steps.add(new Step(field, Origin.builtIn(kind), fileName, made(field, transformer)));
    }

    /** Each entry is a patch itself, or the path of a file with patches. */
    List<Resource> merges(List<String> entries) {
        var patches = new ArrayList<Resource>();
        for (var entry : entries) {
            List<Resource> found;
            try {
                found = build.files().read(entry, "", build.schema());
            } catch (KustomizeException e) {
                found =
                        build.files()
                                .read(loader.text(entry), loader.display(entry), build.schema());
            }
            patches.addAll(found);
        }
        if (patches.isEmpty()) {
            throw new KustomizeException(
                    "patch appears to be empty; files=" + entries + ", Patch=");
        }
        return patches;
    }
}
