package io.slipway.manifests.apply;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.schema.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Field ownership as the API server keeps it: merging an applied configuration, and recording who
 * changed what by other writes. Pure; trees given are left as they are. Entries of other versions
 * of a type are read as if written in the present one.
 */
public final class FieldManagement {

    /** More update entries than this are folded into one, as the API server does. */
    private static final int MAX_UPDATE_MANAGERS = 10;

    private static final FieldSet SYSTEM = systemFields();

    private FieldManagement() {}

    private static FieldSet systemFields() {
        var set = new FieldSet();
        set.insert(List.of(new PathElement.Name("apiVersion")));
        set.insert(List.of(new PathElement.Name("kind")));
        for (var field :
                List.of(
                        "name",
                        "namespace",
                        "creationTimestamp",
                        "selfLink",
                        "uid",
                        "clusterName",
                        "generation",
                        "managedFields",
                        "resourceVersion")) {
            set.insert(List.of(new PathElement.Name("metadata"), new PathElement.Name(field)));
        }
        return set;
    }

    /**
     * The fields that a configuration would own if it were applied.
     *
     * @throws ManifestException when it does not fit its type
     */
    public static FieldSet fieldsOf(Schema schema, Map<String, Object> configuration) {
        return clean(TypedTree.fieldSet(schema, configuration));
    }

    /**
     * Applies a configuration to a live object.
     *
     * @param live the object as it is; for one that does not exist yet the tree that {@link
     *     Schema#empty()} gives, with apiVersion, kind, and metadata's name and namespace
     * @param force takes conflicting fields over
     * @throws ManifestException when the configuration does not fit the type
     */
    public static ApplyResult apply(
            Schema schema,
            Map<String, Object> live,
            Map<String, Object> configuration,
            Change change,
            boolean force) {
        var managers = new ArrayList<>(ManagerEntry.of(live));
        var before = withoutManagedFields(live);
        var config = withoutNulls(configuration);
        var owned = fieldsOf(schema, config).without(ignored(change));
        var entry =
                new ManagerEntry(
                        change.manager(),
                        true,
                        change.apiVersion(),
                        change.subresource(),
                        change.time(),
                        owned);
        var last = managers.stream().filter(entry::isSame).findFirst();
        var lastSet = last.map(ManagerEntry::fields).orElseGet(FieldSet::new);

        var others = managers.stream().filter(m -> !m.isSame(entry)).toList();
        var merged = mapOf(TypedTree.merge(schema, before, config));
        var pruned = lastSet.isEmpty() ? merged : prune(schema, merged, owned, others, lastSet);
        change.ignoredFields().forEach(f -> keepAsBefore(pruned, before, f));

        var comparison = TypedTree.compare(schema, before, pruned);
        var changed =
                clean(comparison.modified().union(comparison.added())).without(ignored(change));
        var conflicts = new ArrayList<ApplyResult.Conflict>();
        var result = new ArrayList<ManagerEntry>();
        for (var other : others) {
            var taken = other.fields().intersect(changed);
            taken.paths()
                    .forEach(p ->
                            conflicts.add(
                                    new ApplyResult.Conflict(other.shown(), FieldSet.shown(p))));
            var left = other.fields().minus(taken).minus(comparison.removed());
            if (!left.isEmpty()) {
                result.add(other.with(left, other.time()));
            }
        }
        if (!force && !conflicts.isEmpty()) {
            conflicts.sort(Comparator.comparing(ApplyResult.Conflict::manager));
            return new ApplyResult.Conflicts(conflicts);
        }
        boolean same = comparison.isSame();
        if (!owned.isEmpty()) {
            result.add(same && last.isPresent() ? entry.with(owned, last.get().time()) : entry);
        }
        Trees.put(pruned, ManagerEntry.toTrees(result), "metadata", "managedFields");
        return new ApplyResult.Applied(pruned, !same);
    }

    /** Items that this manager owned, names no longer, and nobody else owns go away. */
    private static Map<String, Object> prune(
            Schema schema,
            Map<String, Object> merged,
            FieldSet owned,
            List<ManagerEntry> others,
            FieldSet lastSet) {
        var pruned = mapOf(TypedTree.remove(schema, merged, lastSet.withNamedFields(schema)));
        var managed = owned;
        for (var other : others) {
            managed = managed.union(other.fields());
        }
        var all = setOf(schema, merged).withNamedFields(schema);
        var goneByOwners =
                all.minus(setOf(schema, pruned).withNamedFields(schema))
                        .minus(managed.withNamedFields(schema));
        pruned = mapOf(TypedTree.remove(schema, merged, goneByOwners));
        var gone =
                all.minus(setOf(schema, pruned).withNamedFields(schema))
                        .intersect(lastSet.withNamedFields(schema));
        return mapOf(TypedTree.remove(schema, merged, gone));
    }

    /** As {@link #fieldsOf}, for live trees: what does not fit is read as untyped. */
    private static FieldSet setOf(Schema schema, Map<String, Object> tree) {
        try {
            return TypedTree.fieldSet(schema, tree);
        } catch (ManifestException e) {
            return TypedTree.compare(schema, Map.of(), tree).added();
        }
    }

