package io.slipway.manifests.apply;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who owns which fields: an entry of {@code metadata.managedFields}.
 *
 * @param applied whether by server-side apply ({@code Apply}); else {@code Update}
 * @param subresource empty for the object itself
 * @param time as the API writes it; empty when unknown
 */
public record ManagerEntry(
        String manager,
        boolean applied,
        String apiVersion,
        String subresource,
        String time,
        FieldSet fields) {

    /**
     * The entries of an object's {@code metadata.managedFields}.
     *
     * @throws ManifestException when a field path in it cannot be read
     */
    public static List<ManagerEntry> of(Map<String, Object> object) {
        var entries = new ArrayList<ManagerEntry>();
        for (var item : Trees.listAt(object, "metadata", "managedFields")) {
            var map = Trees.map(item).orElse(Map.of());
            if (map.isEmpty()) {
                continue;
            }
            entries.add(
                    new ManagerEntry(
                            Trees.stringAt(map, "manager").orElse(""),
                            Trees.stringAt(map, "operation").filter("Apply"::equals).isPresent(),
                            Trees.stringAt(map, "apiVersion").orElse(""),
                            Trees.stringAt(map, "subresource").orElse(""),
                            Trees.stringAt(map, "time").orElse(""),
                            FieldSet.parse(Trees.mapAt(map, "fieldsV1"))));
        }
        return entries;
    }

    /**
     * The list for {@code metadata.managedFields}: applied entries first, then by time and name.
     */
    static List<Object> toTrees(List<ManagerEntry> entries) {
        return entries.stream()
                .sorted(
                        Comparator.comparing((ManagerEntry e) -> !e.applied())
                                .thenComparing(ManagerEntry::time)
                                .thenComparing(ManagerEntry::manager)
                                .thenComparing(ManagerEntry::apiVersion)
                                .thenComparing(ManagerEntry::subresource))
                .<Object>map(ManagerEntry::toTree)
                .toList();
    }

    private Map<String, Object> toTree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("manager", manager);
        tree.put("operation", applied ? "Apply" : "Update");
        tree.put("apiVersion", apiVersion);
        if (!time.isEmpty()) {
            tree.put("time", time);
        }
        tree.put("fieldsType", "FieldsV1");
        tree.put("fieldsV1", fields.toTree());
        if (!subresource.isEmpty()) {
            tree.put("subresource", subresource);
        }
        return tree;
    }

    ManagerEntry with(FieldSet others, String at) {
        return new ManagerEntry(manager, applied, apiVersion, subresource, at, others);
    }

    /** Whether both stand for the same manager doing the same kind of change. */
    boolean isSame(ManagerEntry other) {
        return manager.equals(other.manager)
                && applied == other.applied
                && subresource.equals(other.subresource)
                && (applied || apiVersion.equals(other.apiVersion));
    }

    /** The entry of that manager's server-side apply, if it has one. */
    public static Optional<ManagerEntry> applied(List<ManagerEntry> entries, String manager) {
        return entries.stream()
                .filter(e ->
                        e.applied() && e.manager().equals(manager) && e.subresource().isEmpty())
                .findFirst();
    }

    /** As conflict messages name it. */
    String shown() {
        var text = "\"" + manager + "\"";
        if (!subresource.isEmpty()) {
            text += " with subresource \"" + subresource + "\"";
        }
        return applied ? text : text + " using " + apiVersion;
    }
}
