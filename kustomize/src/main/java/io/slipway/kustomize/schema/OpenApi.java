package io.slipway.kustomize.schema;

import io.slipway.manifests.Trees;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a Swagger 2 document into a schema. Used once. */
public final class OpenApi {

    private final Map<String, TypeSchema> definitions = new HashMap<>();

    private OpenApi() {}

    /** The schema of a document: its {@code definitions} and, for scopes, its {@code paths}. */
    public static Schema read(Map<String, Object> document) {
        return new OpenApi().schema(document);
    }

    private Schema schema(Map<String, Object> document) {
        var types = new HashMap<String, TypeSchema>();
        Trees.mapAt(document, "definitions")
                .forEach((name, definition) -> {
                    var type = type(definition);
                    definitions.put(name, type);
                    for (var gvk : Trees.listAt(definition, "x-kubernetes-group-version-kind")) {
                        types.put(key(gvk), type);
                    }
                });
        return FixedSchema.custom(types, scopes(Trees.mapAt(document, "paths")));
    }

    private static String key(Object gvk) {
        var group = Trees.stringAt(gvk, "group").orElse("");
        var version = Trees.stringAt(gvk, "version").orElse("");
        return (group.isEmpty() ? version : group + "/" + version)
                + " "
                + Trees.stringAt(gvk, "kind").orElse("");
    }

    private static Map<String, Boolean> scopes(Map<String, Object> paths) {
        var scopes = new HashMap<String, Boolean>();
        paths.forEach((path, item) -> {
            var gvk = Trees.at(item, "get", "x-kubernetes-group-version-kind");
            if (gvk.isPresent()) {
                boolean inNamespace = path.contains("namespaces/{namespace}");
                scopes.merge(key(gvk.get()), inNamespace, (a, b) -> a || b);
            }
        });
        return scopes;
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

    private java.util.function.Supplier<TypeSchema> lookup(Object value) {
        Optional<String> reference = Trees.stringAt(value, "$ref");
        if (reference.isPresent()) {
            var name = reference.get().substring(reference.get().lastIndexOf('/') + 1);
            return () -> definitions.getOrDefault(name, TypeSchema.UNKNOWN);
        }
        var own = type(value);
        return () -> own;
    }
}