    /**
     * The new tree of an object with managedFields that record a create, update or patch.
     *
     * @param before the live object; for a create what {@link Schema#empty()} gives
     * @param after the object to be stored; its own managedFields, when it has any, are the start;
     *     one empty entry clears them
     */
    public static Map<String, Object> recordUpdate(
            Schema schema, Map<String, Object> before, Map<String, Object> after, Change change) {
        var result = new LinkedHashMap<>(after);
        var comparison =
                TypedTree.compare(
                        schema, withoutManagedFields(before), withoutManagedFields(after));
        var managers = startingEntries(before, after);
        var changed =
                clean(comparison.modified().union(comparison.added())).without(ignored(change));
        var removed = clean(comparison.removed());
        var entry =
                new ManagerEntry(
                        change.manager(),
                        false,
                        change.apiVersion(),
                        change.subresource(),
                        change.time(),
                        changed);
        var entries = new ArrayList<ManagerEntry>();
        boolean found = false;
        for (var manager : managers) {
            if (manager.isSame(entry)) {
                found = true;
                var fields = manager.fields().minus(removed).union(changed);
                if (!fields.isEmpty()) {
                    entries.add(
                            manager.with(
                                    fields, changed.isEmpty() ? manager.time() : change.time()));
                }
            } else {
                var left = manager.fields().minus(changed).minus(removed);
                if (!left.isEmpty()) {
                    entries.add(manager.with(left, manager.time()));
                }
            }
        }
        if (!found && !changed.isEmpty()) {
            entries.add(entry);
        }
        var metadata = new LinkedHashMap<>(Trees.mapAt(result, "metadata"));
        metadata.put("managedFields", ManagerEntry.toTrees(capped(entries)));
        result.put("metadata", metadata);
        return result;
    }

    private static List<ManagerEntry> startingEntries(
            Map<String, Object> before, Map<String, Object> after) {
        var given = Trees.listAt(after, "metadata", "managedFields");
        if (given.isEmpty()) {
            return ManagerEntry.of(before);
        }
        try {
            return ManagerEntry.of(after);
        } catch (ManifestException e) {
            return ManagerEntry.of(before);
        }
    }

    private static List<ManagerEntry> capped(List<ManagerEntry> entries) {
        var updates =
                entries.stream()
                        .filter(e -> !e.applied())
                        .sorted(Comparator.comparing(ManagerEntry::time))
                        .toList();
        if (updates.size() <= MAX_UPDATE_MANAGERS) {
            return entries;
        }
        var old = updates.subList(0, updates.size() - MAX_UPDATE_MANAGERS + 1);
        var fields = new FieldSet();
        for (var entry : old) {
            fields = fields.union(entry.fields());
        }
        var newest = old.getLast();
        var kept = new ArrayList<>(entries);
        kept.removeAll(old);
        kept.add(
                new ManagerEntry(
                        "ancient-changes", false, newest.apiVersion(), "", newest.time(), fields));
        return kept;
    }

    private static FieldSet ignored(Change change) {
        var set = new FieldSet();
        change.ignoredFields().forEach(f -> set.insert(List.of(new PathElement.Name(f))));
        return set;
    }

    private static FieldSet clean(FieldSet set) {
        var left = set.without(SYSTEM);
        var bare = new FieldSet();
        bare.insert(List.of(new PathElement.Name("metadata")));
        return left.minus(bare);
    }

    private static void keepAsBefore(
            Map<String, Object> tree, Map<String, Object> before, String field) {
        if (before.containsKey(field)) {
            tree.put(field, Trees.copy(before.get(field)));
        } else {
            tree.remove(field);
        }
    }

    private static Map<String, Object> withoutManagedFields(Map<String, Object> tree) {
        if (Trees.at(tree, "metadata", "managedFields").isEmpty()) {
            return tree;
        }
        var copy = new LinkedHashMap<>(tree);
        var metadata = new LinkedHashMap<>(Trees.mapAt(tree, "metadata"));
        metadata.remove("managedFields");
        copy.put("metadata", metadata);
        return copy;
    }

    private static Map<String, Object> withoutNulls(Map<String, Object> tree) {
        var copy = new LinkedHashMap<String, Object>();
        tree.forEach((key, value) -> {
            if (value instanceof Map<?, ?>) {
                copy.put(key, withoutNulls(Trees.map(value).orElseThrow()));
            } else if (value instanceof List<?> list) {
                copy.put(
                        key,
                        list.stream()
                                .filter(Objects::nonNull)
                                .<Object>map(v ->
                                        v instanceof Map<?, ?>
                                                ? withoutNulls(Trees.map(v).orElseThrow())
                                                : v)
                                .toList());
            } else if (value != null) {
                copy.put(key, value);
            }
        });
        return copy;
    }

    private static Map<String, Object> mapOf(@org.jspecify.annotations.Nullable Object tree) {
        return new LinkedHashMap<>(Trees.map(tree).orElse(Map.of()));
    }
}
