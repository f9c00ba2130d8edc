package io.slipway.kustomize.schema;

import io.slipway.manifests.Trees;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Adds the types of a Swagger 2 document: its {@code definitions} and, for scopes, {@code paths}.
 */
final class OpenApi {

    private final Definitions definitions;

    private OpenApi(Definitions definitions) {
        this.definitions = definitions;
    }

    static void add(Map<String, Object> document, Definitions definitions) {
        new OpenApi(definitions).add(document);
    }

    private void add(Map<String, Object> document) {
        Trees.mapAt(document, "definitions")
                .forEach((name, definition) -> {
                    var type = type(definition);
                    definitions.put(Definitions.name(name), type);
                    for (var gvk : Trees.listAt(definition, "x-kubernetes-group-version-kind")) {
                        definitions.putKind(key(gvk), type);
                    }
                });
        Trees.mapAt(document, "paths")
                .forEach((path, item) ->
                        Trees.at(item, "get", "x-kubernetes-group-version-kind")
                                .ifPresent(gvk ->
                                        definitions.putScope(
                                                key(gvk),
                                                path.contains("namespaces/{namespace}"))));
    }

    private static String key(Object gvk) {
        var group = Trees.stringAt(gvk, "group").orElse("");
        var version = Trees.stringAt(gvk, "version").orElse("");
        return (group.isEmpty() ? version : group + "/" + version)
                + " "
                + Trees.stringAt(gvk, "kind").orElse("");
    }

    private TypeSchema type(Object definition) {
        var fields = new HashMap<String, TypeSchema.Field>();
        Trees.mapAt(definition, "properties")
                .forEach((name, property) -> fields.put(name, field(property)));
        var any =
                Trees.at(definition, "additionalProperties")
                        .filter(Map.class::isInstance)
                        .map(this::field);
        return new TypeSchema(fields, any);
    }

    private TypeSchema.Field field(Object property) {
        var strategy = Trees.stringAt(property, "x-kubernetes-patch-strategy").orElse("");
        var keys =
                Trees.listAt(property, "x-kubernetes-list-map-keys").stream()
                        .map(Object::toString)
                        .toList();
        if (keys.isEmpty()) {
            keys =
                    Trees.stringAt(property, "x-kubernetes-patch-merge-key")
                            .map(List::of)
                            .orElse(List.of());
        }
        var items = Trees.at(property, "items");
        return new TypeSchema.Field(lookup(items.orElse(property)), strategy, keys);
    }

    private Supplier<TypeSchema> lookup(Object value) {
        var reference = Trees.stringAt(value, "$ref");
        if (reference.isPresent()) {
            var path = reference.get();
            return definitions.type(Definitions.name(path.substring(path.lastIndexOf('/') + 1)));
        }
        var own = type(value);
        return () -> own;
    }
}
