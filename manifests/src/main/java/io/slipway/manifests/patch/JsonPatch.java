package io.slipway.manifests.patch;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A JSON patch (RFC 6902). Immutable; {@link #apply} leaves its argument as it was.
 *
 * @param operations in the order in which they are applied
 */
public record JsonPatch(List<Operation> operations) {

    public JsonPatch {
        operations = List.copyOf(operations);
    }

    /**
     * One operation.
     *
     * @param op add, remove, replace, move, copy or test
     * @param from only of move and copy
     * @param value only of add, replace and test
     */
    public record Operation(
            String op, JsonPointer path, @Nullable JsonPointer from, @Nullable Object value) {}

    /**
     * The patch that a tree (a list of operations) describes.
     *
     * @throws ManifestException when it describes none
     */
    public static JsonPatch of(@Nullable Object tree) {
        if (!(tree instanceof List<?> list)) {
            throw new ManifestException("a JSON patch must be a list of operations");
        }
        var operations = new ArrayList<Operation>();
        for (var item : list) {
            var map =
                    Trees.map(item)
                            .orElseThrow(() ->
                                    new ManifestException(
                                            "an operation of a JSON patch must be a map"));
            var op =
                    Trees.stringAt(map, "op")
                            .orElseThrow(() ->
                                    new ManifestException(
                                            "an operation of a JSON patch has no op"));
            var path =
                    JsonPointer.parse(
                            Trees.stringAt(map, "path")
                                    .orElseThrow(() ->
                                            new ManifestException(
                                                    "JSON patch operation "
                                                            + op
                                                            + " has no path")));
            switch (op) {
                case "add", "replace", "test" -> {
                    if (!map.containsKey("value")) {
                        throw new ManifestException(
                                "JSON patch operation " + op + " " + path + " has no value");
                    }
                    operations.add(new Operation(op, path, null, map.get("value")));
                }
                case "remove" -> operations.add(new Operation(op, path, null, null));
                case "move", "copy" ->
                        operations.add(
                                new Operation(
                                        op,
                                        path,
                                        JsonPointer.parse(
                                                Trees.stringAt(map, "from")
                                                        .orElseThrow(() ->
                                                                new ManifestException(
                                                                        "JSON patch operation "
                                                                                + op
                                                                                + " has no from"))),
                                        null));
                default -> throw new ManifestException("unknown JSON patch operation " + op);
            }
        }
        return new JsonPatch(operations);
    }

    /**
     * The patched copy of a tree.
     *
     * @throws ManifestException when an operation does not fit; the message names it
     */
    public @Nullable Object apply(@Nullable Object tree) {
        var holder = new LinkedHashMap<String, @Nullable Object>();
        holder.put("", Trees.copy(tree));
        for (var operation : operations) {
            apply(operation, holder);
        }
        return holder.get("");
    }

    private static void apply(Operation operation, Map<String, @Nullable Object> holder) {
        var path = operation.path();
        switch (operation.op()) {
            case "add" -> add(holder, path, Trees.copy(operation.value()));
            case "remove" -> remove(holder, path);
            case "replace" -> {
                get(holder, path, "replace");
                set(holder, path, Trees.copy(operation.value()));
            }
            case "move" ->
                    add(holder, path, remove(holder, Objects.requireNonNull(operation.from())));
            case "copy" ->
                    add(
                            holder,
                            path,
                            Trees.copy(
                                    get(holder, Objects.requireNonNull(operation.from()), "copy")));
            case "test" -> {
                var found = get(holder, path, "test");
                if (!Objects.equals(found, operation.value())) {
                    throw new ManifestException("JSON patch test of " + path + " failed");
                }
            }
            default -> throw new IllegalStateException(operation.op());
        }
    }

    private static @Nullable Object get(
            Map<String, @Nullable Object> holder, JsonPointer path, String op) {
        @Nullable Object current = holder.get("");
        for (var token : path.tokens()) {
            current =
                    switch (current) {
                        case Map<?, ?> map when map.containsKey(token) -> map.get(token);
                        case List<?> list -> list.get(index(list, token, path, false));
                        case null, default ->
                                throw new ManifestException(
                                        "JSON patch " + op + ": path " + path + " does not exist");
                    };
        }
        return current;
    }

    @SuppressWarnings("unchecked")
    private static void add(
            Map<String, @Nullable Object> holder, JsonPointer path, @Nullable Object value) {
        switch (parent(holder, path)) {
            case Map<?, ?> map -> ((Map<String, @Nullable Object>) map).put(last(path), value);
            case List<?> list ->
                    ((List<@Nullable Object>) list).add(index(list, last(path), path, true), value);
            case null, default -> throw missing(path);
        }
    }

    @SuppressWarnings("unchecked")
    private static void set(
            Map<String, @Nullable Object> holder, JsonPointer path, @Nullable Object value) {
        switch (parent(holder, path)) {
            case Map<?, ?> map -> ((Map<String, @Nullable Object>) map).put(last(path), value);
            case List<?> list ->
                    ((List<@Nullable Object>) list)
                            .set(index(list, last(path), path, false), value);
            case null, default -> throw missing(path);
        }
    }

    private static @Nullable Object remove(Map<String, @Nullable Object> holder, JsonPointer path) {
        return switch (parent(holder, path)) {
            case Map<?, ?> map when map.containsKey(last(path)) -> map.remove(last(path));
            case List<?> list -> list.remove(index(list, last(path), path, false));
            case null, default -> throw missing(path);
        };
    }

    private static @Nullable Object parent(Map<String, @Nullable Object> holder, JsonPointer path) {
        if (path.tokens().isEmpty()) {
            return holder;
        }
        return get(
                holder,
                new JsonPointer(path.tokens().subList(0, path.tokens().size() - 1)),
                "operation");
    }

    private static String last(JsonPointer path) {
        return path.tokens().isEmpty() ? "" : path.tokens().getLast();
    }

    private static int index(List<?> list, String token, JsonPointer path, boolean adding) {
        if (adding && token.equals("-")) {
            return list.size();
        }
        try {
            int index = Integer.parseInt(token);
            if (index >= 0 && index < list.size() + (adding ? 1 : 0) && !token.startsWith("+")) {
                return index;
            }
        } catch (NumberFormatException e) {
            throw new ManifestException(
                    "JSON patch: " + token + " in " + path + " is no index of a list", e);
        }
        throw new ManifestException(
                "JSON patch: index " + token + " in " + path + " is outside the list");
    }

    private static ManifestException missing(JsonPointer path) {
        return new ManifestException("JSON patch: path " + path + " does not exist");
    }
}
