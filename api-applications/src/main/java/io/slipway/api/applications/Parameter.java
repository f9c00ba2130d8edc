package io.slipway.api.applications;

import io.slipway.http.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A parameter of calls: what it is for, which values it takes, and how it is read. Handlers read
 * through it and the OpenAPI document is made of it, so the two cannot differ.
 *
 * @param schema as OpenAPI has it
 */
record Parameter(String name, String place, String purpose, Map<String, Object> schema) {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /** A segment of the path. */
    static Parameter path(String name, String purpose) {
        return new Parameter(name, "path", purpose, Map.of("type", "string", "minLength", 1L));
    }

    /** A text of the query. */
    static Parameter text(String name, String purpose) {
        return query(name, purpose, Map.of("type", "string"));
    }

    /** True or false in the query. */
    static Parameter flag(String name, String purpose) {
        return query(name, purpose, Map.of("type", "boolean"));
    }

    /** One of some words in the query. */
    static Parameter choice(String name, String purpose, String... words) {
        return query(name, purpose, Map.of("type", "string", "enum", List.of(words)));
    }

    /** A whole number in the query; a larger one than {@code most} counts as that. */
    static Parameter number(String name, String purpose, long least, long most, long otherwise) {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "integer");
        schema.put("format", "int64");
        schema.put("minimum", least);
        schema.put("maximum", 999_999_999_999_999_999L);
        if (otherwise >= least) {
            schema.put("default", otherwise);
        }
        return query(name, purpose + "; at most " + most + " counts", schema);
    }

    /** In the query, read by the handler in its own way. */
    static Parameter query(String name, String purpose, Map<String, Object> schema) {
        return new Parameter(name, "query", purpose, schema);
    }

    /** As documents have it. */
    io.slipway.http.openapi.Parameter described() {
        return new io.slipway.http.openapi.Parameter(
                name, place, purpose, place.equals("path"), schema);
    }

    /** The value, when there is one that is not blank. */
    Optional<String> in(Request request) {
        return request.query(name).filter(text -> !text.isBlank());
    }

    /** One of the words. */
    Optional<String> choiceIn(Request request) {
        var words = (List<?>) schema.getOrDefault("enum", List.of());
        var word = request.query(name);
        word.filter(text -> !words.contains(text))
                .ifPresent(text -> {
                    throw Refusal.badRequest(
                            name
                                    + " must be "
                                    + String.join(
                                            " or ", words.stream().map(String::valueOf).toList())
                                    + ", not "
                                    + text);
                });
        return word;
    }

    /** Whether it says true; the bare name does. */
    boolean isTrueIn(Request request) {
        return isTrueIn(request, false);
    }

    boolean isTrueIn(Request request, boolean otherwise) {
        return request.query(name)
                .map(text ->
                        switch (text) {
                            case "true", "1", "" -> true;
                            case "false", "0" -> false;
                            default ->
                                    throw Refusal.badRequest(
                                            name + " must be true or false, not " + text);
                        })
                .orElse(otherwise);
    }

    /** A whole number in the range; empty when it is not there. */
    Optional<Long> numberIn(Request request, long most) {
        long least = (Long) schema.getOrDefault("minimum", 0L);
        return request.query(name)
                .map(text -> {
                    if (!NUMBER.matcher(text).matches() || Long.parseLong(text) < least) {
                        throw Refusal.badRequest(
                                name + " must be a whole number of at least " + least);
                    }
                    return Math.min(most, Long.parseLong(text));
                });
    }
}
