package io.slipway.engine.diff;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.apply.ApplyResult;
import io.slipway.manifests.apply.Change;
import io.slipway.manifests.apply.FieldManagement;
import io.slipway.manifests.patch.MergePatch;
import io.slipway.manifests.schema.Schema;
import io.slipway.manifests.schema.TypeTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an apply would do, told without the API server. Pure. */
final class LocalPrediction {

    /** Fields of which an explicit zero value is something else than none. */
    private static final Set<String> TELLING =
            Set.of(
                    "allowPrivilegeEscalation",
                    "automountServiceAccountToken",
                    "backoffLimit",
                    "emptyDir",
                    "enableServiceLinks",
                    "fsGroup",
                    "hostUsers",
                    "immutable",
                    "maxSurge",
                    "maxUnavailable",
                    "minAvailable",
                    "minReplicas",
                    "namespaceSelector",
                    "optional",
                    "partition",
                    "podSelector",
                    "privileged",
                    "readOnlyRootFilesystem",
                    "replicas",
                    "revisionHistoryLimit",
                    "runAsGroup",
                    "runAsNonRoot",
                    "runAsUser",
                    "selector",
                    "suspend",
                    "terminationGracePeriodSeconds",
                    "ttlSecondsAfterFinished");

    private LocalPrediction() {}

    /** By server-side apply's own merge, with the schemas that are known. */
    static ResourceObject structuredMerge(
            ResourceObject desired, ResourceObject live, String manager) {
        var schema = TypeTable.kubernetes().schema(live.groupVersionKind()).orElseGet(Schema::any);
        var change = new Change(manager, desired.apiVersion(), "", "", Set.of("status"));
        return switch (FieldManagement.apply(schema, live.tree(), desired.tree(), change, true)) {
            case ApplyResult.Applied(var object, var _) -> ResourceObject.of(object);
            case ApplyResult.Conflicts conflicts ->
                    throw new IllegalStateException(conflicts.message());
        };
    }

    /**
     * Takes out what a server drops or fills in: zero values of built-in kinds that live does not
     * have.
     */
    static ResourceObject withoutDefaults(ResourceObject predicted, ResourceObject live) {
        var schema = BuiltInTypes.schema(predicted.groupVersionKind());
        if (schema.isEmpty()) {
            return predicted;
        }
        var tree = predicted.copyOfTree();
        if (live.kind().equals("StatefulSet")) {
            keepTemplateDefaults(tree, live);
        }
        dropZeroes(tree, live.tree(), schema.get());
        return ResourceObject.of(tree);
    }

    /** What the server fills in below claim templates is no difference. */
    private static void keepTemplateDefaults(Map<String, Object> predicted, ResourceObject live) {
        var there = Trees.listAt(live.tree(), "spec", "volumeClaimTemplates");
        var wanted = Trees.listAt(predicted, "spec", "volumeClaimTemplates");
        if (there.size() != wanted.size() || there.isEmpty()) {
            return;
        }
        var merged = new ArrayList<Object>();
        for (int i = 0; i < there.size(); i++) {
            merged.add(Objects.requireNonNull(MergePatch.apply(there.get(i), wanted.get(i))));
        }
        Trees.put(predicted, merged, "spec", "volumeClaimTemplates");
    }

    /** Only of fields: an entry of a map with an empty text is another map. */
    private static void dropZeroes(
            @Nullable Object predicted, @Nullable Object live, Schema schema) {
        if (predicted instanceof Map<?, ?> && live instanceof Map<?, ?> there) {
            var fields = Trees.map(predicted).orElseThrow();
            if (schema.kind() != Schema.Kind.MAP) {
                fields.entrySet()
                        .removeIf(e ->
                                !there.containsKey(e.getKey())
                                        && isZero(e.getValue())
                                        && !TELLING.contains(e.getKey()));
            }
            fields.forEach(
                    (field, value) -> dropZeroes(value, there.get(field), schema.child(field)));
        } else if (predicted instanceof List<?> a
                && live instanceof List<?> b
                && a.size() == b.size()) {
            for (int i = 0; i < a.size(); i++) {
                dropZeroes(a.get(i), b.get(i), schema.element());
            }
        }
    }

    private static boolean isZero(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case Boolean flag -> !flag;
            case Long number -> number == 0;
            case String text -> text.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            case List<?> list -> list.isEmpty();
            default -> false;
        };
    }
}
