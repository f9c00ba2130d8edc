package io.slipway.manifests.apply;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.schema.ListType;
import io.slipway.manifests.schema.Schema;
import io.slipway.manifests.schema.Schema.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Walks trees along their types: field sets, merging, comparing, taking items out. Stateless. */
final class TypedTree {

    private TypedTree() {}

    /** What changed between two trees. */
    record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {
        boolean isSame() {
            return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
        }
    }

    static Schema child(Schema schema, PathElement element) {
        return element instanceof PathElement.Name(var name)
                ? schema.child(name)
                : schema.element();
    }

    private static boolean isSeparable(Schema schema, @Nullable Object value) {
        return switch (schema.kind()) {
            case STRUCT, MAP -> value instanceof Map<?, ?> && !schema.atomic();
            case ANY -> value instanceof Map<?, ?> && !schema.atomic();
            case LIST -> value instanceof List<?> && schema.listType() != ListType.ATOMIC;
            default -> false;
        };
    }

    // --- lists -------------------------------------------------------------------------------

    /** The elements of a list under the path element that names each. */
    static LinkedHashMap<PathElement, Object> items(
            Schema schema, List<Object> list, String where) {
        var items = new LinkedHashMap<PathElement, Object>();
        var defaults = keyDefaults(schema);
        for (var item : list) {
            var element = element(schema, item, defaults, where);
            if (items.putIfAbsent(element, item) != null) {
                throw new ManifestException(
                        where + ": duplicate entries for key " + element.shown());
            }
        }
        return items;
    }

    private static Map<String, Object> keyDefaults(Schema schema) {
        var defaults = new LinkedHashMap<String, Object>();
        for (var key : schema.listKeys()) {
            schema.element()
                    .field(key)
                    .flatMap(f -> f.defaultValue())
                    .ifPresent(d -> defaults.put(key, d));
        }
        return defaults;
    }

    private static PathElement element(
            Schema schema, @Nullable Object item, Map<String, Object> defaults, String where) {
        if (schema.listType() == ListType.SET) {
            return new PathElement.Value(item == null ? "" : item);
        }
        var map =
                Trees.map(item)
                        .orElseThrow(() ->
                                new ManifestException(
                                        where
                                                + ": associative list with keys may not have non-map elements"));
        var key = PathElement.keyOf(map, schema.listKeys(), defaults);
        if (key.values().isEmpty()) {
            throw new ManifestException(
                    where
                            + ": element 0: associative list with keys has an element that omits key field "
                            + "\""
                            + schema.listKeys().getFirst()
                            + "\" (and doesn't have default value)");
        }
        return key;
    }

    /** As {@link #items} for trees that are live already: of duplicates the last one counts. */
    private static LinkedHashMap<PathElement, Object> lenientItems(
            Schema schema, @Nullable Object value) {
        var items = new LinkedHashMap<PathElement, Object>();
        var defaults = keyDefaults(schema);
        for (var item : Trees.list(value)) {
            if (schema.listType() == ListType.SET) {
                items.put(new PathElement.Value(item), item);
            } else {
                Trees.map(item)
                        .ifPresent(m ->
                                items.put(PathElement.keyOf(m, schema.listKeys(), defaults), m));
            }
        }
        return items;
    }

    // --- field sets --------------------------------------------------------------------------

    /**
     * The fields that a configuration names.
     *
     * @throws ManifestException when it does not fit its type; the message has the path
     */
    static FieldSet fieldSet(Schema schema, Map<String, Object> tree) {
        var set = new FieldSet();
        collect(schema, tree, List.of(), set);
        return set;
    }

    private static void collect(
            Schema schema, @Nullable Object value, List<PathElement> path, FieldSet set) {
        check(schema, value, path);
        if (!isSeparable(schema, value)) {
            if (!path.isEmpty()) {
                set.insert(path);
            }
            return;
        }
        if (value instanceof List<?>) {
            items(schema, Trees.list(value), FieldSet.shown(path))
                    .forEach((element, item) -> {
                        var below = append(path, element);
                        if (item instanceof Map<?, ?>) {
                            collect(schema.element(), item, below, set);
                        }
                        set.insert(below);
                    });
            return;
        }
        Trees.map(value)
                .orElseThrow()
                .forEach((key, item) -> {
                    var below = append(path, new PathElement.Name(key));
                    if (schema.kind() == Kind.STRUCT
                            && !schema.fields().containsKey(key)
                            && !schema.keepsUnknown()) {
                        throw new ManifestException(
                                FieldSet.shown(below) + ": field not declared in schema");
                    }
                    if (item != null) {
                        collect(schema.child(key), item, below, set);
                    }
                    boolean empty = item == null || (item instanceof Map<?, ?> m && m.isEmpty());
                    if (empty || !schema.fields().containsKey(key)) {
                        set.insert(below);
                    }
                });
    }

