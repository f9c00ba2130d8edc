package io.slipway.manifests.schema;

import java.util.Optional;

/**
 * A field of a struct.
 *
 * @param required whether the API demands it
 * @param defaultValue what the published schema names as its default; empty maps stand for structs
 *     that are always there
 * @param mergePatch whether a strategic merge patch merges the field (a list, or keys of a map)
 * @param retainKeys whether a strategic merge patch clears the keys that it does not name
 * @param mergeKey the key by which a strategic merge patch finds list elements; empty for sets
 */
public record Field(
        String name,
        Schema schema,
        boolean required,
        Optional<Object> defaultValue,
        boolean mergePatch,
        boolean retainKeys,
        String mergeKey) {

    static Field plain(
            String name, Schema schema, boolean required, Optional<Object> defaultValue) {
        return new Field(name, schema, required, defaultValue, false, false, "");
    }
}
