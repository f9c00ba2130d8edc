package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.sandbox.registry.Names;
import io.slipway.sandbox.store.Stored;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Pods from templates. Stateless. */
final class Templates {

    private Templates() {}

    /** A hash of a template that does not depend on the order of its fields. */
    static String hash(Object template) {
        long hash = 0x811c9dc5L;
        for (var b : Json.writeBytes(sorted(template))) {
            hash = ((hash ^ (b & 0xff)) * 0x01000193L) & 0xffffffffL;
        }
        return Names.safe(hash);
    }

    private static Object sorted(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var copy = new TreeMap<String, Object>();
                map.forEach((k, v) -> {
                    if (v != null) {
                        copy.put((String) k, sorted(v));
                    }
                });
                yield copy;
            }
            case List<?> list -> list.stream().map(Templates::sorted).toList();
            default -> value;
        };
    }

    /**
     * A pod as its owner's template says.
     *
     * @param name empty when it is generated from the owner's
     */
    static Map<String, Object> pod(
            Stored owner, Map<String, Object> template, String name, Map<String, Object> labels) {
        var metadata = new LinkedHashMap<String, Object>();
        if (name.isEmpty()) {
            metadata.put("generateName", owner.name() + "-");
        } else {
            metadata.put("name", name);
        }
        metadata.put("namespace", owner.namespace());
        var all = new LinkedHashMap<>(Trees.mapAt(template, "metadata", "labels"));
        all.putAll(labels);
        if (!all.isEmpty()) {
            metadata.put("labels", all);
        }
        for (var field : List.of("annotations", "finalizers")) {
            Trees.at(template, "metadata", field)
                    .ifPresent(v -> metadata.put(field, Trees.copy(v)));
        }
        metadata.put(
                "ownerReferences", new ArrayList<Object>(List.of(Actor.ownerReference(owner))));
        return Actor.tree(
                "apiVersion",
                "v1",
                "kind",
                "Pod",
                "metadata",
                metadata,
                "spec",
                Trees.copyMap(Trees.mapAt(template, "spec")));
    }

    static boolean isReady(Map<String, Object> pod) {
        return Actor.hasCondition(pod, "Ready");
    }

    static boolean isOver(Map<String, Object> pod) {
        return List.of("Succeeded", "Failed")
                .contains(Trees.stringAt(pod, "status", "phase").orElse(""));
    }

    /** When a pod became ready; empty when it is not. */
    static String readySince(Map<String, Object> pod) {
        return Trees.listAt(pod, "status", "conditions").stream()
                .filter(c -> Trees.stringAt(c, "type").filter("Ready"::equals).isPresent())
                .flatMap(c -> Trees.stringAt(c, "lastTransitionTime").stream())
                .findFirst()
                .orElse("");
    }
}
