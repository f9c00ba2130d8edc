package io.slipway.kustomize.node;

import io.slipway.manifests.yaml.GoNumbers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON text as Go's encoder writes it: keys sorted, {@code <}, {@code >} and {@code &} escaped.
 * Stateless.
 */
public final class GoJson {

    private GoJson() {}

    /** The tree as compact JSON; all numbers as doubles. */
    public static String write(@Nullable Object tree) {
        var out = new StringBuilder();
        write(tree, out, -1);
        return out.toString();
    }

    /** The tree as JSON indented by two spaces. */
    public static String writeIndented(@Nullable Object tree) {
        var out = new StringBuilder();
        write(tree, out, 0);
        return out.toString();
    }

    private static void write(@Nullable Object value, StringBuilder out, int indent) {
        int inner = indent < 0 ? -1 : indent + 2;
        switch (value) {
            case null -> out.append("null");
            case Map<?, ?> map -> {
                if (map.isEmpty()) {
                    out.append("{}");
                    return;
                }
                char before = '{';
                for (var e : new TreeMap<Object, @Nullable Object>(map).entrySet()) {
                    out.append(before);
                    before = ',';
                    lineBreak(out, inner);
                    string((String) e.getKey(), out);
                    out.append(indent < 0 ? ":" : ": ");
                    write(e.getValue(), out, inner);
                }
                lineBreak(out, indent);
                out.append('}');
            }
            case List<?> list -> {
                if (list.isEmpty()) {
                    out.append("[]");
                    return;
                }
                char before = '[';
                for (var item : list) {
                    out.append(before);
                    before = ',';
                    lineBreak(out, inner);
                    write(item, out, inner);
                }
                lineBreak(out, indent);
                out.append(']');
            }
            case String text -> string(text, out);
            case Boolean flag -> out.append((boolean) flag);
            case Double number -> out.append(GoNumbers.json(number));
            case Number number -> out.append(number);
            default ->
                    throw new IllegalArgumentException("no value of a tree: " + value.getClass());
        }
    }

    private static void lineBreak(StringBuilder out, int indent) {
        if (indent >= 0) {
            out.append('\n').repeat(' ', indent);
        }
    }

    private static void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '<', '>', '&', '\u2028', '\u2029' -> escape(c, out);
                default -> {
                    if (c < 0x20) {
                        escape(c, out);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static void escape(char c, StringBuilder out) {
        var hex = Integer.toHexString(c);
        out.append("\\u").repeat('0', 4 - hex.length()).append(hex);
    }
}
