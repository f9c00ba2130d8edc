package io.slipway.http.openapi;

import java.util.List;
import java.util.Map;

/**
 * A status that a call answers with.
 *
 * @param meaning when it does, or what the body then is
 * @param content the forms of the body; none when there is no body
 * @param headers those that go with it, by name, each as OpenAPI has it
 */
public record Answer(
        int status, String meaning, List<Content> content, Map<String, Object> headers) {
    public Answer {
        content = List.copyOf(content);
    }

    /** A header line of an answer. */
    public static Map<String, Object> header(String meaning, boolean required) {
        return Map.of(
                "description", meaning, "required", required, "schema", Map.of("type", "string"));
    }
}
