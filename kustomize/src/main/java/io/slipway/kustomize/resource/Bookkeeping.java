package io.slipway.kustomize.resource;

import io.slipway.kustomize.node.MapNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The annotations by which kustomize passes bookkeeping between its runs. Stateless. */
public final class Bookkeeping {

    /** The file or generator an object came from. */
    public static final String ORIGIN = "config.kubernetes.io/origin";

    /** The transformers that ran over an object. */
    public static final String TRANSFORMATIONS = "alpha.config.kubernetes.io/transformations";

    private static final String OWN = "internal.config.kubernetes.io/";
    private static final Set<String> STRIPPED =
            Set.of(
                    OWN + "previousKinds",
                    OWN + "previousNames",
                    OWN + "previousNamespaces",
                    OWN + "prefixes",
                    OWN + "suffixes",
                    OWN + "allowNameChange",
                    OWN + "allowKindChange",
                    OWN + "refBy",
                    OWN + "generatorBehavior",
                    OWN + "needsHashSuffix",
                    OWN + "path",
                    OWN + "index",
                    OWN + "seqindent",
                    OWN + "id",
                    OWN + "annotations-migration-resource-id",
                    "config.kubernetes.io/path",
                    "config.kubernetes.io/index",
                    "config.k8s.io/id");

    private Bookkeeping() {}

    /** Takes over what the annotations of an input object say. */
    public static void read(Resource resource) {
        if (!(resource.node().get("metadata") instanceof MapNode metadata)
                || !(metadata.get("annotations") instanceof MapNode map)
                || map.fields().keySet().stream().noneMatch(k -> k.startsWith(OWN))) {
            return;
        }
        var names = list(map, "previousNames");
        var kinds = list(map, "previousKinds");
        var namespaces = list(map, "previousNamespaces");
        if (names.size() == kinds.size() && names.size() == namespaces.size()) {
            for (int i = 0; i < names.size(); i++) {
                resource.rememberId(kinds.get(i), names.get(i), namespaces.get(i));
            }
        }
        list(map, "prefixes").forEach(resource::addPrefix);
        list(map, "suffixes").forEach(resource::addSuffix);
        if (map.get(OWN + "generatorBehavior") != null) {
            resource.setBehavior(Resource.Behavior.of(map.text(OWN + "generatorBehavior")));
        }
        if (map.text(OWN + "needsHashSuffix").equals("enabled")) {
            resource.setNeedsHash(true);
        }
    }

    private static List<String> list(MapNode annotations, String key) {
        return annotations.get(OWN + key) == null
                ? List.of()
                : List.of(annotations.text(OWN + key).split(",", -1));
    }

    /** The annotations that the original would hold at this time. */
    public static Map<String, String> annotations(Resource resource) {
        var texts = new TreeMap<String, String>();
        var ids = resource.earlierIds();
        if (!ids.isEmpty()) {
            texts.put(
                    OWN + "previousKinds",
                    joined(ids.stream().map(id -> id.type().kind()).toList()));
            texts.put(OWN + "previousNames", joined(ids.stream().map(ResourceId::name).toList()));
            texts.put(
                    OWN + "previousNamespaces",
                    joined(ids.stream().map(ResourceId::namespace).toList()));
        }
        if (!resource.prefixes().isEmpty()) {
            texts.put(OWN + "prefixes", joined(resource.prefixes()));
        }
        if (!resource.suffixes().isEmpty()) {
            texts.put(OWN + "suffixes", joined(resource.suffixes()));
        }
        if (resource.isGenerated()) {
            texts.put(OWN + "generatorBehavior", resource.behavior().toString());
        }
        if (resource.needsHash()) {
            texts.put(OWN + "needsHashSuffix", "enabled");
        }
        if (resource.wasRenamedByPatch()) {
            texts.put(OWN + "allowNameChange", "enabled");
        }
        if (resource.wasRetypedByPatch()) {
            texts.put(OWN + "allowKindChange", "enabled");
        }
        return texts;
    }

    private static String joined(List<String> words) {
        return String.join(",", words);
    }

    /** Writes the annotations as texts and takes out what is not for the reader. */
    public static void strip(Resource resource, boolean keepOrigin, boolean keepTransformations) {
        if (resource.node().get("metadata") instanceof MapNode metadata
                && metadata.get("annotations") == null) {
            return;
        }
        Map<String, String> texts = new TreeMap<>(resource.metadataTexts("annotations"));
        texts.keySet().removeAll(STRIPPED);
        if (!keepOrigin) {
            texts.remove(ORIGIN);
        }
        if (!keepTransformations) {
            texts.remove(TRANSFORMATIONS);
        }
        resource.setMetadataTexts("annotations", texts);
    }
}
