package io.slipway.kustomize.patch;

import io.slipway.kustomize.node.OldYaml;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.manifests.yaml.TextLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A list of RFC 6902 operations with the liberties of kustomize's library: negative indexes, and
 * paths that are not checked before they are used. Immutable.
 */
public final class JsonOperations {

    private record Operation(
            String op, Optional<String> path, Optional<String> from, @Nullable Object value) {}

    private final List<Operation> operations;

    private JsonOperations(List<Operation> operations) {
        this.operations = operations;
    }

    /**
     * The operations of a text: JSON when it starts with {@code [}, else YAML 1.1.
     *
     * @throws KustomizeException when it holds no list of operations
     */
    public static JsonOperations parse(String text, TextLimits limits) {
        if (text.isEmpty()) {
            throw new KustomizeException("empty json patch operations");
        }
        Object tree;
        try {
            tree = text.startsWith("[") ? Json.read(text) : OldYaml.read(text, limits);
        } catch (ManifestException e) {
            throw new KustomizeException("unable to parse json patch: " + e.getMessage());
        }
        return of(tree);
    }

    /** The operations of a tree. */
    private static JsonOperations of(@Nullable Object tree) {
        if (tree == null) {
            return new JsonOperations(List.of());
        }
        if (!(tree instanceof List<?> list)) {
            throw new KustomizeException(
                    "json: cannot unmarshal object into Go value of type jsonpatch.Patch");
        }
        var operations = new ArrayList<Operation>();
        for (var item : list) {
            if (item == null) {
                operations.add(new Operation("unknown", Optional.empty(), Optional.empty(), null));
                continue;
            }
            if (!(item instanceof Map<?, ?> map)) {
                throw new KustomizeException(
                        "json: cannot unmarshal into Go value of type jsonpatch.Operation");
            }
            operations.add(
                    new Operation(
                            map.get("op") instanceof String op ? op : "unknown",
                            Trees.stringAt(map, "path"),
                            Trees.stringAt(map, "from"),
                            map.get("value")));
        }
        return new JsonOperations(List.copyOf(operations));
    }

    public boolean isEmpty() {
        return operations.isEmpty();
    }

    /**
     * The patched tree; the argument may be changed.
     *
     * @throws KustomizeException when an operation does not fit
     */
    public Map<String, Object> apply(Map<String, Object> tree) {
        var document = tree;
        for (var operation : operations) {
            document = apply(document, operation);
        }
        return document;
    }

    private static Map<String, Object> apply(Map<String, Object> document, Operation operation) {
        var path = operation.path.orElse("");
        switch (operation.op) {
            case "add" -> add(document, path, Trees.copy(operation.value), "add");
            case "remove" -> remove(document, path, "remove");
            case "replace" -> {
                if (operation.path.isPresent() && path.isEmpty()) {
                    return Trees.map(Trees.copy(operation.value))
                            .orElseThrow(() ->
                                    new KustomizeException(
                                            "replace operation hit the root with no object"));
                }
                replace(document, path, Trees.copy(operation.value));
            }
            case "move" -> {
                var from =
                        operation.from.orElseThrow(() ->
                                new KustomizeException(
                                        "move operation failed to decode from: missing from"));
                var value = remove(document, from, "move");
                add(document, path, value, "move");
            }
            case "copy" -> {
                var from =
                        operation.from.orElseThrow(() ->
                                new KustomizeException(
                                        "copy operation failed to decode from: missing from"));
                add(document, path, Trees.copy(get(document, from, "copy")), "copy");
            }
            case "test" -> test(document, path, operation.value);
            default -> throw new KustomizeException("Unexpected kind: " + operation.op);
        }
        return document;
    }

    private record Spot(Object container, String key) {}

    private static Spot spot(Map<String, Object> document, String path, String op) {
        var parts = path.split("/", -1);
        if (parts.length < 2) {
            throw missing(op, path);
        }
        @Nullable Object current = document;
        for (int i = 1; i < parts.length - 1; i++) {
            current = child(current, unescape(parts[i]));
            if (!(current instanceof Map<?, ?>) && !(current instanceof List<?>)) {
                throw missing(op, path);
            }
        }
        return new Spot(Objects.requireNonNull(current), unescape(parts[parts.length - 1]));
    }

    private static @Nullable Object child(@Nullable Object container, String key) {
        if (container instanceof Map<?, ?> map) {
            return map.get(key);
        }
        if (container instanceof List<?> list) {
            int index = number(key).orElse(Integer.MAX_VALUE);
            index = index < 0 ? index + list.size() : index;
            return index >= 0 && index < list.size() ? list.get(index) : null;
        }
        return null;
    }

