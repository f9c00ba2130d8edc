package io.slipway.manifests.yaml;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * YAML text to trees and back as Kubernetes' Go parser reads it: YAML 1.1 booleans ({@code yes},
 * {@code on}, {@code y}…), octal and hexadecimal whole numbers, no sexagesimal numbers, dates as
 * text, {@code <<} merges, keys as text. Stateless and safe for several threads.
 */
public final class Yaml {

    private Yaml() {}

    /**
     * The trees of all documents of a text, empty documents left out.
     *
     * @throws ManifestException when the text is no YAML or exceeds the limits; the message names
     *     the line
     */
    public static List<Object> documents(String text, TextLimits limits) {
        return new YamlComposer(text, limits).documents();
    }

    /** As {@link #documents(String, TextLimits)} with the default limits. */
    public static List<Object> documents(String text) {
        return documents(text, TextLimits.defaults());
    }

    /**
     * The tree of a text with one document; null for an empty one.
     *
     * @throws ManifestException also when there are several documents
     */
    public static @Nullable Object document(String text) {
        var documents = documents(text);
        if (documents.size() > 1) {
            throw new ManifestException("one YAML document expected, found " + documents.size());
        }
        return documents.isEmpty() ? null : documents.getFirst();
    }

    /**
     * The objects of a text; the items of lists stand for themselves.
     *
     * @throws ManifestException also when a document is no object with apiVersion and kind
     */
    public static List<ResourceObject> objects(String text, TextLimits limits) {
        var objects = new ArrayList<ResourceObject>();
        for (var document : documents(text, limits)) {
            addObjects(document, objects);
        }
        return List.copyOf(objects);
    }

    private static void addObjects(Object document, List<ResourceObject> into) {
        var map =
                Trees.map(document)
                        .orElseThrow(() ->
                                new ManifestException(
                                        "a manifest must be a map, not " + describe(document)));
        if (map.get("kind") instanceof String kind
                && kind.endsWith("List")
                && map.containsKey("items")) {
            Trees.list(map.get("items")).forEach(item -> addObjects(item, into));
        } else {
            into.add(ResourceObject.of(map));
        }
    }

    private static String describe(Object value) {
        return switch (value) {
            case List<?> _ -> "a list";
            case String _ -> "a text";
            default -> value.toString();
        };
    }

    /** What a plain scalar means under YAML 1.1: a boolean, number, null, or the text itself. */
    public static @Nullable Object plainScalar(String text) {
        return YamlScalars.resolve(text);
    }

    /** The tree as one YAML document, keys sorted, as Kubernetes' tools write it. */
    public static String write(@Nullable Object tree) {
        return new YamlWriter().write(tree);
    }

    /** The trees as documents separated by {@code ---}. */
    public static String writeAll(List<? extends Map<String, Object>> trees) {
        var out = new StringBuilder(trees.size() * 512);
        for (var tree : trees) {
            if (!out.isEmpty()) {
                out.append("---\n");
            }
            new YamlWriter(out).document(tree);
        }
        return out.toString();
    }
}
