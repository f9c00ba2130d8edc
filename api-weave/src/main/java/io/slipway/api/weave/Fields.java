package io.slipway.api.weave;

import io.slipway.http.HttpFailure;
import io.slipway.http.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request message, from a JSON body or a query, read as the original reads them:
 * lowerCamelCase and snake_case are the same field, null is the default, unknown fields are
 * ignored, and a wrong type is a bad request.
 */
final class Fields {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    private final Map<String, @Nullable Object> values;

    private Fields(Map<String, @Nullable Object> values) {
        this.values = values;
    }

    /** The body, whatever its Content-Type says; an empty one is an empty object. */
    static Fields body(Request request) {
        byte[] bytes = request.bodyBytes();
        if (new String(bytes, java.nio.charset.StandardCharsets.UTF_8).isBlank()) {
            return new Fields(Map.of());
        }
        try {
            return object(request.json().orElse(null));
        } catch (HttpFailure.Malformed e) {
            throw ApiError.invalid(String.valueOf(e.getMessage()));
        }
    }

    /** The query, and the form of a POST that stands for a GET. */
    static Fields query(Request request) {
        var all = new LinkedHashMap<String, @Nullable Object>();
        Map<String, ? extends @Nullable Object> pairs;
        if (request.method().equals("POST")) {
            pairs = request.parameters();
        } else {
            pairs = request.query();
        }
        pairs.forEach((name, value) -> {
            var camel = camel(name);
            if ((value instanceof List<?> list && list.size() > 1) || all.containsKey(camel)) {
                throw ApiError.invalid("field already set: " + name);
            }
            all.put(camel, value instanceof List<?> list ? String.valueOf(list.getFirst()) : value);
        });
        return new Fields(all);
    }

    private static Fields object(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw ApiError.invalid("proto: syntax error: the message must be a JSON object");
        }
        var all = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((name, member) -> {
            var camel = camel(String.valueOf(name));
            if (all.containsKey(camel)) {
                throw ApiError.invalid("proto: duplicate field \"" + name + "\"");
            }
            all.put(camel, member);
        });
        return new Fields(all);
    }

    /** A string; empty when absent. */
    String text(String name) {
        return switch (values.get(name)) {
            case null -> "";
            case String text -> text;
            default -> throw wrongType(name, "string");
        };
    }

    /** A boolean; false when absent. Strings count only where they come from a query. */
    boolean flag(String name) {
        return switch (values.get(name)) {
            case null -> false;
            case Boolean flag -> flag;
            default -> throw wrongType(name, "bool");
        };
    }

    /** A boolean of a query. */
    boolean queryFlag(String name) {
        var text = text(name);
        if (text.isEmpty() || FALSE.contains(text)) {
            return false;
        }
        if (TRUE.contains(text)) {
            return true;
        }
        throw wrongType(name, "bool");
    }

    /** A whole number of a body or query; 0 when absent. */
    int number(String name) {
        return switch (values.get(name)) {
            case null -> 0;
            case Long number when number >= Integer.MIN_VALUE && number <= Integer.MAX_VALUE ->
                    number.intValue();
            case String text when text.matches("-?\\d{1,9}") -> Integer.parseInt(text);
            default -> throw wrongType(name, "int32");
        };
    }

    /** A map of strings; empty when absent. */
    Map<String, String> texts(String name) {
        var value = values.get(name);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw wrongType(name, "map");
        }
        var texts = new LinkedHashMap<String, String>();
        map.forEach((key, member) -> {
            if (!(member instanceof String text)) {
                throw wrongType(name, "string");
            }
            texts.put(String.valueOf(key), text);
        });
        return texts;
    }

    /** A message; absent when it is not there. */
    Optional<Fields> message(String name) {
        var value = values.get(name);
        return value == null ? Optional.empty() : Optional.of(object(value));
    }

    /** A list of messages; empty when absent. */
    List<Fields> messages(String name) {
        var value = values.get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw wrongType(name, "list");
        }
        var messages = new ArrayList<Fields>();
        list.forEach(member -> messages.add(object(member)));
        return messages;
    }

    /** Whether a field with this name, or below it with a dot, was given. */
    boolean has(String prefix) {
        return values.keySet().stream()
                .anyMatch(name -> name.equals(prefix) || name.startsWith(prefix + "."));
    }

    /** The names given, sorted. */
    Set<String> names() {
        return new TreeSet<>(values.keySet());
    }

    private static ApiError wrongType(String name, String type) {
        return ApiError.invalid("proto: invalid value for " + type + " field " + name);
    }

    private static String camel(String name) {
        if (name.indexOf('_') < 0) {
            return name;
        }
        var camel = new StringBuilder();
        var upper = false;
        for (var at = 0; at < name.length(); at++) {
            var character = name.charAt(at);
            if (character == '_' && at > 0) {
                upper = true;
            } else {
                camel.append(upper ? Character.toUpperCase(character) : character);
                upper = false;
            }
        }
        return camel.toString();
    }
}
