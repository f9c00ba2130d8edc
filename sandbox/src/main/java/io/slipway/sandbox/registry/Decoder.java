package io.slipway.sandbox.registry;

import io.slipway.manifests.Trees;
import io.slipway.manifests.schema.Schema;
import io.slipway.manifests.yaml.Json;
import io.slipway.sandbox.status.ApiFailure;
import io.slipway.sandbox.type.ServedType;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tree as its type reads it: unknown fields drop out, nulls and empty lists and maps of
 * built-in types too, quantities get their canonical form, values of a wrong type are refused.
 */
final class Decoder {

    private final ServedType type;
    private final List<String> unknown = new ArrayList<>();

    private Decoder(ServedType type) {
        this.type = type;
    }

    /**
     * @param unknown paths of the fields that dropped out
     */
    record Decoded(Map<String, Object> tree, List<String> unknown) {}

    static Decoded decode(ServedType type, Map<String, Object> tree) {
        var decoder = new Decoder(type);
        Map<String, Object> result;
        if (type.custom().isPresent()) {
            result = decoder.custom(tree);
        } else {
            result = decoder.struct(type.schema(), tree, "");
        }
        return new Decoded(result, decoder.unknown);
    }

    // --- custom resources --------------------------------------------------------------------

    private Map<String, Object> custom(Map<String, Object> tree) {
        var version = type.custom().orElseThrow();
        var result = new LinkedHashMap<String, Object>();
        var openApi = version.openApi();
        var properties = Trees.mapAt(openApi, "properties");
        tree.forEach((key, value) -> {
            if (key.equals("metadata")) {
                var meta = type.schema().child("metadata");
                result.put(
                        key,
                        meta.kind() == Schema.Kind.STRUCT
                                ? struct(meta, Trees.map(value).orElse(Map.of()), "metadata")
                                : value);
            } else if (key.equals("apiVersion") || key.equals("kind") || version.keepsUnknown()) {
                result.put(key, Trees.copy(value));
            } else if (properties.containsKey(key)) {
                result.put(key, prune(Trees.mapAt(properties, key), value, key));
            } else {
                unknown.add(key);
            }
        });
        return result;
    }

    private @Nullable Object prune(
            Map<String, Object> openApi, @Nullable Object value, String path) {
        boolean keeps = Trees.isTrueAt(openApi, "x-kubernetes-preserve-unknown-fields");
        if (value instanceof List<?>) {
            var items = Trees.mapAt(openApi, "items");
            var list = new ArrayList<@Nullable Object>();
            int i = 0;
            for (var item : Trees.list(value)) {
                list.add(prune(items, item, path + "[" + i++ + "]"));
            }
            return list;
        }
        if (!(value instanceof Map<?, ?>) || openApi.isEmpty()) {
            return Trees.copy(value);
        }
        var properties = Trees.mapAt(openApi, "properties");
        var values = openApi.get("additionalProperties");
        var result = new LinkedHashMap<String, @Nullable Object>();
        boolean embedded = Trees.isTrueAt(openApi, "x-kubernetes-embedded-resource");
        Trees.map(value)
                .orElseThrow()
                .forEach((key, item) -> {
                    var below = path + "." + key;
                    if (properties.containsKey(key)) {
                        result.put(key, prune(Trees.mapAt(properties, key), item, below));
                    } else if (values instanceof Map<?, ?>) {
                        result.put(key, prune(Trees.map(values).orElseThrow(), item, below));
                    } else if (keeps
                            || Boolean.TRUE.equals(values)
                            || (embedded
                                    && List.of("apiVersion", "kind", "metadata").contains(key))) {
                        result.put(key, Trees.copy(item));
                    } else {
                        unknown.add(below);
                    }
                });
        return result;
    }

    // --- built-in types ----------------------------------------------------------------------

    private Map<String, Object> struct(Schema schema, Map<String, Object> tree, String path) {
        var result = new LinkedHashMap<String, Object>();
        tree.forEach((key, value) -> {
            var below = path.isEmpty() ? key : path + "." + key;
            var field = schema.field(key);
            if (field.isEmpty()) {
                if (schema.keepsUnknown() || schema.kind() != Schema.Kind.STRUCT) {
                    Optional.ofNullable(Trees.copy(value)).ifPresent(v -> result.put(key, v));
                } else {
                    unknown.add(below);
                }
                return;
            }
            if (value == null) {
                return;
            }
            var decoded = value(schema, field.get().schema(), value, below);
            boolean empty =
                    (decoded instanceof List<?> l && l.isEmpty())
                            || (decoded instanceof Map<?, ?> m
                                    && m.isEmpty()
                                    && field.get().schema().kind() == Schema.Kind.MAP);
            if (!empty || field.get().required()) {
                result.put(key, decoded);
            }
        });
        for (var field : schema.fields().values()) {
            // Go writes structs that are no pointers even when they are empty.
            if (field.schema().kind() == Schema.Kind.STRUCT
                    && !result.containsKey(field.name())
                    && field.defaultValue().flatMap(Trees::map).filter(Map::isEmpty).isPresent()) {
                result.put(field.name(), struct(field.schema(), Map.of(), path));
            }
        }
        return result;
    }

