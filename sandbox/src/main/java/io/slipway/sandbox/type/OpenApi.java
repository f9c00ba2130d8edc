package io.slipway.sandbox.type;

import io.slipway.manifests.Trees;
import io.slipway.manifests.schema.Field;
import io.slipway.manifests.schema.ListType;
import io.slipway.manifests.schema.Schema;
import io.slipway.manifests.yaml.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * OpenAPI v3 documents with as much as clients use: types with merge keys, and what a patch
 * accepts. Types have no descriptions.
 */
public final class OpenApi {

    private static final String REF = "#/components/schemas/";

    private final ServedTypes types;

    /** On these types. */
    public OpenApi(ServedTypes types) {
        this.types = types;
    }

    /** {@code /openapi/v3}. */
    public Map<String, Object> index() {
        var paths = new LinkedHashMap<String, Object>();
        for (var group : types.groups()) {
            for (var version : group.versions().entrySet()) {
                var path = path(group.name(), version.getKey());
                int hash =
                        version.getValue().stream()
                                .map(t -> t.custom().toString() + t.kind())
                                .toList()
                                .hashCode();
                paths.put(
                        path,
                        Map.of(
                                "serverRelativeURL",
                                "/openapi/v3/" + path + "?hash=" + Integer.toHexString(hash)));
            }
        }
        return Map.of("paths", paths);
    }

    private static String path(String group, String version) {
        return group.isEmpty() ? "api/" + version : "apis/" + group + "/" + version;
    }

    /** {@code /openapi/v3/api/v1} or {@code /openapi/v3/apis/<group>/<version>}. */
    public Optional<Map<String, Object>> document(String group, String version) {
        var served =
                types.all().stream()
                        .filter(t -> t.group().equals(group) && t.kind().version().equals(version))
                        .toList();
        if (served.isEmpty()) {
            return Optional.empty();
        }
        var schemas = new TreeMap<String, Object>();
        var paths = new LinkedHashMap<String, Object>();
        var open = new ArrayDeque<Schema>();
        for (var type : served) {
            schemas.put(name(type), root(type, open));
            addPaths(type, paths);
        }
        while (!open.isEmpty()) {
            var schema = open.pop();
            if (!schemas.containsKey(schema.typeName())) {
                schemas.put(schema.typeName(), struct(schema, open));
            }
        }
        var document = new LinkedHashMap<String, Object>();
        document.put("openapi", "3.0.0");
        document.put(
                "info",
                Map.of(
                        "title",
                        "Slipway sandbox",
                        "version",
                        "v" + io.slipway.manifests.schema.TypeTable.version()));
        document.put("paths", paths);
        document.put("components", Map.of("schemas", schemas));
        return Optional.of(document);
    }

    private static String name(ServedType type) {
        if (!type.schema().typeName().isEmpty()) {
            return type.schema().typeName();
        }
        var parts = new ArrayList<>(List.of(type.group().split("\\.")));
        java.util.Collections.reverse(parts);
        return String.join(".", parts) + "." + type.kind().version() + "." + type.kind().kind();
    }

    private static Map<String, Object> root(ServedType type, ArrayDeque<Schema> open) {
        Map<String, Object> tree;
        if (type.custom().isPresent()) {
            tree = new LinkedHashMap<>(Trees.copyMap(type.custom().get().openApi()));
            tree.put("type", "object");
            var properties = new TreeMap<>(Trees.mapAt(tree, "properties"));
            properties.put("apiVersion", Map.of("type", "string"));
            properties.put("kind", Map.of("type", "string"));
            type.schema()
                    .field("metadata")
                    .ifPresent(f -> properties.put("metadata", reference(f.schema(), open)));
            tree.put("properties", properties);
        } else {
            tree = struct(type.schema(), open);
        }
        var kind = new LinkedHashMap<String, Object>();
        kind.put("group", type.group());
        kind.put("kind", type.kind().kind());
        kind.put("version", type.kind().version());
        tree.put("x-kubernetes-group-version-kind", List.of(kind));
        return tree;
    }