    private static void check(Schema schema, @Nullable Object value, List<PathElement> path) {
        if (value == null) {
            return;
        }
        var problem =
                switch (schema.kind()) {
                    case ANY -> "";
                    case STRUCT, MAP ->
                            value instanceof Map<?, ?>
                                    ? ""
                                    : "expected map, got " + described(value);
                    case LIST ->
                            value instanceof List<?>
                                    ? ""
                                    : "expected list, got " + described(value);
                    case STRING, TIME, BYTES ->
                            value instanceof String
                                    ? ""
                                    : "expected string, got " + described(value);
                    case INTEGER, LONG, NUMBER ->
                            value instanceof Number
                                    ? ""
                                    : "expected numeric (int or float), got " + described(value);
                    case BOOLEAN ->
                            value instanceof Boolean
                                    ? ""
                                    : "expected boolean, got " + described(value);
                    case INT_OR_STRING, QUANTITY ->
                            value instanceof Map<?, ?> || value instanceof List<?>
                                    ? "expected scalar, got " + described(value)
                                    : "";
                };
        if (!problem.isEmpty()) {
            throw new ManifestException(FieldSet.shown(path) + ": " + problem);
        }
    }

    private static String described(Object value) {
        return switch (value) {
            case Map<?, ?> _ -> "map";
            case List<?> _ -> "list";
            case String _ -> "string";
            case Boolean _ -> "boolean";
            default -> "number";
        };
    }

    private static List<PathElement> append(List<PathElement> path, PathElement element) {
        var longer = new ArrayList<PathElement>(path.size() + 1);
        longer.addAll(path);
        longer.add(element);
        return longer;
    }

    // --- merging -----------------------------------------------------------------------------

    /** The live tree with the applied one merged in; neither is changed. */
    static @Nullable Object merge(Schema schema, @Nullable Object live, @Nullable Object applied) {
        if (applied == null) {
            return Trees.copy(live);
        }
        if (live == null || !isSeparable(schema, applied) || !isSeparable(schema, live)) {
            return Trees.copy(applied);
        }
        if (applied instanceof List<?>) {
            return mergeLists(schema, live, applied);
        }
        var result = new LinkedHashMap<String, @Nullable Object>();
        var lives = Trees.map(live).orElse(Map.of());
        var changes = Trees.map(applied).orElseThrow();
        lives.forEach(
                (key, value) -> result.put(key, merge(schema.child(key), value, changes.get(key))));
        changes.forEach((key, value) -> {
            if (!lives.containsKey(key) && value != null) {
                result.put(key, Trees.copy(value));
            }
        });
        return result;
    }

    /**
     * Shared elements stand in the applied order; live ones keep their place before their
     * successor.
     */
    private static List<Object> mergeLists(Schema schema, Object live, Object applied) {
        var lives = lenientItems(schema, live);
        var changes = items(schema, Trees.list(applied), "");
        var result = new ArrayList<Object>();
        var left = new LinkedHashSet<>(lives.keySet());
        changes.forEach((element, item) -> {
            if (lives.containsKey(element)) {
                for (var before : List.copyOf(left)) {
                    if (before.equals(element)) {
                        break;
                    }
                    if (!changes.containsKey(before)) {
                        result.add(Objects.requireNonNull(Trees.copy(lives.get(before))));
                        left.remove(before);
                    }
                }
                left.remove(element);
                result.add(
                        Objects.requireNonNull(merge(schema.element(), lives.get(element), item)));
            } else {
                result.add(Objects.requireNonNull(Trees.copy(item)));
            }
        });
        left.stream()
                .filter(e -> !changes.containsKey(e))
                .forEach(e -> result.add(Objects.requireNonNull(Trees.copy(lives.get(e)))));
        return result;
    }

    // --- comparing ---------------------------------------------------------------------------

