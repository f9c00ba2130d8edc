package io.slipway.api.gitlab.call;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A parameter that a call reads, declared beside its route; see {@link Endpoint#takes}. A call that
 * reads a parameter which its route does not declare fails, so that the table is complete.
 *
 * @param name as it is sent
 * @param purpose what it is for, a part of a sentence
 * @param required whether the call answers 400 without it
 * @param schema the values that it takes, as OpenAPI has it
 */
public record Field(String name, String purpose, boolean required, Map<String, Object> schema) {

    private static Field of(String name, String purpose, Object... schema) {
        var tree = new LinkedHashMap<String, Object>();
        for (var at = 0; at < schema.length; at += 2) {
            tree.put(String.valueOf(schema[at]), schema[at + 1]);
        }
        return new Field(name, purpose, false, tree);
    }

    /** A text. */
    public static Field text(String name, String purpose) {
        return of(name, purpose, "type", "string");
    }

    /** A text of at most so many characters. */
    public static Field text(String name, String purpose, long most) {
        return of(name, purpose, "type", "string", "maxLength", most);
    }

    /** True for the words of the API for it, false for everything else. */
    public static Field flag(String name, String purpose) {
        return of(name, purpose, "type", "boolean");
    }

    /** A whole number. */
    public static Field number(String name, String purpose, long least, long most) {
        return of(
                name, purpose, "type", "integer", "format", "int64", "minimum", least, "maximum",
                most);
    }

    /** The number of a record. */
    public static Field id(String name, String purpose) {
        return number(name, purpose, 1, Long.MAX_VALUE);
    }

    /** One of some words; others count as none, or are refused, as the purpose says. */
    public static Field choice(String name, String purpose, String... words) {
        return of(name, purpose, "type", "string", "enum", List.of(words));
    }

    /** One of some numbers. */
    public static Field level(String name, String purpose, Integer... levels) {
        return of(name, purpose, "type", "integer", "enum", List.of(levels));
    }

    /** A moment in ISO 8601. */
    public static Field time(String name, String purpose) {
        return of(name, purpose, "type", "string", "format", "date-time");
    }

    /** Several texts: a list in JSON, or joined by commas. */
    public static Field texts(String name, String purpose) {
        return of(name, purpose, "type", "array", "items", Map.of("type", "string"));
    }

    /** A file, which only a multipart body can carry. */
    public static Field file(String name, String purpose) {
        return of(name, purpose, "type", "string", "format", "binary");
    }

    /** The same, without which the call answers 400. */
    public Field needed() {
        return new Field(name, purpose, true, schema);
    }

    boolean isFile() {
        return "binary".equals(schema.get("format"));
    }

    /** As a property of a body. */
    Map<String, Object> property() {
        var tree = new LinkedHashMap<String, Object>(schema);
        tree.put("description", purpose);
        return tree;
    }
}
