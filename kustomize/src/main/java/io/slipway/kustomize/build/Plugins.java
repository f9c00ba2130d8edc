package io.slipway.kustomize.build;

import io.slipway.kustomize.field.FieldSpec;
import io.slipway.kustomize.generate.ContentHash;
import io.slipway.kustomize.generate.Generator;
import io.slipway.kustomize.kustomization.ChartEntry;
import io.slipway.kustomize.kustomization.FieldSpecs;
import io.slipway.kustomize.kustomization.Fields;
import io.slipway.kustomize.kustomization.GeneratorEntry;
import io.slipway.kustomize.kustomization.ImageEntry;
import io.slipway.kustomize.kustomization.PatchEntry;
import io.slipway.kustomize.kustomization.ReplacementEntry;
import io.slipway.kustomize.kustomization.ReplicaEntry;
import io.slipway.kustomize.kustomization.TargetFields;
import io.slipway.kustomize.load.ResourceFiles;
import io.slipway.kustomize.node.MapNode;
import io.slipway.kustomize.node.NodeException;
import io.slipway.kustomize.node.ScalarNode;
import io.slipway.kustomize.node.Values;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.resource.Bookkeeping;
import io.slipway.kustomize.resource.Resource;
import io.slipway.kustomize.resource.ResourceList;
import io.slipway.kustomize.transform.ImageTransformer;
import io.slipway.kustomize.transform.MapEntriesTransformer;
import io.slipway.kustomize.transform.NameTransformer;
import io.slipway.kustomize.transform.NamespaceTransformer;
import io.slipway.kustomize.transform.PatchTransformer;
import io.slipway.kustomize.transform.ReplacementTransformer;
import io.slipway.kustomize.transform.ReplicaTransformer;
import io.slipway.kustomize.transform.Transformer;
import io.slipway.kustomize.transform.ValueAddTransformer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Generators and transformers that are configured by objects: spec section 15. */
final class Plugins {

    private static final String BUILT_IN = "builtin";

    private final Layer layer;

    Plugins(Layer layer) {
        this.layer = layer;
    }

    private record Config(Resource object, Fields fields) {
        String kind() {
            return object.kind();
        }
    }

    private boolean isNew() {
        return layer.build().options().compatibility().isNew();
    }

    private List<Config> configs(List<String> entries) {
        if (entries.isEmpty()) {
            return List.of();
        }
        var all = new Accumulator();
        var paths = new ArrayList<String>();
        for (var entry : entries) {
            try {
                var inline = layer.build().files().read(entry, "", layer.build().schema());
                inline.forEach(r ->
                        layer.origin()
                                .ifPresent(o ->
                                        r.annotate(
                                                Bookkeeping.ORIGIN,
                                                o.at(layer.fileName()).text())));
                inline.forEach(all.resources()::add);
            } catch (KustomizeException e) {
                // Not a configuration itself, so it is the path of one.
                paths.add(entry);
            }
        }
        layer.resources(all, paths);
        var configs = new ArrayList<Config>();
        for (var object : all.resources().all()) {
            configs.add(new Config(object, fields(object)));
        }
        return configs;
    }

    private static Fields fields(Resource object) {
        try {
            return Fields.lenient(whole(Values.of(object.node())), object.kind());
        } catch (NodeException e) {
            throw new KustomizeException(
                    String.valueOf(e.getMessage()),
                    KustomizeException.Place.file(object.source(), e.line()),
                    e);
        }
    }

