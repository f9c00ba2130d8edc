package io.slipway.engine.diff;

import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.patch.JsonPointer;
import io.slipway.manifests.schema.Schema;
import io.slipway.manifests.schema.TypeTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes objects comparable, the same way on both sides (spec: diff C4, rows 3 to 9). Pure but for
 * jq.
 */
final class Normalizer {

    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private static final GroupKind ROLLOUT = new GroupKind("argoproj.io", "Rollout");
    private static final String POD_TEMPLATE = "io.k8s.api.core.v1.PodTemplateSpec";

    private final Jq jq;

    Normalizer(Jq jq) {
        this.jq = jq;
    }

    /**
     * The object, comparable.
     *
     * @param local whether the outcome is told without a server: then fields that a built-in type
     *     does not have go, as a server drops them, and what it fills into lists comes
     */
    ResourceObject normalize(
            ResourceObject object, ResourceKey key, DiffRules rules, boolean local) {
        var tree = object.copyOfTree();
        dropBookkeeping(tree);
        if (object.groupKind().group().isEmpty() && object.kind().equals("Secret")) {
            secret(tree);
        }
        var type = object.groupVersionKind();
        BuiltInTypes.schema(type)
                .ifPresent(
                        s -> canonical(tree, s, new Local(local, BuiltInTypes.isComplete(type))));
        if (object.groupKind().equals(ROLLOUT)) {
            var template = Trees.at(tree, "spec", "template").orElse(null);
            TypeTable.kubernetes()
                    .type(POD_TEMPLATE)
                    .ifPresent(s -> canonical(template, s, new Local(local, true)));
        }
        if (object.groupKind().group().equals("rbac.authorization.k8s.io")) {
            role(tree, rules);
        }
        if (object.groupKind().group().isEmpty() && object.kind().equals("Endpoints")) {
            endpoints(tree);
        }
        return ResourceObject.of(ignored(tree, key, rules));
    }

    /** The tree without what is ignored, and nothing else changed. */
    Map<String, Object> withoutIgnored(ResourceObject object, ResourceKey key, DiffRules rules) {
        return ignored(object.copyOfTree(), key, rules);
    }

    private static void dropBookkeeping(Map<String, Object> tree) {
        var metadata = Trees.mapAt(tree, "metadata");
        if (metadata.isEmpty()) {
            return;
        }
        metadata.remove("managedFields");
        metadata.remove("resourceVersion");
        metadata.remove("creationTimestamp");
        var annotations = Trees.mapAt(tree, "metadata", "annotations");
        if (!annotations.isEmpty()) {
            annotations.remove(LAST_APPLIED);
        }
        if (metadata.containsKey("annotations")
                && Trees.mapAt(tree, "metadata", "annotations").isEmpty()) {
            metadata.remove("annotations");
        }
        if (metadata.containsKey("labels") && Trees.mapAt(tree, "metadata", "labels").isEmpty()) {
            metadata.remove("labels");
        }
    }

    /** What stands in for the server where there is none. */
    private record Local(boolean fills, boolean knowsAllFields) {}

    /** Writes quantities in their canonical text, wherever the type says that there is one. */
    private static @Nullable Object canonical(@Nullable Object value, Schema schema, Local server) {
        return switch (value) {
            case Map<?, ?> map -> {
                var fields = Trees.map(map).orElseThrow();
                if (server.fills() && schema.kind() == Schema.Kind.STRUCT) {
                    if (server.knowsAllFields() && !schema.keepsUnknown()) {
                        fields.keySet().removeIf(k -> schema.field(k).isEmpty());
                    }
                    BuiltInTypes.fill(fields, schema.typeName());
                }
                fields.replaceAll((k, v) ->
                        Objects.requireNonNullElse(canonical(v, schema.child(k), server), NULL));
                fields.values().removeIf(NULL::equals);
                yield fields;
            }
            case List<?> list -> {
                var elements = Trees.list(list);
                elements.replaceAll(e ->
                        Objects.requireNonNullElse(canonical(e, schema.element(), server), NULL));
                elements.removeIf(NULL::equals);
                yield elements;
            }
            case String text when schema.kind() == Schema.Kind.QUANTITY ->
                    Quantity.canonical(text).orElse(text);
            case Number number when schema.kind() == Schema.Kind.QUANTITY ->
                    Quantity.canonical(String.valueOf(number)).orElse(String.valueOf(number));
            case null, default -> value;
        };
    }

    private static final Object NULL = new Object();

    /** A Secret as its server stores it; an object of another kind as it is. */
    static ResourceObject stored(ResourceObject object) {
        if (!Masking.isSecret(object)
                || (object.at("stringData").isEmpty() && !hasNullData(object))) {
            return object;
        }
        var tree = object.copyOfTree();
        secret(tree);
        return ResourceObject.of(tree);
    }

    private static boolean hasNullData(ResourceObject secret) {
        return Trees.mapAt(secret.tree(), "data").values().stream().anyMatch(Objects::isNull);
    }