    static Comparison compare(
            Schema schema, Map<String, Object> before, Map<String, Object> after) {
        var comparison = new Comparison(new FieldSet(), new FieldSet(), new FieldSet());
        compareMaps(schema, before, after, List.of(), comparison);
        return comparison;
    }

    private static void compare(
            Schema schema,
            boolean hadBefore,
            @Nullable Object before,
            boolean hasAfter,
            @Nullable Object after,
            List<PathElement> path,
            Comparison into) {
        if (hadBefore && hasAfter && Objects.equals(before, after)) {
            return;
        }
        boolean separableBefore = !hadBefore || before == null || isSeparable(schema, before);
        boolean separableAfter = !hasAfter || after == null || isSeparable(schema, after);
        boolean anyContent =
                (before != null && !isEmptyTree(before)) || (after != null && !isEmptyTree(after));
        boolean leaf =
                !(separableBefore && separableAfter && anyContent)
                        || !(before instanceof Map<?, ?>
                                || before instanceof List<?>
                                || after instanceof Map<?, ?>
                                || after instanceof List<?>);
        if (leaf) {
            if (!hadBefore) {
                into.added().insert(path);
            } else if (!hasAfter) {
                into.removed().insert(path);
            } else {
                into.modified().insert(path);
            }
            return;
        }
        if (before instanceof List<?> || after instanceof List<?>) {
            compareLists(schema, before, after, path, into);
        } else {
            compareMaps(
                    schema,
                    Trees.map(before).orElse(Map.of()),
                    Trees.map(after).orElse(Map.of()),
                    path,
                    into);
        }
        if (!hadBefore) {
            into.added().insert(path);
        } else if (!hasAfter) {
            into.removed().insert(path);
        }
    }

    private static boolean isEmptyTree(Object value) {
        return (value instanceof Map<?, ?> m && m.isEmpty())
                || (value instanceof List<?> l && l.isEmpty());
    }

    private static void compareMaps(
            Schema schema,
            Map<String, Object> before,
            Map<String, Object> after,
            List<PathElement> path,
            Comparison into) {
        var keys = new LinkedHashSet<>(before.keySet());
        keys.addAll(after.keySet());
        for (var key : keys) {
            compare(
                    schema.child(key),
                    before.containsKey(key),
                    before.get(key),
                    after.containsKey(key),
                    after.get(key),
                    append(path, new PathElement.Name(key)),
                    into);
        }
    }

    private static void compareLists(
            Schema schema,
            @Nullable Object before,
            @Nullable Object after,
            List<PathElement> path,
            Comparison into) {
        var old = lenientItems(schema, before);
        var now = lenientItems(schema, after);
        var keys = new LinkedHashSet<>(old.keySet());
        keys.addAll(now.keySet());
        for (var key : keys) {
            compare(
                    schema.element(),
                    old.containsKey(key),
                    old.get(key),
                    now.containsKey(key),
                    now.get(key),
                    append(path, key),
                    into);
        }
    }

    // --- removing ----------------------------------------------------------------------------

    /** The tree without the members of a set; maps and lists that become empty by that vanish. */
    static @Nullable Object remove(Schema schema, @Nullable Object value, FieldSet gone) {
        if (gone.isEmpty() || !isSeparable(schema, value)) {
            return value;
        }
        if (value instanceof List<?>) {
            var kept = new ArrayList<Object>();
            var defaults = keyDefaults(schema);
            for (var item : Trees.list(value)) {
                var element =
                        schema.listType() == ListType.SET
                                ? new PathElement.Value(item)
                                : PathElement.keyOf(
                                        Trees.map(item).orElse(Map.of()),
                                        schema.listKeys(),
                                        defaults);
                if (gone.has(element)) {
                    continue;
                }
                var left = remove(schema.element(), item, gone.below(element));
                if (left != null) {
                    kept.add(left);
                }
            }
            return kept.isEmpty() ? null : kept;
        }
        var kept = new LinkedHashMap<String, Object>();
        Trees.map(value)
                .orElseThrow()
                .forEach((key, item) -> {
                    var element = new PathElement.Name(key);
                    if (gone.has(element)) {
                        return;
                    }
                    var below = gone.below(element);
                    var left = below.isEmpty() ? item : remove(schema.child(key), item, below);
                    if (left != null || item == null) {
                        kept.put(key, left);
                    }
                });
        return kept.isEmpty() ? null : kept;
    }
}
