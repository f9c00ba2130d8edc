package io.slipway.http.openapi;

import java.util.Map;

/**
 * A form of a body: a media type, and the schema of what it holds.
 *
 * @param type the media type
 * @param schema as OpenAPI has it, mostly a {@link #reference}
 */
public record Content(String type, Map<String, Object> schema) {

    /** A body of a schema that the document names. */
    public static Content of(String type, String name) {
        return new Content(type, reference(name));
    }

    /** The schema of that name in the document. */
    public static Map<String, Object> reference(String name) {
        return Map.of("$ref", "#/components/schemas/" + name);
    }
}