    private Object value(Schema owner, Schema schema, Object value, String path) {
        return switch (schema.kind()) {
            case ANY -> java.util.Objects.requireNonNull(Trees.copy(value));
            case STRUCT ->
                    struct(
                            schema,
                            Trees.map(value).orElseThrow(() -> wrong(owner, schema, value, path)),
                            path);
            case MAP -> {
                var map = Trees.map(value).orElseThrow(() -> wrong(owner, schema, value, path));
                var result = new LinkedHashMap<String, Object>();
                map.forEach((key, item) -> {
                    if (item != null) {
                        result.put(key, value(owner, schema.element(), item, path));
                    } else if (schema.element().kind() == Schema.Kind.STRING) {
                        result.put(key, "");
                    }
                });
                yield result;
            }
            case LIST -> {
                if (!(value instanceof List<?>)) {
                    throw wrong(owner, schema, value, path);
                }
                var result = new ArrayList<Object>();
                int i = 0;
                for (var item : Trees.list(value)) {
                    var below = path + "[" + i++ + "]";
                    if (item == null) {
                        if (schema.element().kind() == Schema.Kind.STRUCT) {
                            result.add(new LinkedHashMap<String, Object>());
                        }
                        continue;
                    }
                    result.add(value(owner, schema.element(), item, below));
                }
                yield result;
            }
            case STRING, TIME -> {
                if (!(value instanceof String)) {
                    throw wrong(owner, schema, value, path);
                }
                yield value;
            }
            case BYTES -> {
                if (!(value instanceof String text)) {
                    throw wrong(owner, schema, value, path);
                }
                requireBase64(text);
                yield value;
            }
            case INTEGER, LONG -> {
                if (value instanceof Double d && d == Math.rint(d)) {
                    yield d.longValue();
                }
                if (!(value instanceof Long n)
                        || (schema.kind() == Schema.Kind.INTEGER
                                && (n > Integer.MAX_VALUE || n < Integer.MIN_VALUE))) {
                    throw wrong(owner, schema, value, path);
                }
                yield value;
            }
            case NUMBER -> {
                if (!(value instanceof Number)) {
                    throw wrong(owner, schema, value, path);
                }
                yield value;
            }
            case BOOLEAN -> {
                if (!(value instanceof Boolean)) {
                    throw wrong(owner, schema, value, path);
                }
                yield value;
            }
            case INT_OR_STRING -> {
                if (!(value instanceof String || value instanceof Long)) {
                    throw wrong(owner, schema, value, path);
                }
                yield value;
            }
            case QUANTITY -> quantity(value);
        };
    }

    private void requireBase64(String text) {
        try {
            Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw cannotHandle(
                    "illegal base64 data at input byte " + Math.max(0, text.length() - 1));
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isLetterOrDigit(c) && "+/=\r\n".indexOf(c) < 0) {
                throw cannotHandle("illegal base64 data at input byte " + i);
            }
        }
    }

    private Object quantity(Object value) {
        var text = value instanceof String s ? s : value instanceof Number ? Json.write(value) : "";
        return Quantity.canonical(text)
                .orElseThrow(() ->
                        cannotHandle(
                                "quantities must match the regular expression"
                                        + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"));
    }

    private ApiFailure wrong(Schema owner, Schema schema, Object value, String path) {
        var got =
                switch (value) {
                    case Map<?, ?> _ -> "object";
                    case List<?> _ -> "array";
                    case String _ -> "string";
                    case Boolean _ -> "bool";
                    case Double d -> "number " + Json.write(d);
                    case Long n when schema.kind() == Schema.Kind.INTEGER -> "number " + n;
                    default -> "number";
                };
        var wanted =
                switch (schema.kind()) {
                    case STRUCT -> schema.typeName().replaceAll(".*\\.(\\w+)\\.(\\w+)$", "$1.$2");
                    case MAP ->
                            "map[string]"
                                    + (schema.element().kind() == Schema.Kind.STRING
                                            ? "string"
                                            : "interface {}");
                    case LIST ->
                            "[]"
                                    + (schema.element().kind() == Schema.Kind.STRUCT
                                            ? schema.element()
                                                    .typeName()
                                                    .replaceAll(".*\\.(\\w+)\\.(\\w+)$", "$1.$2")
                                            : "string");
                    case INTEGER -> "int32";
                    case LONG -> "int64";
                    case NUMBER -> "float64";
                    case BOOLEAN -> "bool";
                    default -> "string";
                };
        var holder = owner.typeName().substring(owner.typeName().lastIndexOf('.') + 1);
        return cannotHandle(
                "json: cannot unmarshal "
                        + got
                        + " into Go struct field "
                        + holder
                        + "."
                        + path.replaceAll("\\[\\d+]", "")
                        + " of type "
                        + wanted);
    }

    private ApiFailure cannotHandle(String why) {
        return ApiFailure.badRequest(
                type.kind().kind()
                        + " in version \""
                        + type.kind().version()
                        + "\" cannot be handled as a "
                        + type.kind().kind()
                        + ": "
                        + why);
    }
}
