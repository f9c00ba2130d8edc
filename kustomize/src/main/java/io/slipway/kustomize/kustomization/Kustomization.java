package io.slipway.kustomize.kustomization;

import io.slipway.kustomize.node.OldYaml;
import io.slipway.kustomize.option.Compatibility;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.manifests.yaml.TextLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kustomization file: spec section 3. Immutable; deprecated fields are already folded into their
 * successors.
 */
public record Kustomization(
        String apiVersion,
        String kind,
        List<String> resources,
        List<String> components,
        List<String> crds,
        Map<String, String> openapi,
        String namePrefix,
        String nameSuffix,
        String namespace,
        Map<String, String> commonLabels,
        List<LabelEntry> labels,
        Map<String, String> commonAnnotations,
        List<PatchEntry> patches,
        List<String> patchesStrategicMerge,
        List<PatchEntry> patchesJson6902,
        List<ImageEntry> images,
        List<ReplicaEntry> replicas,
        List<ReplacementEntry> replacements,
        List<VariableEntry> vars,
        Optional<SortOptions> sortOptions,
        List<GeneratorEntry> configMapGenerator,
        List<GeneratorEntry> secretGenerator,
        GeneratorOptions generatorOptions,
        List<ChartEntry> helmCharts,
        List<String> configurations,
        List<String> generators,
        List<String> transformers,
        List<String> validators,
        List<String> buildMetadata,
        List<String> warnings) {

    /** The kind of kustomizations that are listed under {@code components}. */
    public static final String COMPONENT = "Component";

    /**
     * The tree of a file's text.
     *
     * @throws KustomizeException when it is no YAML map
     */
    public static Map<String, Object> read(String text, TextLimits limits) {
        Object tree;
        try {
            tree = OldYaml.read(text, limits);
        } catch (KustomizeException e) {
            throw e.prefixed("invalid Kustomization: ");
        }
        return switch (tree) {
            case null -> new LinkedHashMap<>();
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<String, Object>();
                map.forEach((k, v) -> copy.put((String) k, v));
                yield copy;
            }
            default ->
                    throw new KustomizeException(
                            "invalid Kustomization: json: cannot unmarshal into Go value of type types.Kustomization");
        };
    }

    /**
     * The values of a file's tree.
     *
     * @param directory for errors
     * @throws KustomizeException for unknown fields, wrong types, another kind or version, or no
     *     content
     */
    public static Kustomization of(
            Map<String, Object> tree, String directory, Compatibility compatibility) {
        Kustomization decoded;
        try {
            decoded = decode(tree, compatibility.isNew());
        } catch (KustomizeException e) {
            throw e.prefixed("invalid Kustomization: ");
        }
        if (isEmpty(tree)) {
            throw new KustomizeException("kustomization.yaml is empty");
        }
        var problems = new ArrayList<String>();
        boolean component = decoded.kind.equals(COMPONENT);
        if (!component && !decoded.kind.equals("Kustomization")) {
            problems.add("kind should be Kustomization or Component");
        }
        var version = "kustomize.config.k8s.io/" + (component ? "v1alpha1" : "v1beta1");
        if (!decoded.apiVersion.equals(version)) {
            problems.add("apiVersion for " + decoded.kind + " should be " + version);
        }
        if (!problems.isEmpty()) {
            throw new KustomizeException(
                    "Failed to read kustomization file under "
                            + directory
                            + ":\n"
                            + String.join("\n", problems));
        }
        return decoded;
    }

    /** Go compares with the zero value: an empty list is not nothing, an empty text or false is. */
    private static boolean isEmpty(Map<String, Object> tree) {
        for (var e : tree.entrySet()) {
            if (e.getKey().equalsIgnoreCase("apiVersion") || e.getKey().equalsIgnoreCase("kind")) {
                continue;
            }
            @Nullable Object value = e.getValue();
            if (value != null && !value.equals("")) {
                boolean folded =
                        value instanceof List<?> list
                                && list.isEmpty()
                                && (e.getKey().equalsIgnoreCase("bases")
                                        || e.getKey().equalsIgnoreCase("imageTags")
                                        || e.getKey()
                                                .equalsIgnoreCase("helmChartInflationGenerator"));
                if (!folded) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Kustomization decode(Map<String, Object> tree, boolean isNew) {
        var f = Fields.strict(tree, "Kustomization");
        var warnings = new ArrayList<String>();
        warn(f, "bases", "resources", warnings);
        warn(f, "commonLabels", "labels", warnings);
        warn(f, "imageTags", "images", warnings);
        warn(f, "patchesJson6902", "patches", warnings);
        warn(f, "patchesStrategicMerge", "patches", warnings);
        if (f.has("vars")) {
            warnings.add(
                    "# Warning: 'vars' is deprecated. Please use 'replacements' instead."
                            + " [EXPERIMENTAL] Run 'kustomize edit fix' to update your Kustomization automatically.");
        }
        f.struct(
                "metadata",
                "ObjectMeta",
                m -> {
                    m.string("name");
                    m.string("namespace");
                    m.stringMap("labels");
                    m.stringMap("annotations");
                    return m;
                });
        var kind = f.string("kind").isEmpty() ? "Kustomization" : f.string("kind");
        var apiVersion =
                f.string("apiVersion").isEmpty()
                        ? "kustomize.config.k8s.io/"
                                + (kind.equals(COMPONENT) ? "v1alpha1" : "v1beta1")
                        : f.string("apiVersion");
        var home =
                f.struct(
                        "helmGlobals",
                        "HelmGlobals",
                        g -> {
                            g.string("configHome");
                            return g.string("chartHome");
                        });
        var oldCharts = f.list("helmChartInflationGenerator", c -> c == null ? Map.of() : c);
        var oldHome = home.orElseGet(() -> lastHome(oldCharts));
        var charts =
                new ArrayList<>(
                        f.structs(
                                "helmCharts", "HelmChart", c -> ChartEntry.of(c, oldHome, isNew)));
        charts.addAll(
                f.structs(
                        "helmChartInflationGenerator",
                        "HelmChartArgs",
                        c -> ChartEntry.old(c, oldHome)));
        var kustomization =
                new Kustomization(
                        apiVersion,
                        kind,
                        joined(f.strings("resources"), f.strings("bases")),
                        f.strings("components"),
                        f.strings("crds"),
                        f.stringMap("openapi"),
                        f.string("namePrefix"),
                        f.string("nameSuffix"),
                        f.string("namespace"),
                        f.stringMap("commonLabels"),
                        f.structs("labels", "Label", LabelEntry::of),
                        f.stringMap("commonAnnotations"),
                        f.structs("patches", "Patch", p -> PatchEntry.of(p, isNew)),
                        f.strings("patchesStrategicMerge"),
                        f.structs("patchesJson6902", "Patch", p -> PatchEntry.of(p, isNew)),
                        joined(
                                f.structs("images", "Image", ImageEntry::of),
                                f.structs("imageTags", "Image", ImageEntry::of)),
                        f.structs("replicas", "Replica", ReplicaEntry::of),
                        f.structs(
                                "replacements",
                                "ReplacementField",
                                r -> ReplacementEntry.of(r, isNew)),
                        f.structs("vars", "Var", VariableEntry::of),
                        f.struct("sortOptions", "SortOptions", SortOptions::of),
                        f.structs(
                                "configMapGenerator",
                                "ConfigMapArgs",
                                g -> GeneratorEntry.of(g, false)),
                        f.structs("secretGenerator", "SecretArgs", g -> GeneratorEntry.of(g, true)),
                        f.struct("generatorOptions", "GeneratorOptions", GeneratorOptions::of)
                                .orElse(GeneratorOptions.NONE),
                        List.copyOf(charts),
                        f.strings("configurations"),
                        f.strings("generators"),
                        f.strings("transformers"),
                        f.strings("validators"),
                        f.strings("buildMetadata"),
                        List.copyOf(warnings));
        f.finish();
        return kustomization;
    }

    private static String lastHome(List<Object> charts) {
        var home = "";
        for (var chart : charts) {
            if (chart instanceof Map<?, ?> map) {
                for (var field : List.of("chartHome", "helmHome")) {
                    if (map.get(field) instanceof String text
                            && !text.isEmpty()
                            && field.equals("chartHome")) {
                        home = text;
                    }
                }
            }
        }
        return home;
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        if (second.isEmpty()) {
            return first;
        }
        var both = new ArrayList<>(first);
        both.addAll(second);
        return List.copyOf(both);
    }

    private static void warn(Fields fields, String old, String now, List<String> warnings) {
        if (fields.has(old)) {
            warnings.add(
                    "# Warning: '"
                            + old
                            + "' is deprecated. Please use '"
                            + now
                            + "' instead. Run 'kustomize edit fix' to update your Kustomization automatically.");
        }
    }
}