    /** What is no map at all is left, so that the apply fails. */
    private static void secret(Map<String, Object> tree) {
        for (var field : List.of("data", "stringData")) {
            if (tree.get(field) != null && !(tree.get(field) instanceof Map<?, ?>)) {
                return;
            }
        }
        var data = new LinkedHashMap<String, Object>();
        Trees.mapAt(tree, "data").forEach((k, v) -> data.put(k, Objects.requireNonNullElse(v, "")));
        Trees.mapAt(tree, "stringData")
                .forEach((k, v) -> data.put(k, v instanceof String text ? encoded(text) : v));
        tree.remove("stringData");
        if (data.isEmpty()) {
            tree.remove("data");
        } else {
            tree.put("data", data);
        }
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void role(Map<String, Object> tree, DiffRules rules) {
        boolean aggregated = rules.ignoreAggregatedRoles() && tree.containsKey("aggregationRule");
        if (tree.containsKey("rules") && (aggregated || Trees.listAt(tree, "rules").isEmpty())) {
            tree.remove("rules");
        }
    }

    private static void endpoints(Map<String, Object> tree) {
        for (var subset : Trees.listAt(tree, "subsets")) {
            Trees.listAt(subset, "ports")
                    .forEach(p -> Trees.map(p).ifPresent(m -> m.putIfAbsent("protocol", "TCP")));
            for (var field : List.of("addresses", "notReadyAddresses", "ports")) {
                Trees.map(subset)
                        .filter(m -> m.containsKey(field))
                        .ifPresent(m -> m.put(field, sorted(Trees.listAt(m, field))));
            }
        }
        if (tree.containsKey("subsets")) {
            tree.put("subsets", sorted(Trees.listAt(tree, "subsets")));
        }
    }

    private static List<Object> sorted(List<Object> list) {
        var copy = new ArrayList<>(list);
        copy.sort(Comparator.comparing(io.slipway.manifests.yaml.Json::write));
        return copy;
    }

    private Map<String, Object> ignored(
            Map<String, Object> tree, ResourceKey key, DiffRules rules) {
        var current = tree;
        for (var ignore : rules.ignores()) {
            if (!ignore.matches(key)) {
                continue;
            }
            for (var pointer : ignore.jsonPointers()) {
                remove(current, pointer);
            }
            for (var expression : ignore.jqPathExpressions()) {
                current = withoutPath(current, expression);
            }
        }
        return current;
    }

    /**
     * An expression that cannot be used is passed over: it must not hide every other difference.
     */
    private Map<String, Object> withoutPath(Map<String, Object> tree, String expression) {
        try {
            return Trees.copyMap(jq.delete(expression, tree));
        } catch (Jq.JqException _) {
            return tree;
        }
    }

    /** Takes out what the pointer names; a path that is not there is no error. */
    static void remove(Map<String, Object> tree, String pointer) {
        List<String> tokens;
        try {
            tokens = JsonPointer.parse(pointer).tokens();
        } catch (ManifestException _) {
            return;
        }
        if (tokens.isEmpty()) {
            return;
        }
        @Nullable Object parent = tree;
        for (var token : tokens.subList(0, tokens.size() - 1)) {
            parent = child(parent, token);
        }
        switch (parent) {
            case Map<?, ?> map -> map.remove(tokens.getLast());
            case List<?> list ->
                    index(tokens.getLast(), list.size()).ifPresent(i -> list.remove((int) i));
            case null, default -> {}
        }
    }

    /** What the pointer names. */
    static Optional<Object> get(Map<String, Object> tree, String pointer) {
        @Nullable Object current = tree;
        for (var token : JsonPointer.parse(pointer).tokens()) {
            current = child(current, token);
        }
        return Optional.ofNullable(current);
    }

    /** Sets what the pointer names where its parent is there; null takes it out. */
    static void put(Map<String, Object> tree, String pointer, @Nullable Object value) {
        var tokens = JsonPointer.parse(pointer).tokens();
        @Nullable Object parent = tree;
        for (var token : tokens.subList(0, tokens.size() - 1)) {
            parent = child(parent, token);
        }
        if (value == null) {
            remove(tree, pointer);
        } else if (parent instanceof Map<?, ?>) {
            Trees.map(parent).orElseThrow().put(tokens.getLast(), value);
        } else if (parent instanceof List<?> list) {
            index(tokens.getLast(), list.size()).ifPresent(i -> Trees.list(list).set(i, value));
        }
    }

    private static @Nullable Object child(@Nullable Object parent, String token) {
        return switch (parent) {
            case Map<?, ?> map -> map.get(token);
            case List<?> list -> index(token, list.size()).map(list::get).orElse(null);
            case null, default -> null;
        };
    }

    private static Optional<Integer> index(String token, int size) {
        try {
            int index = Integer.parseInt(token);
            return index >= 0 && index < size ? Optional.of(index) : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
