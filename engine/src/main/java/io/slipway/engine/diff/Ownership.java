package io.slipway.engine.diff;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who owns a place in an object, from its {@code managedFields}: at each step down, those managers
 * whose field sets still have something there. Immutable.
 */
record Ownership(List<Entry> entries) {

    /** A manager's field set, as far as it goes below this place. */
    record Entry(String manager, Map<String, Object> fields) {}

    static Ownership of(ResourceObject object) {
        return of(object, _ -> true);
    }

    static Ownership of(ResourceObject object, Predicate<String> managers) {
        var entries = new ArrayList<Entry>();
        for (var item : Trees.listAt(object.tree(), "metadata", "managedFields")) {
            var manager = Trees.stringAt(item, "manager").orElse("");
            if (managers.test(manager)) {
                entries.add(new Entry(manager, Trees.mapAt(item, "fieldsV1")));
            }
        }
        return new Ownership(entries);
    }

    boolean isNobodys() {
        return entries.isEmpty();
    }

    List<String> managers() {
        return List.copyOf(new TreeSet<>(entries.stream().map(Entry::manager).toList()));
    }

    Ownership field(String name) {
        return below("f:" + name);
    }

    /** Whether elements of a list here are told apart by keys or values. */
    boolean hasElements() {
        return entries.stream()
                .anyMatch(e -> e.fields().keySet().stream().anyMatch(Ownership::isElement));
    }

    /** The element of a list that looks like this one. */
    Ownership element(@Nullable Object element, int index) {
        var found = new ArrayList<Entry>();
        for (var entry : entries) {
            entry.fields()
                    .forEach((key, value) -> {
                        if (isKeyOf(key, element) || key.equals("i:" + index)) {
                            found.add(
                                    new Entry(entry.manager(), Trees.map(value).orElse(Map.of())));
                        }
                    });
        }
        return new Ownership(found);
    }

    /** The keys by which this element is told apart; empty when it is by none. */
    List<String> keysOf(@Nullable Object element) {
        return entries.stream()
                .flatMap(e -> e.fields().keySet().stream())
                .filter(k -> isElement(k) && isKeyOf(k, element))
                .distinct()
                .toList();
    }

    private static boolean isElement(String key) {
        return key.startsWith("k:") || key.startsWith("v:");
    }

    private static boolean isKeyOf(String key, @Nullable Object element) {
        try {
            if (key.startsWith("v:")) {
                return Objects.equals(Json.read(key.substring(2)), element);
            }
            if (!key.startsWith("k:") || !(element instanceof Map<?, ?> map)) {
                return false;
            }
            return Json.readObject(key.substring(2)).entrySet().stream()
                    .allMatch(e ->
                            Objects.equals(map.get(e.getKey()), e.getValue()) || isDefault(e, map));
        } catch (ManifestException _) {
            return false;
        }
    }

    /** A port's protocol may be missing in the object and stand in the key. */
    private static boolean isDefault(Map.Entry<String, Object> key, Map<?, ?> element) {
        return !element.containsKey(key.getKey()) && "TCP".equals(key.getValue());
    }

    private Ownership below(String key) {
        var found = new ArrayList<Entry>();
        for (var entry : entries) {
            var fields = entry.fields().get(key);
            if (fields != null) {
                found.add(new Entry(entry.manager(), Trees.map(fields).orElse(Map.of())));
            }
        }
        return new Ownership(found);
    }
}
