package io.slipway.http.openapi;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A parameter of a call. Immutable.
 *
 * @param name as it is sent
 * @param place {@code path} or {@code query}
 * @param purpose what it is for, a part of a sentence
 * @param required whether the call fails without it
 * @param schema the values that it takes, as OpenAPI has it
 */
public record Parameter(
        String name, String place, String purpose, boolean required, Map<String, Object> schema) {

    /** A segment of the path. */
    public static Parameter path(String name, String purpose) {
        return new Parameter(
                name, "path", purpose, true, Map.of("type", "string", "minLength", 1L));
    }

    /** A value of the query that may be left out. */
    public static Parameter query(String name, String purpose, Map<String, Object> schema) {
        return new Parameter(name, "query", purpose, false, schema);
    }

    Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", name);
        tree.put("in", place);
        tree.put("description", purpose);
        tree.put("required", required);
        tree.put("schema", schema);
        return tree;
    }
}
