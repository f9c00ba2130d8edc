package io.slipway.manifests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reading and copying the plain trees that objects consist of. Stateless. */
public final class Trees {

    private Trees() {}

    /** A deep copy whose maps and lists may be changed freely. */
    @SuppressWarnings("unchecked")
    public static <T> @Nullable T copy(@Nullable T tree) {
        return switch (tree) {
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<String, @Nullable Object>(map.size() * 4 / 3 + 1);
                map.forEach((k, v) -> copy.put((String) k, copy(v)));
                yield (T) copy;
            }
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>(list.size());
                list.forEach(v -> copy.add(copy(v)));
                yield (T) copy;
            }
            case null, default -> tree;
        };
    }

    /** A deep copy of a map. */
    public static Map<String, Object> copyMap(Map<String, Object> map) {
        var copy = new LinkedHashMap<String, Object>(map.size() * 4 / 3 + 1);
        map.forEach((k, v) -> copy.put(k, copy(v)));
        return copy;
    }

    /** The value as a map, when it is one. */
    @SuppressWarnings("unchecked")
    public static Optional<Map<String, Object>> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map
                ? Optional.of((Map<String, Object>) map)
                : Optional.empty();
    }

    /** The value as a list; empty when it is none. */
    @SuppressWarnings("unchecked")
    public static List<Object> list(@Nullable Object value) {
        return value instanceof List<?> list ? (List<Object>) list : List.of();
    }

    /** What stands at these field names below a map; empty when missing, null, or not reachable. */
    public static Optional<Object> at(@Nullable Object tree, String... fields) {
        var current = tree;
        for (var field : fields) {
            if (!(current instanceof Map<?, ?> map)) {
                return Optional.empty();
            }
            current = map.get(field);
        }
        return Optional.ofNullable(current);
    }

    /** The text at these field names; empty when it is no string. */
    public static Optional<String> stringAt(@Nullable Object tree, String... fields) {
        return at(tree, fields).filter(String.class::isInstance).map(String.class::cast);
    }

    /** The whole number at these field names; empty when it is none. */
    public static Optional<Long> longAt(@Nullable Object tree, String... fields) {
        return at(tree, fields).filter(Long.class::isInstance).map(Long.class::cast);
    }

    /** Whether {@code true} stands at these field names. */
    public static boolean isTrueAt(@Nullable Object tree, String... fields) {
        return at(tree, fields).filter(Boolean.TRUE::equals).isPresent();
    }

    /** The map at these field names; empty when there is none. */
    public static Map<String, Object> mapAt(@Nullable Object tree, String... fields) {
        return at(tree, fields).flatMap(Trees::map).orElse(Map.of());
    }

    /** The list at these field names; empty when there is none. */
    public static List<Object> listAt(@Nullable Object tree, String... fields) {
        return at(tree, fields).map(Trees::list).orElse(List.of());
    }

    /** Sets a value below a mutable map, making the maps on the way. */
    public static void put(Map<String, Object> tree, @Nullable Object value, String... fields) {
        var current = tree;
        for (int i = 0; i < fields.length - 1; i++) {
            var next = map(current.get(fields[i])).orElse(null);
            if (next == null) {
                next = new LinkedHashMap<>();
                current.put(fields[i], next);
            }
            current = next;
        }
        current.put(fields[fields.length - 1], value);
    }
}
