package io.slipway.platform.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The few kinds of JSON that events need: objects, lists, texts, whole numbers, truth values. Reads
 * only what {@link #write} wrote, so it is no parser for the world's JSON.
 */
final class EventJson {

    private final String text;
    private int at;

    private EventJson(String text) {
        this.text = text;
    }

    static String write(Map<String, Object> fields) {
        StringBuilder out = new StringBuilder(128);
        write(out, fields);
        return out.toString();
    }

    static Map<String, Object> read(String json) {
        EventJson reader = new EventJson(json);
        Map<String, Object> fields = reader.object();
        if (reader.at != json.length()) {
            throw reader.broken();
        }
        return fields;
    }

    private static void write(StringBuilder out, Object value) {
        switch (value) {
            case Map<?, ?> fields -> {
                String comma = "";
                out.append('{');
                for (Map.Entry<?, ?> field : fields.entrySet()) {
                    out.append(comma);
                    quote(out, (String) field.getKey());
                    out.append(':');
                    write(out, field.getValue());
                    comma = ",";
                }
                out.append('}');
            }
            case List<?> list -> {
                String comma = "";
                out.append('[');
                for (Object one : list) {
                    out.append(comma);
                    write(out, one);
                    comma = ",";
                }
                out.append(']');
            }
            case String string -> quote(out, string);
            case Long _, Boolean _ -> out.append(value);
            default -> throw new IllegalArgumentException("an event cannot hold " + value);
        }
    }

    private static void quote(StringBuilder out, String string) {
        out.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
                // PostgreSQL's text refuses NUL, and lone surrogates are no UTF-8
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private Map<String, Object> object() {
        Map<String, Object> fields = new LinkedHashMap<>();
        expect('{');
        if (skip('}')) {
            return fields;
        }
        do {
            String name = string();
            expect(':');
            fields.put(name, value());
        } while (skip(','));
        expect('}');
        return fields;
    }

    private List<Object> list() {
        List<Object> list = new ArrayList<>();
        expect('[');
        if (skip(']')) {
            return list;
        }
        do {
            list.add(value());
        } while (skip(','));
        expect(']');
        return list;
    }

    private Object value() {
        return switch (peek()) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            default -> number();
        };
    }

    private Object word(String word, boolean value) {
        if (!text.startsWith(word, at)) {
            throw broken();
        }
        at += word.length();
        return value;
    }

    private Object number() {
        int start = at;
        while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        try {
            return Long.parseLong(text.substring(start, at));
        } catch (NumberFormatException e) {
            throw broken();
        }
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        expect('"');
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c != '\\') {
                out.append(c);
            } else if (peek() == 'u') {
                out.append((char) Integer.parseInt(text, at + 1, at + 5, 16));
                at += 5;
            } else {
                out.append(text.charAt(at++));
            }
        }
        at++;
        return out.toString();
    }

    private char peek() {
        if (at >= text.length()) {
            throw broken();
        }
        return text.charAt(at);
    }

    private boolean skip(char c) {
        if (peek() == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) {
        if (!skip(c)) {
            throw broken();
        }
    }

    private IllegalStateException broken() {
        return new IllegalStateException("a stored event is broken at character " + at);
    }
}
