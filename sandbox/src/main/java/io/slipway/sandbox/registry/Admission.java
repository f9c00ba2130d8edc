package io.slipway.sandbox.registry;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.store.ObjectStore;
import io.slipway.sandbox.store.ResourceId;
import io.slipway.sandbox.type.ServedType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a cluster's admission and strategies add when objects are made and changed. Stateless. */
final class Admission {

    private static final ResourceId CLASSES = new ResourceId("storage.k8s.io", "storageclasses");

    private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

    private Admission() {}

    static void onCreate(
            ServedType type, Map<String, Object> object, ObjectStore store, Names names) {
        var spec = Trees.map(object.get("spec")).orElseGet(LinkedHashMap::new);
        switch (type.group() + "/" + type.plural()) {
            case "/pods" -> PodAdmission.onCreate(object, spec, store, names);
            case "/namespaces" -> {
                var finalizers = new ArrayList<>(Trees.listAt(spec, "finalizers"));
                if (!finalizers.contains("kubernetes")) {
                    finalizers.add("kubernetes");
                }
                spec.put("finalizers", finalizers);
            }
            case "batch/jobs" -> job(object, spec);
            case "apps/daemonsets" ->
                    Trees.put(object, "1", "metadata", "annotations", TEMPLATE_GENERATION);
            case "apiextensions.k8s.io/customresourcedefinitions" -> definition(object, spec);
            case "/persistentvolumeclaims" -> {
                finalizer(object, "kubernetes.io/pvc-protection");
                Trees.put(object, "Pending", "status", "phase");
                if (!spec.containsKey("storageClassName")) {
                    defaultClass(store).ifPresent(name -> spec.put("storageClassName", name));
                }
                LimitRanges.checkClaim(object, store);
            }
            case "/persistentvolumes" -> {
                finalizer(object, "kubernetes.io/pv-protection");
                Trees.put(object, "Pending", "status", "phase");
                Trees.at(object, "metadata", "creationTimestamp")
                        .ifPresent(t -> Trees.put(object, t, "status", "lastPhaseTransitionTime"));
            }
            default -> {}
        }
    }

    static void onUpdate(ServedType type, Map<String, Object> object, Map<String, Object> old) {
        switch (type.group() + "/" + type.plural()) {
            case "/namespaces" -> object.put("spec", Trees.copy(Trees.mapAt(old, "spec")));
            case "apps/daemonsets" -> countTemplates(object, old);
            case "batch/jobs" -> {
                // The generated selector and labels stay when a client sends the job as it wrote
                // it.
                var spec = Trees.map(object.get("spec")).orElseGet(LinkedHashMap::new);
                if (!spec.containsKey("selector")) {
                    Trees.at(old, "spec", "selector")
                            .ifPresent(s -> spec.put("selector", Trees.copy(s)));
                }
            }
            case "/persistentvolumeclaims" -> {
                var spec = Trees.map(object.get("spec")).orElseGet(LinkedHashMap::new);
                for (var field : List.of("storageClassName", "volumeName")) {
                    Trees.at(old, "spec", field).ifPresent(v -> spec.putIfAbsent(field, v));
                }
            }
            default -> {}
        }
    }

    private static void definition(Map<String, Object> definition, Map<String, Object> spec) {
        var stored = new ArrayList<Object>();
        for (var version : Trees.listAt(spec, "versions")) {
            if (Trees.isTrueAt(version, "storage")) {
                Trees.stringAt(version, "name").ifPresent(stored::add);
                break;
            }
        }
        var names = new LinkedHashMap<String, Object>();
        names.put("kind", "");
        names.put("plural", "");
        var status = new LinkedHashMap<String, Object>();
        status.put("acceptedNames", names);
        status.put("conditions", null);
        status.put("storedVersions", stored);
        definition.put("status", status);
    }

    /** Counts the templates of a DaemonSet in its annotation, as old clients expect. */
    private static void countTemplates(Map<String, Object> object, Map<String, Object> old) {
        var count =
                Trees.stringAt(old, "metadata", "annotations", TEMPLATE_GENERATION)
                        .filter(n -> n.matches("\\d{1,9}"))
                        .map(Long::parseLong)
                        .orElse(1L);
        boolean same =
                Trees.at(old, "spec", "template").equals(Trees.at(object, "spec", "template"));
        Trees.put(
                object,
                Long.toString(same ? count : count + 1),
                "metadata",
                "annotations",
                TEMPLATE_GENERATION);
    }

    private static void finalizer(Map<String, Object> object, String name) {
        var finalizers = new ArrayList<>(Trees.listAt(object, "metadata", "finalizers"));
        if (!finalizers.contains(name)) {
            finalizers.add(name);
        }
        Trees.put(object, finalizers, "metadata", "finalizers");
    }

    private static java.util.Optional<String> defaultClass(ObjectStore store) {
        return store.list(CLASSES, "").objects().stream()
                .filter(c ->
                        Trees.stringAt(
                                        c.tree(),
                                        "metadata",
                                        "annotations",
                                        "storageclass.kubernetes.io/is-default-class")
                                .filter("true"::equals)
                                .isPresent())
                .map(c -> c.name())
                .findFirst();
    }

    private static void job(Map<String, Object> job, Map<String, Object> spec) {
        if (Boolean.TRUE.equals(spec.get("manualSelector"))) {
            return;
        }
        var uid = Trees.stringAt(job, "metadata", "uid").orElse("");
        var name = Trees.stringAt(job, "metadata", "name").orElse("");
        var labels =
                new LinkedHashMap<String, Object>(
                        Trees.mapAt(spec, "template", "metadata", "labels"));
        labels.put("batch.kubernetes.io/controller-uid", uid);
        labels.put("batch.kubernetes.io/job-name", name);
        labels.put("controller-uid", uid);
        labels.put("job-name", name);
        Trees.put(spec, labels, "template", "metadata", "labels");
        var match = new LinkedHashMap<String, Object>();
        match.put("batch.kubernetes.io/controller-uid", uid);
        Trees.put(spec, match, "selector", "matchLabels");
        if (Trees.mapAt(job, "metadata", "labels").isEmpty()) {
            Trees.put(job, new LinkedHashMap<>(labels), "metadata", "labels");
        }
    }
}
