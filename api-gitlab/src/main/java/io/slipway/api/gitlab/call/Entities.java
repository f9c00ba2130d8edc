package io.slipway.api.gitlab.call;

import io.slipway.http.openapi.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What answers look like, read from {@code entities.txt} beside this class; the notation is told at
 * its top. Immutable.
 */
public final class Entities {
    private final Map<String, Object> schemas;

    private Entities(Map<String, Object> schemas) {
        this.schemas = schemas;
    }

    /** Those of this API. */
    public static Entities read() {
        try (var in = Entities.class.getResourceAsStream("entities.txt")) {
            if (in == null) {
                throw new IllegalStateException("entities.txt is not beside this class");
            }
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Entities of(String text) {
        var members = new TreeMap<String, Map<String, String>>();
        for (var line : text.replaceAll("\n +", " ").lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            var colon = line.indexOf(':');
            var all = new LinkedHashMap<String, String>();
            for (var member : line.substring(colon + 1).split(",")) {
                var words = member.strip().split(" ", 2);
                if (words[0].startsWith("+")) {
                    all.putAll(members.getOrDefault(words[0].substring(1), Map.of()));
                } else if (words.length == 2) {
                    all.put(words[0], words[1]);
                }
            }
            members.put(line.substring(0, colon), all);
        }
        var schemas = new TreeMap<String, Object>();
        members.forEach((name, all) -> schemas.put(name, object(all)));
        return new Entities(schemas);
    }

    private static Map<String, Object> object(Map<String, String> members) {
        var properties = new LinkedHashMap<String, Object>();
        var required = new ArrayList<String>();
        members.forEach((name, type) -> {
            if (name.endsWith("~")) {
                properties.put(name.substring(0, name.length() - 1), type(type));
            } else {
                properties.put(name, type(type));
                required.add(name);
            }
        });
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("properties", properties);
        schema.put("additionalProperties", false);
        return schema;
    }

    /** All schemas by name. */
    public Map<String, Object> schemas() {
        return schemas;
    }

    /** The forms of an answer in the notation; an empty one is no body. */
    List<Content> content(String notation) {
        return switch (notation) {
            case "" -> List.of();
            case "raw" -> List.of(new Content("text/plain", Map.of("type", "string")));
            case "archive" ->
                    List.of(
                                    "application/zip",
                                    "application/x-tar",
                                    "application/gzip",
                                    "application/x-bzip2")
                            .stream()
                            .map(type ->
                                    new Content(type, Map.of("type", "string", "format", "binary")))
                            .toList();
            default -> List.of(new Content("application/json", type(notation)));
        };
    }

    private static Map<String, Object> type(String notation) {
        if (notation.endsWith("?")) {
            var of = type(notation.substring(0, notation.length() - 1));
            var tree = new LinkedHashMap<String, Object>();
            if (of.containsKey("$ref")) {
                tree.put("allOf", List.of(of));
            } else {
                tree.putAll(of);
            }
            tree.put("nullable", true);
            return tree;
        }
        if (notation.startsWith("[")) {
            return Map.of(
                    "type", "array", "items", type(notation.substring(1, notation.length() - 1)));
        }
        if (notation.startsWith("{")) {
            return Map.of(
                    "type",
                    "object",
                    "additionalProperties",
                    type(notation.substring(1, notation.length() - 1)));
        }
        if (notation.contains("|")) {
            var words = List.of(notation.split("\\|"));
            return words.stream().allMatch(word -> word.matches("\\d+"))
                    ? Map.of(
                            "type",
                            "integer",
                            "enum",
                            words.stream().map(Integer::valueOf).toList())
                    : Map.of("type", "string", "enum", words);
        }
        return switch (notation) {
            case "text" -> Map.of("type", "string");
            case "int" -> Map.of("type", "integer", "format", "int64");
            case "number" -> Map.of("type", "number");
            case "bool" -> Map.of("type", "boolean");
            case "time" ->
                    Map.of(
                            "type",
                            "string",
                            "format",
                            "date-time",
                            "pattern",
                            "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$");
            case "gittime" ->
                    Map.of(
                            "type",
                            "string",
                            "pattern",
                            "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}[+-]\\d\\d:\\d\\d$");
            case "sha" -> Map.of("type", "string", "pattern", "^[0-9a-f]{40}$");
            case "any" -> Map.of();
            default -> Content.reference(notation);
        };
    }
}
