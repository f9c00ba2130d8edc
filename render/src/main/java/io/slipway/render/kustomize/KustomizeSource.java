package io.slipway.render.kustomize;

import io.slipway.kustomize.KustomizeResult;
import io.slipway.kustomize.Kustomizer;
import io.slipway.kustomize.option.Compatibility;
import io.slipway.kustomize.option.KustomizationEdits;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.option.KustomizeOptions;
import io.slipway.manifests.Trees;
import io.slipway.render.source.BuildVariables;
import io.slipway.render.source.RenderException;
import io.slipway.tree.FileTree;
import io.slipway.tree.TreePath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds an overlay as the {@code kustomize} object of a source says. Stateless. */
public final class KustomizeSource {

    private static final List<String> FILES =
            List.of("kustomization.yaml", "kustomization.yml", "Kustomization");

    private final Kustomizer kustomizer;
    private final KustomizeOptions settings;

    /** With the options of the installation. */
    public KustomizeSource(Kustomizer kustomizer, KustomizeOptions settings) {
        this.kustomizer = kustomizer;
        this.settings = settings;
    }

    /** Whether a kustomization file stands in the directory. */
    public static boolean isKustomization(FileTree files, TreePath directory) {
        return FILES.stream().anyMatch(name -> files.isFile(directory.child(name)));
    }

    /**
     * The built objects.
     *
     * @param options the {@code kustomize} object of the source; empty when it is not set
     * @throws RenderException when the build is refused
     */
    public KustomizeResult build(
            FileTree files, TreePath root, Map<String, Object> options, BuildVariables variables) {
        try {
            return kustomizer.build(
                    files,
                    root,
                    settings.withCompatibility(compatibility(text(options, "version")))
                            .withEdits(edits(options, variables)));
        } catch (KustomizeException e) {
            throw new RenderException(
                    "kustomize build of " + root + " failed: " + e.getMessage(), e);
        }
    }

    private Compatibility compatibility(String version) {
        var plain = version.startsWith("v") ? version.substring(1) : version;
        if (plain.isEmpty()) {
            return settings.compatibility();
        }
        for (var known : Compatibility.values()) {
            var own = known.version().substring(1);
            if (own.equals(plain) || own.substring(0, own.lastIndexOf('.')).equals(plain)) {
                return known;
            }
        }
        throw new RenderException(
                "kustomize version "
                        + version
                        + " is not available: take "
                        + String.join(
                                " or ",
                                List.of(Compatibility.values()).stream()
                                        .map(Compatibility::version)
                                        .toList()));
    }

    private static KustomizationEdits edits(Map<String, Object> options, BuildVariables variables) {
        boolean substituteAnnotations = Trees.isTrueAt(options, "commonAnnotationsEnvsubst");
        return new KustomizationEdits(
                Trees.stringAt(options, "namePrefix").filter(s -> !s.isEmpty()),
                Trees.stringAt(options, "nameSuffix").filter(s -> !s.isEmpty()),
                Trees.stringAt(options, "namespace").filter(s -> !s.isEmpty()),
                texts(options, "images").stream().map(variables::substitute).toList(),
                maps(options, "replicas").stream().map(KustomizeSource::replica).toList(),
                strings(options, "commonLabels", Optional.of(variables)),
                Trees.isTrueAt(options, "forceCommonLabels"),
                Trees.isTrueAt(options, "labelWithoutSelector"),
                Trees.isTrueAt(options, "labelIncludeTemplates"),
                strings(
                        options,
                        "commonAnnotations",
                        substituteAnnotations ? Optional.of(variables) : Optional.empty()),
                Trees.isTrueAt(options, "forceCommonAnnotations"),
                maps(options, "patches").stream().map(KustomizeSource::patch).toList(),
                texts(options, "components"),
                Trees.isTrueAt(options, "ignoreMissingComponents"));
    }

    private static KustomizationEdits.Replica replica(Map<String, Object> replica) {
        return new KustomizationEdits.Replica(
                text(replica, "name"),
                switch (replica.get("count")) {
                    case Long number -> number;
                    case String text when text.matches("-?[0-9]{1,18}") -> Long.parseLong(text);
                    case null, default ->
                            throw new RenderException(
                                    "kustomize.replicas: the count of "
                                            + text(replica, "name")
                                            + " is no whole number");
                });
    }

    private static KustomizationEdits.Patch patch(Map<String, Object> patch) {
        return new KustomizationEdits.Patch(
                text(patch, "path"),
                text(patch, "patch"),
                Trees.map(patch.get("target"))
                        .map(t ->
                                new KustomizationEdits.Target(
                                        text(t, "group"),
                                        text(t, "version"),
                                        text(t, "kind"),
                                        text(t, "name"),
                                        text(t, "namespace"),
                                        text(t, "labelSelector"),
                                        text(t, "annotationSelector"))),
                Trees.isTrueAt(patch, "options", "allowNameChange"),
                Trees.isTrueAt(patch, "options", "allowKindChange"));
    }

    private static String text(Map<String, Object> options, String field) {
        return Trees.stringAt(options, field).orElse("");
    }

    private static List<String> texts(Map<String, Object> options, String field) {
        return Trees.listAt(options, field).stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    private static List<Map<String, Object>> maps(Map<String, Object> options, String field) {
        return Trees.listAt(options, field).stream().flatMap(m -> Trees.map(m).stream()).toList();
    }

    private static Map<String, String> strings(
            Map<String, Object> options, String field, Optional<BuildVariables> variables) {
        var found = new LinkedHashMap<String, String>();
        Trees.mapAt(options, field)
                .forEach((key, value) -> {
                    var text = String.valueOf(value);
                    found.put(key, variables.map(v -> v.substitute(text)).orElse(text));
                });
        return found;
    }
}
