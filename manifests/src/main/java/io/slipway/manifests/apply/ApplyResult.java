package io.slipway.manifests.apply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came of a server-side apply. */
public sealed interface ApplyResult {

    /**
     * The merged object with its new managedFields.
     *
     * @param changed whether any field differs from the live object (managedFields apart)
     */
    record Applied(Map<String, Object> object, boolean changed) implements ApplyResult {}

    /** Others own fields that the configuration changes, and it was not forced. */
    record Conflicts(List<Conflict> conflicts) implements ApplyResult {
        public Conflicts {
            conflicts = List.copyOf(conflicts);
        }

        /** The API server's text. */
        public String message() {
            if (conflicts.size() == 1) {
                var only = conflicts.getFirst();
                return "Apply failed with 1 conflict: conflict with "
                        + only.manager()
                        + ": "
                        + only.field();
            }
            var byManager = new LinkedHashMap<String, List<String>>();
            conflicts.forEach(c ->
                    byManager.computeIfAbsent(c.manager(), _ -> new ArrayList<>()).add(c.field()));
            var lines = new ArrayList<String>();
            byManager.forEach((manager, fields) -> {
                lines.add("conflicts with " + manager + ":");
                fields.forEach(f -> lines.add("- " + f));
            });
            return "Apply failed with "
                    + conflicts.size()
                    + " conflicts: "
                    + String.join("\n", lines);
        }
    }

    /**
     * A field that another manager owns.
     *
     * @param manager as messages name it: {@code "kubectl" using apps/v1}
     * @param field its path: {@code .spec.replicas}
     */
    record Conflict(String manager, String field) {}
}