    private static Map<String, Object> struct(Schema schema, ArrayDeque<Schema> open) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("type", "object");
        var properties = new LinkedHashMap<String, Object>();
        schema.fields().values().forEach(f -> properties.put(f.name(), property(f, open)));
        if (!properties.isEmpty()) {
            tree.put("properties", properties);
        }
        var required =
                schema.fields().values().stream()
                        .filter(Field::required)
                        .<Object>map(Field::name)
                        .toList();
        if (!required.isEmpty()) {
            tree.put("required", required);
        }
        if (schema.atomic()) {
            tree.put("x-kubernetes-map-type", "atomic");
        }
        return tree;
    }

    private static Map<String, Object> property(Field field, ArrayDeque<Schema> open) {
        var tree = value(field.schema(), open);
        if (field.schema().kind() == Schema.Kind.LIST) {
            var type = field.schema().listType();
            tree.put("x-kubernetes-list-type", type.name().toLowerCase(java.util.Locale.ROOT));
            if (type == ListType.MAP) {
                tree.put("x-kubernetes-list-map-keys", field.schema().listKeys());
            }
        }
        if (field.mergePatch() || field.retainKeys()) {
            var strategies = new ArrayList<String>();
            if (field.mergePatch()) {
                strategies.add("merge");
            }
            if (field.retainKeys()) {
                strategies.add("retainKeys");
            }
            tree.put("x-kubernetes-patch-strategy", String.join(",", strategies));
        }
        if (!field.mergeKey().isEmpty()) {
            tree.put("x-kubernetes-patch-merge-key", field.mergeKey());
        }
        field.defaultValue().ifPresent(d -> tree.put("default", d));
        return tree;
    }

    private static Map<String, Object> reference(Schema schema, ArrayDeque<Schema> open) {
        open.push(schema);
        var tree = new LinkedHashMap<String, Object>();
        tree.put("allOf", List.of(Map.of("$ref", REF + schema.typeName())));
        return tree;
    }

    private static Map<String, Object> value(Schema schema, ArrayDeque<Schema> open) {
        var tree = new LinkedHashMap<String, Object>();
        switch (schema.kind()) {
            case STRUCT -> {
                return reference(schema, open);
            }
            case LIST -> {
                tree.put("type", "array");
                tree.put("items", value(schema.element(), open));
            }
            case MAP -> {
                tree.put("type", "object");
                tree.put("additionalProperties", value(schema.element(), open));
            }
            case STRING -> tree.put("type", "string");
            case QUANTITY -> {
                tree.put("oneOf", List.of(Map.of("type", "string"), Map.of("type", "number")));
            }
            case TIME -> {
                tree.put("type", "string");
                tree.put("format", "date-time");
            }
            case BYTES -> {
                tree.put("type", "string");
                tree.put("format", "byte");
            }
            case INTEGER, LONG -> {
                tree.put("type", "integer");
                tree.put("format", schema.kind() == Schema.Kind.LONG ? "int64" : "int32");
            }
            case NUMBER -> tree.put("type", "number");
            case BOOLEAN -> tree.put("type", "boolean");
            case INT_OR_STRING -> {
                tree.put("format", "int-or-string");
                tree.put("oneOf", List.of(Map.of("type", "integer"), Map.of("type", "string")));
            }
            case ANY -> tree.put("type", "object");
        }
        return tree;
    }

    private static void addPaths(ServedType type, Map<String, Object> paths) {
        var base =
                "/"
                        + path(type.group(), type.kind().version())
                        + "/"
                        + (type.namespaced() ? "namespaces/{namespace}/" : "")
                        + type.plural();
        var kind = new LinkedHashMap<String, Object>();
        kind.put("group", type.group());
        kind.put("kind", type.kind().kind());
        kind.put("version", type.kind().version());
        var parameters =
                List.of("dryRun", "fieldManager", "fieldValidation", "force").stream()
                        .<Object>map(p ->
                                Map.of(
                                        "in",
                                        "query",
                                        "name",
                                        p,
                                        "schema",
                                        Map.of("type", "string")))
                        .toList();
        var contents = new LinkedHashMap<String, Object>();
        for (var content :
                type.custom().isPresent()
                        ? List.of(
                                "application/apply-patch+yaml",
                                "application/json-patch+json",
                                "application/merge-patch+json")
                        : List.of(
                                "application/apply-patch+yaml",
                                "application/json-patch+json",
                                "application/merge-patch+json",
                                "application/strategic-merge-patch+json")) {
            contents.put(content, Map.of("schema", Map.of("type", "object")));
        }
        var patch = new LinkedHashMap<String, Object>();
        patch.put("parameters", parameters);
        patch.put("requestBody", Map.of("content", contents));
        patch.put("x-kubernetes-action", "patch");
        patch.put("x-kubernetes-group-version-kind", kind);
        var post = new LinkedHashMap<String, Object>();
        post.put("parameters", parameters);
        post.put("x-kubernetes-action", "post");
        post.put("x-kubernetes-group-version-kind", kind);
        paths.put(base, Map.of("post", post));
        paths.put(base + "/{name}", Map.of("patch", patch));
    }

    /** A document as JSON. */
    public static byte[] bytes(Map<String, Object> document) {
        return Json.writeBytes(document);
    }
}
