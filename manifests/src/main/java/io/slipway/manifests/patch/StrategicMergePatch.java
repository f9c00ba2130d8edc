package io.slipway.manifests.patch;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.schema.Field;
import io.slipway.manifests.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes' strategic merge patch: a merge patch in which lists merge by the key that their type
 * names, with the directives {@code $patch}, {@code $retainKeys}, {@code
 * $deleteFromPrimitiveList/field} and {@code $setElementOrder/field}. Stateless; trees given are
 * left as they are. With {@link Schema#any()} it is a JSON merge patch.
 */
public final class StrategicMergePatch {

    static final String PATCH = "$patch";
    static final String RETAIN_KEYS = "$retainKeys";
    static final String DELETE_FROM = "$deleteFromPrimitiveList/";
    static final String ORDER = "$setElementOrder/";

    private StrategicMergePatch() {}

    /**
     * The patched copy of an object.
     *
     * @throws ManifestException when a directive is wrong or a list element has no merge key
     */
    public static Map<String, Object> apply(
            Schema schema, Map<String, Object> target, Map<String, Object> patch) {
        return mergeMaps(schema, target, patch);
    }

    /**
     * The patch that brings a live object to a modified configuration: what was in the original
     * configuration and is no longer goes, what the modified one says is set, all else stays.
     *
     * @param original the configuration applied last; empty when there was none
     */
    public static Map<String, Object> threeWay(
            Schema schema,
            Map<String, Object> original,
            Map<String, Object> modified,
            Map<String, Object> current) {
        return ThreeWay.maps(schema, original, modified, current);
    }

    private static Map<String, Object> mergeMaps(
            Schema schema, Map<String, Object> target, Map<String, Object> patch) {
        var directive = patch.get(PATCH);
        if (directive != null) {
            switch (String.valueOf(directive)) {
                case "replace" -> {
                    return stripped(schema, patch);
                }
                case "delete" -> {
                    return new LinkedHashMap<>();
                }
                case "merge" -> {}
                default ->
                        throw new ManifestException("unknown patch directive $patch: " + directive);
            }
        }
        var result = Trees.copyMap(target);
        retainKeys(patch, result);
        patch.forEach((key, value) -> {
            if (key.startsWith(DELETE_FROM)) {
                deleteFrom(result, key.substring(DELETE_FROM.length()), Trees.list(value));
            }
        });
        patch.forEach((key, value) -> {
            if (key.startsWith("$")) {
                return;
            }
            if (value == null) {
                result.remove(key);
            } else {
                result.put(
                        key,
                        mergeField(schema, key, result.get(key), value, patch.get(ORDER + key)));
            }
        });
        patch.forEach((key, value) -> {
            if (key.startsWith(ORDER) && !patch.containsKey(key.substring(ORDER.length()))) {
                reorder(schema, result, key.substring(ORDER.length()), Trees.list(value));
            }
        });
        return result;
    }

    private static void retainKeys(Map<String, Object> patch, Map<String, Object> result) {
        if (!patch.containsKey(RETAIN_KEYS)) {
            return;
        }
        var retained = Trees.list(patch.get(RETAIN_KEYS));
        for (var key : patch.keySet()) {
            if (!key.startsWith("$") && patch.get(key) != null && !retained.contains(key)) {
                throw new ManifestException(
                        "$retainKeys does not name " + key + ", which the patch sets");
            }
        }
        result.keySet().removeIf(key -> !retained.contains(key));
    }

    private static void deleteFrom(Map<String, Object> result, String field, List<Object> gone) {
        if (result.get(field) instanceof List<?> list) {
            var left = new ArrayList<Object>(list);
            left.removeAll(gone);
            result.put(field, left);
        }
    }

    private static @Nullable Object mergeField(
            Schema schema, String key, @Nullable Object old, Object value, @Nullable Object order) {
        var child = schema.child(key);
        if (value instanceof Map<?, ?>) {
            var target = Trees.map(old).orElse(Map.of());
            return mergeMaps(child, target, Trees.map(value).orElseThrow());
        }
        if (value instanceof List<?>) {
            var field = schema.field(key).filter(Field::mergePatch);
            var items = Trees.list(value);
            return field.isPresent()
                    ? mergeLists(
                            field.get(),
                            Trees.list(old),
                            items,
                            order == null ? List.of() : Trees.list(order))
                    : Trees.copy(items);
        }
        return value;
    }

    private static List<Object> mergeLists(
            Field field, List<Object> old, List<Object> patch, List<Object> order) {
        var element = field.schema().element();
        if (field.mergeKey().isEmpty()) {
            var union = new LinkedHashSet<>(old);
            union.addAll(patch);
            return ordered(new ArrayList<>(union), old, order.isEmpty() ? patch : order, v -> v);
        }
        var key = field.mergeKey();
        boolean replace =
                patch.stream()
                        .anyMatch(p ->
                                Trees.stringAt(p, PATCH).filter("replace"::equals).isPresent());
        if (replace) {
            return replaced(patch, key);
        }
        var result = new ArrayList<@Nullable Object>(Trees.list(Trees.copy(old)));
        var places = places(Trees.list(result), v -> Trees.at(v, key).orElse(null));
        for (var item : patch) {
            var map =
                    Trees.map(item)
                            .orElseThrow(() ->
                                    new ManifestException(
                                            "a patch of list " + field.name() + " must hold maps"));
            var directive = Trees.stringAt(map, PATCH).orElse("");
            var name =
                    Optional.ofNullable(map.get(key))
                            .orElseThrow(() ->
                                    new ManifestException(
                                            "map: "
                                                    + map.keySet()
                                                    + " does not contain declared merge key: "
                                                    + key));
            if (directive.equals("delete")) {
                places.getOrDefault(name, List.of()).forEach(at -> result.set(at, null));
                places.remove(name);
                continue;
            }
            int at = first(places, name);
            var live =
                    at < 0 ? Map.<String, Object>of() : Trees.map(result.get(at)).orElse(Map.of());
            var merged = mergeMaps(element, live, map);
            merged.remove(PATCH);
            if (at < 0) {
                places.computeIfAbsent(name, _ -> new ArrayList<>()).add(result.size());
                result.add(merged);
            } else {
                result.set(at, merged);
            }
        }
        result.removeIf(Objects::isNull);
        return ordered(
                Trees.list(result),
                old,
                order.isEmpty() ? patch : order,
                v -> Trees.at(v, key).orElse(v));
    }

    /** What a list that replaces the whole of another leaves: its elements, each as it is. */
    private static List<Object> replaced(List<Object> patch, String key) {
        var result = new ArrayList<Object>();
        for (var item : patch) {
            Trees.map(item)
                    .filter(m -> m.containsKey(key))
                    .filter(m -> !Trees.stringAt(m, PATCH).filter("delete"::equals).isPresent())
                    .map(Trees::copyMap)
                    .ifPresent(m -> {
                        m.remove(PATCH);
                        result.add(m);
                    });
        }
        return result;
    }

    private interface Naming {
        Object of(Object element);
    }

    /**
     * Elements of the order list (without one: those of the patch) stand in its order; the others
     * keep their place beside them, and new ones come first.
     */
    private static List<Object> ordered(
            List<Object> merged, List<Object> old, List<Object> order, Naming naming) {
        if (order.isEmpty()) {
            return merged;
        }
        var names = new LinkedHashSet<>(order.stream().map(naming::of).toList());
        var before = places(old, naming::of);
        var now = places(merged, naming::of);
        var listed = new ArrayList<Object>();
        for (var name : names) {
            int at = first(now, name);
            if (at >= 0) {
                listed.add(merged.get(at));
            }
        }
        var others = merged.stream().filter(m -> !names.contains(naming.of(m))).toList();
        var result = new ArrayList<Object>();
        int next = 0;
        for (var item : listed) {
            int at = first(before, naming.of(item));
            while (next < others.size()
                    && at >= 0
                    && first(before, naming.of(others.get(next))) < at) {
                result.add(others.get(next++));
            }
            result.add(item);
        }
        result.addAll(others.subList(next, others.size()));
        return result;
    }

    private static void reorder(
            Schema schema, Map<String, Object> result, String name, List<Object> order) {
        var field = schema.field(name).filter(Field::mergePatch);
        if (field.isEmpty() || !(result.get(name) instanceof List<?>)) {
            return;
        }
        var list = Trees.list(result.get(name));
        var key = field.get().mergeKey();
        result.put(
                name,
                ordered(list, list, order, v -> key.isEmpty() ? v : Trees.at(v, key).orElse(v)));
    }

    /** Where elements of each name stand; long lists would take too long to be searched. */
    private static Map<Object, List<Integer>> places(
            List<Object> list, Function<Object, @Nullable Object> naming) {
        var places = new HashMap<Object, List<Integer>>();
        for (int i = 0; i < list.size(); i++) {
            var name = naming.apply(list.get(i));
            if (name != null) {
                places.computeIfAbsent(name, _ -> new ArrayList<>()).add(i);
            }
        }
        return places;
    }

    private static int first(Map<Object, List<Integer>> places, Object name) {
        var found = places.get(name);
        return found == null ? -1 : found.getFirst();
    }

    private static Map<String, Object> stripped(Schema schema, Map<String, Object> patch) {
        var bare = new LinkedHashMap<>(patch);
        bare.remove(PATCH);
        return mergeMaps(schema, Map.of(), bare);
    }

    /** Makes three-way patches. */
    private static final class ThreeWay {

        private ThreeWay() {}

        static Map<String, Object> maps(
                Schema schema,
                Map<String, Object> original,
                Map<String, Object> modified,
                Map<String, Object> current) {
            var patch = new LinkedHashMap<String, @Nullable Object>();
            original.keySet().stream()
                    .filter(k -> !modified.containsKey(k) && current.containsKey(k))
                    .forEach(k -> patch.put(k, null));
            modified.forEach((key, wanted) -> {
                if (wanted == null) {
                    if (current.get(key) != null) {
                        patch.put(key, null);
                    }
                } else {
                    field(schema, key, original.get(key), wanted, current.get(key), patch);
                }
            });
            return patch;
        }

        private static void field(
                Schema schema,
                String key,
                @Nullable Object original,
                Object wanted,
                @Nullable Object current,
                Map<String, @Nullable Object> patch) {
            var field = schema.field(key);
            if (wanted instanceof Map<?, ?> && current instanceof Map<?, ?>) {
                var wantedMap = Trees.map(wanted).orElseThrow();
                var inner =
                        maps(
                                schema.child(key),
                                Trees.map(original).orElse(Map.of()),
                                wantedMap,
                                Trees.map(current).orElseThrow());
                if (!inner.isEmpty()) {
                    if (field.filter(Field::retainKeys).isPresent()) {
                        inner.put(
                                RETAIN_KEYS,
                                wantedMap.keySet().stream().sorted().<Object>map(k -> k).toList());
                    }
                    patch.put(key, inner);
                }
            } else if (wanted instanceof List<?>
                    && current instanceof List<?>
                    && field.filter(Field::mergePatch).isPresent()) {
                lists(
                        field.get(),
                        Trees.list(original),
                        Trees.list(wanted),
                        Trees.list(current),
                        patch);
            } else if (!Objects.equals(wanted, current)) {
                patch.put(key, Trees.copy(wanted));
            }
        }

        private static void lists(
                Field field,
                List<Object> original,
                List<Object> wanted,
                List<Object> current,
                Map<String, @Nullable Object> patch) {
            if (field.mergeKey().isEmpty()) {
                sets(field, original, wanted, current, patch);
                return;
            }
            var key = field.mergeKey();
            if (isAmbiguous(wanted, key)) {
                ambiguous(field, original, wanted, current, patch);
                return;
            }
            Function<Object, @Nullable Object> naming = v -> Trees.at(v, key).orElse(null);
            var there = places(current, naming);
            var before = places(original, naming);
            var asked = places(wanted, naming);
            var changes = new ArrayList<Object>();
            var order = new ArrayList<Object>();
            for (var item : wanted) {
                var name =
                        Trees.at(item, key)
                                .orElseThrow(() ->
                                        new ManifestException(
                                                "an element of "
                                                        + field.name()
                                                        + " has no merge key "
                                                        + key));
                order.add(Map.of(key, name));
                int at = first(there, name);
                if (at < 0) {
                    changes.add(Objects.requireNonNull(Trees.copy(item)));
                    continue;
                }
                int was = first(before, name);
                var inner =
                        maps(
                                field.schema().element(),
                                was < 0 ? Map.of() : Trees.map(original.get(was)).orElse(Map.of()),
                                Trees.map(item).orElseThrow(),
                                Trees.map(current.get(at)).orElseThrow());
                if (!inner.isEmpty()) {
                    inner.put(key, name);
                    changes.add(inner);
                }
            }
            for (var item : original) {
                Trees.at(item, key)
                        .filter(name -> !asked.containsKey(name) && there.containsKey(name))
                        .ifPresent(name -> {
                            var gone = new LinkedHashMap<String, Object>();
                            gone.put(PATCH, "delete");
                            gone.put(key, name);
                            changes.add(gone);
                        });
            }
            boolean moved =
                    !sameOrder(
                            order.stream().map(o -> Trees.at(o, key).orElseThrow()).toList(),
                            current,
                            key);
            if (!changes.isEmpty() || moved) {
                patch.put(ORDER + field.name(), order);
            }
            if (!changes.isEmpty()) {
                patch.put(field.name(), changes);
            }
        }

        private static boolean isAmbiguous(List<Object> list, String key) {
            var names = list.stream().flatMap(i -> Trees.at(i, key).stream()).toList();
            return names.stream().distinct().count() < names.size();
        }

        /**
         * Two elements of one name, as two ports of one number and different protocols: they are
         * told apart by their place, and where one differs, the whole list is replaced.
         */
        private static void ambiguous(
                Field field,
                List<Object> original,
                List<Object> wanted,
                List<Object> current,
                Map<String, @Nullable Object> patch) {
            boolean same = wanted.size() == current.size();
            for (int i = 0; i < wanted.size() && same; i++) {
                same =
                        maps(
                                        field.schema().element(),
                                        i < original.size()
                                                ? Trees.map(original.get(i)).orElse(Map.of())
                                                : Map.of(),
                                        Trees.map(wanted.get(i)).orElse(Map.of()),
                                        Trees.map(current.get(i)).orElse(Map.of()))
                                .isEmpty();
            }
            if (!same) {
                var whole = new ArrayList<Object>();
                whole.add(Map.of(PATCH, "replace"));
                whole.addAll(Trees.list(Trees.copy(wanted)));
                patch.put(field.name(), whole);
            }
        }

        private static boolean sameOrder(List<Object> names, List<Object> current, String key) {
            var wanted = new HashSet<>(names);
            var there =
                    current.stream()
                            .flatMap(c -> Trees.at(c, key).stream())
                            .filter(wanted::contains)
                            .toList();
            var known = new HashSet<>(there);
            return there.equals(names.stream().filter(known::contains).toList());
        }

        private static void sets(
                Field field,
                List<Object> original,
                List<Object> wanted,
                List<Object> current,
                Map<String, @Nullable Object> patch) {
            var there = new HashSet<>(current);
            var asked = new HashSet<>(wanted);
            var added = wanted.stream().filter(w -> !there.contains(w)).toList();
            var gone =
                    original.stream().filter(o -> !asked.contains(o) && there.contains(o)).toList();
            if (!gone.isEmpty()) {
                patch.put(DELETE_FROM + field.name(), gone);
            }
            if (!added.isEmpty() || !gone.isEmpty()) {
                patch.put(ORDER + field.name(), wanted);
            }
            if (!added.isEmpty()) {
                patch.put(field.name(), added);
            }
        }
    }
}
