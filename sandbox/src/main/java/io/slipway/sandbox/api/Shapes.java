package io.slipway.sandbox.api;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.table.Tables;
import io.slipway.sandbox.type.ServedType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns objects and lists into the form that the client asked for. Stateless but for the tables.
 */
final class Shapes {

    private final Tables tables;

    Shapes(Tables tables) {
        this.tables = tables;
    }

    static Map<String, Object> tree(@Nullable Object... fields) {
        var tree = new LinkedHashMap<String, Object>();
        for (int i = 0; i < fields.length; i += 2) {
            tree.put((String) Objects.requireNonNull(fields[i]), fields[i + 1]);
        }
        return tree;
    }

    Map<String, Object> one(
            ServedType type, Map<String, Object> object, Accept accept, String include) {
        if (accept.isTable()) {
            return tables.table(
                    type,
                    List.of(object),
                    tree(
                            "resourceVersion",
                            Trees.stringAt(object, "metadata", "resourceVersion").orElse("")),
                    include,
                    true);
        }
        return accept.isMetadata() ? metadataOf(object) : object;
    }

    Map<String, Object> list(
            ServedType type,
            List<Map<String, Object>> objects,
            Map<String, Object> metadata,
            Accept accept,
            String include) {
        if (accept.isTable()) {
            return tables.table(type, objects, metadata, include, true);
        }
        if (accept.isMetadata()) {
            return tree(
                    "kind",
                    "PartialObjectMetadataList",
                    "apiVersion",
                    "meta.k8s.io/v1",
                    "metadata",
                    metadata,
                    "items",
                    objects.stream().<Object>map(Shapes::metadataOf).toList());
        }
        return tree(
                "kind",
                listKind(type),
                "apiVersion",
                type.kind().apiVersion(),
                "metadata",
                metadata,
                "items",
                objects);
    }

    static String listKind(ServedType type) {
        return type.kind().kind() + "List";
    }

    /** An object of a watch; tables repeat their columns in the first event only. */
    Map<String, Object> event(
            ServedType type,
            Map<String, Object> object,
            Accept accept,
            String include,
            boolean first) {
        if (accept.isTable()) {
            return tables.table(
                    type,
                    List.of(object),
                    tree(
                            "resourceVersion",
                            Trees.stringAt(object, "metadata", "resourceVersion").orElse("")),
                    include,
                    first);
        }
        return accept.isMetadata() ? metadataOf(object) : object;
    }

    /** What a server answers when something was done to an object and there is no more to say. */
    static Map<String, Object> success() {
        return tree(
                "kind",
                "Status",
                "apiVersion",
                "v1",
                "metadata",
                tree(),
                "status",
                "Success",
                "code",
                201L);
    }

    static Map<String, Object> metadataOf(Map<String, Object> object) {
        return tree(
                "kind",
                "PartialObjectMetadata",
                "apiVersion",
                "meta.k8s.io/v1",
                "metadata",
                Trees.mapAt(object, "metadata"));
    }
}