    private static Optional<Integer> number(String key) {
        try {
            return Optional.of(Integer.parseInt(key));
        } catch (NumberFormatException e) {
            // Not a number: the caller reports it in its own words.
            return Optional.empty();
        }
    }

    private static String unescape(String part) {
        return part.indexOf('~') < 0 ? part : part.replace("~1", "/").replace("~0", "~");
    }

    @SuppressWarnings("unchecked")
    private static void add(
            Map<String, Object> document, String path, @Nullable Object value, String op) {
        var spot = spot(document, path, op);
        if (spot.container instanceof Map<?, ?> map) {
            ((Map<String, @Nullable Object>) map).put(spot.key, value);
            return;
        }
        var list = (List<@Nullable Object>) spot.container;
        if (spot.key.equals("-")) {
            list.add(value);
            return;
        }
        int index =
                number(spot.key)
                        .orElseThrow(() ->
                                fail(
                                        op,
                                        path,
                                        "value was not a proper array index: '" + spot.key + "'"));
        if (index > list.size() || index < -list.size() - 1) {
            throw fail(op, path, "Unable to access invalid index: " + index);
        }
        list.add(index < 0 ? index + list.size() + 1 : index, value);
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object remove(Map<String, Object> document, String path, String op) {
        var spot = spot(document, path, op);
        if (spot.container instanceof Map<?, ?> map) {
            if (!map.containsKey(spot.key)) {
                throw fail(op, path, "Unable to remove nonexistent key: " + spot.key);
            }
            return ((Map<String, @Nullable Object>) map).remove(spot.key);
        }
        var list = (List<@Nullable Object>) spot.container;
        return list.remove(index(list, spot.key, op, path));
    }

    @SuppressWarnings("unchecked")
    private static void replace(Map<String, Object> document, String path, @Nullable Object value) {
        var spot = spot(document, path, "replace");
        if (spot.container instanceof Map<?, ?> map) {
            ((Map<String, @Nullable Object>) map).put(spot.key, value);
            return;
        }
        var list = (List<@Nullable Object>) spot.container;
        list.set(index(list, spot.key, "replace", path), value);
    }

    private static @Nullable Object get(Map<String, Object> document, String path, String op) {
        if (path.isEmpty()) {
            return document;
        }
        var spot = spot(document, path, op);
        if (spot.container instanceof Map<?, ?> map) {
            return map.get(spot.key);
        }
        var list = (List<?>) spot.container;
        return list.get(index(list, spot.key, op, path));
    }

    private static int index(List<?> list, String key, String op, String path) {
        int index =
                number(key)
                        .orElseThrow(() ->
                                fail(
                                        op,
                                        path,
                                        "value was not a proper array index: '" + key + "'"));
        if (index >= list.size() || index < -list.size()) {
            throw fail(op, path, "Unable to access invalid index: " + index);
        }
        return index < 0 ? index + list.size() : index;
    }

    private static void test(Map<String, Object> document, String path, @Nullable Object expected) {
        @Nullable Object found;
        if (path.isEmpty()) {
            found = document;
        } else {
            var spot = spot(document, path, "test");
            found = child(spot.container, spot.key);
        }
        if (!same(found, expected)) {
            throw new KustomizeException("testing value " + path + " failed: test failed");
        }
    }

    private static boolean same(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return x.size() == y.size()
                    && x.entrySet().stream()
                            .allMatch(e ->
                                    y.containsKey(e.getKey())
                                            && same(e.getValue(), y.get(e.getKey())));
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            if (x.size() != y.size()) {
                return false;
            }
            for (int i = 0; i < x.size(); i++) {
                if (!same(x.get(i), y.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (a instanceof Number x && b instanceof Number y) {
            return x.equals(y) || x.doubleValue() == y.doubleValue();
        }
        return new LinkedHashMap<>(java.util.Collections.singletonMap("", a))
                .equals(java.util.Collections.singletonMap("", b));
    }

    private static KustomizeException missing(String op, String path) {
        return new KustomizeException(
                op
                        + " operation does not apply: doc is missing path: \""
                        + path
                        + "\": missing value");
    }

    private static KustomizeException fail(String op, String path, String why) {
        return new KustomizeException(
                (op.equals("remove")
                                ? "error in remove for path: '" + path + "': "
                                : op
                                        + " operation does not apply: doc is missing key: "
                                        + path
                                        + ": ")
                        + why);
    }
}