    /** A plugin sees its settings as they are printed: whole numbers without fraction. */
    private static @Nullable Object whole(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var all = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((k, v) -> all.put((String) k, whole(v)));
                yield all;
            }
            case List<?> list -> {
                var all = new ArrayList<@Nullable Object>();
                list.forEach(v -> all.add(whole(v)));
                yield all;
            }
            case Double number when number == Math.rint(number) && Math.abs(number) < 0x1p63 ->
                    number.longValue();
            case null, default -> value;
        };
    }

    private static KustomizeException disabled(Config config) {
        var object = config.object;
        if (object.apiVersion().equals(BUILT_IN)) {
            return new KustomizeException("unable to load builtin " + object.id());
        }
        return new KustomizeException(
                "external plugins disabled; unable to load external plugin '"
                        + object.kind()
                        + "': exec plugins and container functions are not supported",
                KustomizeException.Place.file(object.source(), object.node().line()));
    }

    private String file(Config config) {
        var source = config.object.source();
        return source.isEmpty()
                ? layer.fileName()
                : relative(layer.loader().root().segments(), List.of(source.split("/")));
    }

    private static String relative(List<String> from, List<String> to) {
        int common = 0;
        while (common < from.size()
                && common < to.size()
                && from.get(common).equals(to.get(common))) {
            common++;
        }
        return "../".repeat(from.size() - common) + String.join("/", to.subList(common, to.size()));
    }

    private static Map<String, String> by(Resource object) {
        var by = new LinkedHashMap<String, String>();
        by.put("apiVersion", object.apiVersion());
        by.put("kind", object.kind());
        by.put("name", object.name());
        by.put("namespace", object.namespace());
        return by;
    }

    /** What the entries of {@code generators} make. */
    List<Resource> generate(List<String> entries) {
        var made = new ArrayList<Resource>();
        for (var config : configs(entries)) {
            for (var resource : generated(config)) {
                layer.markOrigin(resource, by(config.object), file(config));
                made.add(resource);
            }
        }
        return made;
    }

    private List<Resource> generated(Config config) {
        if (!config.object.apiVersion().equals(BUILT_IN)) {
            throw disabled(config);
        }
        return switch (config.kind()) {
            case "ConfigMapGenerator", "SecretGenerator" -> {
                boolean secret = config.kind().equals("SecretGenerator");
                var entry = GeneratorEntry.of(withName(config).shared(), secret);
                yield List.of(
                        Generator.generate(entry, secret, layer.loader(), layer.build().schema()));
            }
            case "HelmChartInflationGenerator" ->
                    new Charts(layer.build(), layer.loader())
                            .inflate(ChartEntry.of(config.fields.shared(), "", isNew()));
            case "IAMPolicyGenerator" -> List.of(account(config.fields.shared()));
            default -> throw disabled(config);
        };
    }

    /**
     * What it makes has the name and namespace of the configuration, unless that says otherwise.
     */
    private static Fields withName(Config config) {
        var tree = new TreeMap<String, Object>();
        if (whole(Values.of(config.object.node())) instanceof Map<?, ?> map) {
            map.forEach((k, v) -> {
                if (v != null) {
                    tree.put((String) k, v);
                }
            });
        }
        if (!tree.containsKey("name")) {
            tree.put("name", config.object.name());
        }
        if (!tree.containsKey("namespace")) {
            tree.put("namespace", config.object.namespace());
        }
        return Fields.lenient(tree, config.kind());
    }

    private Resource account(Fields fields) {
        var cloud = fields.string("cloud");
        if (!cloud.equals("gke")) {
            throw new KustomizeException("cloud provider " + cloud + " not supported yet");
        }
        var kubernetes =
                fields.struct(
                                "kubernetesService",
                                "ServiceAccount",
                                f -> List.of(f.string("name"), f.string("namespace")))
                        .orElse(List.of("", ""));
        var service =
                fields.struct(
                                "serviceAccount",
                                "ServiceAccount",
                                f -> List.of(f.string("name"), f.string("projectId")))
                        .orElse(List.of("", ""));
        if (service.getFirst().isEmpty()) {
            throw new KustomizeException(
                    "yaml: found character that cannot start any token: an account needs a"
                            + " serviceAccount with a name");
        }
        var object = new MapNode();
        object.put("apiVersion", ScalarNode.string("v1"));
        object.put("kind", ScalarNode.string("ServiceAccount"));
        var metadata = new MapNode();
        object.put("metadata", metadata);
        var annotations = new MapNode();
        annotations.put(
                "iam.gke.io/gcp-service-account",
                ScalarNode.string(
                        service.getFirst() + "@" + service.getLast() + ".iam.gserviceaccount.com"));
        metadata.put("annotations", annotations);
        metadata.put("name", ScalarNode.untagged(kubernetes.getFirst()));
        if (!kubernetes.getLast().isEmpty()) {
            metadata.put("namespace", ScalarNode.untagged(kubernetes.getLast()));
        }
        ResourceFiles.check(object, "");
        return new Resource(object, layer.build().schema());
    }

    /** The steps of the entries of {@code transformers}. */
    List<Layer.Step> transformers(List<String> entries) {
        var steps = new ArrayList<Layer.Step>();
        for (var config : configs(entries)) {
            if (!config.object.apiVersion().equals(BUILT_IN)) {
                throw disabled(config);
            }
            try {
                transformer(config)
                        .forEach(t ->
                                steps.add(
                                        new Layer.Step(
                                                "transformers",
                                                by(config.object),
                                                file(config),
                                                t)));
            } catch (KustomizeException e) {
                throw e.in(
                        KustomizeException.Place.file(
                                config.object.source(), config.object.node().line()));
            }
        }
        return steps;
    }

    private static List<FieldSpec> specs(Fields fields) {
        return fields.structs("fieldSpecs", "FieldSpec", FieldSpecs::of);
    }

    private static List<FieldSpec> neededSpecs(Fields fields) {
        if (!fields.has("fieldSpecs")) {
            throw new KustomizeException("fieldSpecs is not expected to be nil");
        }
        return specs(fields);
    }

    private List<Transformer> transformer(Config config) {
        var fields = config.fields;
        var loader = layer.loader();
        return switch (config.kind()) {
            case "AnnotationsTransformer" ->
                    List.of(
                            new MapEntriesTransformer(
                                    fields.stringMap("annotations"), specs(fields)));
            case "LabelTransformer" ->
                    List.of(new MapEntriesTransformer(fields.stringMap("labels"), specs(fields)));
            case "NamespaceTransformer" ->
                    List.of(
                            new NamespaceTransformer(
                                    config.object.namespace(),
                                    specs(fields),
                                    fields.flag("unsetOnly"),
                                    fields.string("setRoleBindingSubjects")));
            case "PrefixTransformer" ->
                    List.of(NameTransformer.prefix(fields.string("prefix"), neededSpecs(fields)));
            case "SuffixTransformer" ->
                    List.of(NameTransformer.suffix(fields.string("suffix"), neededSpecs(fields)));
            case "PrefixSuffixTransformer" -> {
                var prefix = NameTransformer.prefix(fields.string("prefix"), neededSpecs(fields));
                var suffix = NameTransformer.suffix(fields.string("suffix"), neededSpecs(fields));
                // One step, which annotations about transformations name once.
                yield List.of(resources -> {
                    prefix.transform(resources);
                    suffix.transform(resources);
                });
            }
            case "ImageTagTransformer" ->
                    List.of(
                            new ImageTransformer(
                                    fields.struct("imageTag", "Image", ImageEntry::of)
                                            .orElse(new ImageEntry("", "", "", "", "")),
                                    specs(fields)));
            case "ReplicaCountTransformer" ->
                    List.of(
                            new ReplicaTransformer(
                                    fields.struct("replica", "Replica", ReplicaEntry::of)
                                            .orElse(new ReplicaEntry("", 0)),
                                    specs(fields)));
            case "PatchTransformer" ->
                    List.of(
                            PatchTransformer.of(
                                    PatchEntry.lenient(fields),
                                    loader,
                                    layer.build().files(),
                                    layer.build().schema(),
                                    isNew()));
            case "PatchJson6902Transformer" ->
                    List.of(
                            PatchTransformer.ofOperations(
                                    new PatchEntry(
                                            fields.string("path"),
                                            fields.string("jsonOp"),
                                            fields.struct("target", "Selector", TargetFields::of),
                                            false,
                                            false),
                                    loader));
            case "PatchStrategicMergeTransformer" -> List.of(merges(fields));
            case "ReplacementTransformer" ->
                    List.of(
                            ReplacementTransformer.of(
                                    fields.structs(
                                            "replacements",
                                            "ReplacementField",
                                            f -> ReplacementEntry.of(f.shared(), isNew())),
                                    loader,
                                    isNew()));
            case "ValueAddTransformer" -> List.of(ValueAddTransformer.of(fields, loader));
            case "HashTransformer" -> List.of(Plugins::hash);
            default -> throw disabled(config);
        };
    }

    private Transformer merges(Fields fields) {
        var paths = fields.strings("paths");
        var text = fields.string("patches");
        if (paths.isEmpty() && text.isEmpty()) {
            throw new KustomizeException("empty file path and empty patch content");
        }
        var patches = new ArrayList<Resource>();
        if (!paths.isEmpty()) {
            patches.addAll(layer.merges(paths));
        }
        if (!text.isEmpty()) {
            patches.addAll(layer.build().files().read(text, "", layer.build().schema()));
        }
        return PatchTransformer.ofMerges(patches);
    }

    private static void hash(ResourceList resources) {
        for (var resource : resources.all()) {
            if (resource.needsHash()) {
                var hash = ContentHash.of(resource.node());
                resource.rememberId();
                resource.setName(resource.name() + "-" + hash);
            }
        }
        resources.idsMayHaveChanged();
    }

    /**
     * Runs the entries of {@code validators}.
     *
     * @throws KustomizeException when one changes anything but its own label
     */
    void validate(List<String> entries, Accumulator all) {
        for (var step : transformers(entries)) {
            var before = snapshot(all.resources());
            step.transformer().transform(all.resources());
            if (!before.equals(snapshot(all.resources()))) {
                throw new KustomizeException("validator shouldn't modify the resource map");
            }
        }
    }

    private static List<Optional<Object>> snapshot(ResourceList resources) {
        var objects = new ArrayList<Optional<Object>>();
        for (var resource : resources.all()) {
            if (resource.isGone()) {
                continue;
            }
            var copy = resource.node().copy();
            copy.map("metadata")
                    .flatMap(m -> m.map("labels"))
                    .ifPresent(labels -> {
                        if (labels.remove("validated-by") != null && labels.fields().isEmpty()) {
                            copy.map("metadata").ifPresent(m -> m.remove("labels"));
                        }
                    });
            // Names that were noted count as changes, too.
            objects.add(
                    Optional.of(
                            List.of(
                                    Values.map(copy),
                                    resource.earlierIds().size(),
                                    resource.prefixes(),
                                    resource.suffixes())));
        }
        return objects;
    }
}
