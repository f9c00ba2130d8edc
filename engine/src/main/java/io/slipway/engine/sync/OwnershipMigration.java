package io.slipway.engine.sync;

import io.slipway.engine.cluster.WriteOptions;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.apply.FieldSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes over the fields that other tools applied before (spec: sync F, decision 14): without that,
 * what leaves the configuration would stay in the object, owned by a tool that is gone. Pure.
 */
final class OwnershipMigration {

    /** On the application: one more manager to take over from. */
    static final String MANAGER_ANNOTATION =
            "argocd.argoproj.io/client-side-apply-migration-manager";

    private static final String CLIENT = "kubectl-client-side-apply";
    private static final String OTHER_ENGINE = "argocd-controller";

    private OwnershipMigration() {}

    /** The managers whose fields become ours. */
    static Set<String> managers(Map<String, String> annotations) {
        var managers = new HashSet<String>(List.of(CLIENT, OTHER_ENGINE));
        managers.add(annotations.getOrDefault(MANAGER_ANNOTATION, CLIENT));
        return managers;
    }

    /**
     * The JSON patch that moves ownership; empty when there is nothing to move.
     *
     * @param apiVersion the version that the object is applied in
     */
    static Optional<List<Object>> patch(ResourceObject live, Set<String> from, String apiVersion) {
        var entries = Trees.listAt(live.tree(), "metadata", "managedFields");
        var moved = entries.stream().filter(e -> isMoved(e, from, apiVersion)).toList();
        if (moved.isEmpty() || live.resourceVersion().isEmpty()) {
            return Optional.empty();
        }
        var fields = new FieldSet();
        var kept = new ArrayList<Object>();
        try {
            for (var entry : entries) {
                if (moved.contains(entry) || isOurs(entry, apiVersion)) {
                    fields = fields.union(FieldSet.parse(Trees.mapAt(entry, "fieldsV1")));
                } else {
                    kept.add(entry);
                }
            }
        } catch (ManifestException _) {
            return Optional.empty();
        }
        var own = new LinkedHashMap<String, Object>();
        own.put("manager", WriteOptions.MANAGER);
        own.put("operation", "Apply");
        own.put("apiVersion", apiVersion);
        Trees.stringAt(moved.getFirst(), "time").ifPresent(t -> own.put("time", t));
        own.put("fieldsType", "FieldsV1");
        own.put("fieldsV1", fields.toTree());
        kept.addFirst(own);
        return Optional.of(
                List.of(
                        operation("test", "/metadata/resourceVersion", live.resourceVersion()),
                        operation("replace", "/metadata/managedFields", kept)));
    }

    private static boolean isMoved(Object entry, Set<String> from, String apiVersion) {
        return from.contains(Trees.stringAt(entry, "manager").orElse(""))
                && isPlain(entry, apiVersion);
    }

    private static boolean isOurs(Object entry, String apiVersion) {
        return Trees.stringAt(entry, "manager").equals(Optional.of(WriteOptions.MANAGER))
                && Trees.stringAt(entry, "operation").equals(Optional.of("Apply"))
                && isPlain(entry, apiVersion);
    }

    private static boolean isPlain(Object entry, String apiVersion) {
        return Trees.stringAt(entry, "subresource").orElse("").isEmpty()
                && Trees.stringAt(entry, "apiVersion").equals(Optional.of(apiVersion));
    }

    private static Map<String, Object> operation(String op, String path, Object value) {
        var operation = new LinkedHashMap<String, Object>();
        operation.put("op", op);
        operation.put("path", path);
        operation.put("value", value);
        return operation;
    }
}
