package io.slipway.manifests.schema;

import io.slipway.manifests.Trees;
import io.slipway.manifests.schema.Schema.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the structural schemas of CustomResourceDefinitions. */
final class CustomSchema {

    private CustomSchema() {}

    static Schema root(Map<String, Object> openApi) {
        var declared = of(openApi);
        var fields = new TreeMap<>(declared.fields());
        var meta =
                TypeTable.kubernetes()
                        .type("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")
                        .orElse(Schema.any());
        fields.put(
                "apiVersion",
                Field.plain("apiVersion", Schema.scalar(Kind.STRING), false, Optional.empty()));
        fields.put(
                "kind", Field.plain("kind", Schema.scalar(Kind.STRING), false, Optional.empty()));
        fields.put("metadata", Field.plain("metadata", meta, false, Optional.empty()));
        return Schema.struct("", () -> Map.copyOf(fields), false, declared.keepsUnknown());
    }

    private static Schema of(Map<String, Object> openApi) {
        if (Trees.isTrueAt(openApi, "x-kubernetes-int-or-string")) {
            return Schema.scalar(Kind.INT_OR_STRING);
        }
        boolean keeps = Trees.isTrueAt(openApi, "x-kubernetes-preserve-unknown-fields");
        return switch (Trees.stringAt(openApi, "type").orElse("")) {
            case "string" -> Schema.scalar(Kind.STRING);
            case "integer" -> Schema.scalar(Kind.LONG);
            case "number" -> Schema.scalar(Kind.NUMBER);
            case "boolean" -> Schema.scalar(Kind.BOOLEAN);
            case "array" -> list(openApi);
            case "object" -> object(openApi, keeps);
            default ->
                    Trees.mapAt(openApi, "properties").isEmpty()
                            ? Schema.any()
                            : object(openApi, keeps);
        };
    }

    private static Schema list(Map<String, Object> openApi) {
        var element = of(Trees.mapAt(openApi, "items"));
        var type =
                switch (Trees.stringAt(openApi, "x-kubernetes-list-type").orElse("atomic")) {
                    case "set" -> ListType.SET;
                    case "map" -> ListType.MAP;
                    default -> ListType.ATOMIC;
                };
        List<String> keys =
                Trees.listAt(openApi, "x-kubernetes-list-map-keys").stream()
                        .map(String::valueOf)
                        .toList();
        return Schema.list(element, type, keys);
    }

    private static Schema object(Map<String, Object> openApi, boolean keeps) {
        boolean atomic =
                Trees.stringAt(openApi, "x-kubernetes-map-type")
                        .filter("atomic"::equals)
                        .isPresent();
        if (Trees.isTrueAt(openApi, "x-kubernetes-embedded-resource")
                && !openApi.containsKey("properties")) {
            return Schema.any();
        }
        var properties = Trees.mapAt(openApi, "properties");
        var values = openApi.get("additionalProperties");
        if (properties.isEmpty() && values instanceof Map<?, ?>) {
            return Schema.map(of(Trees.mapAt(openApi, "additionalProperties")), atomic);
        }
        if (properties.isEmpty() && (keeps || Boolean.TRUE.equals(values))) {
            return atomic ? Schema.any().asAtomic() : Schema.any();
        }
        var required = Trees.listAt(openApi, "required");
        return Schema.struct(
                "",
                () -> {
                    var fields = new TreeMap<String, Field>();
                    properties.forEach((name, property) -> {
                        var tree = Trees.map(property).orElse(Map.of());
                        fields.put(
                                name,
                                Field.plain(
                                        name,
                                        of(tree),
                                        required.contains(name),
                                        Optional.ofNullable(tree.get("default"))));
                    });
                    return fields;
                },
                atomic,
                keeps);
    }
}
