package io.slipway.manifests.yaml;

import io.slipway.manifests.ManifestException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tree as block YAML with sorted keys and two spaces of indentation, lists at the level of
 * their key. Texts that would read as something else are quoted. Used once, by one thread.
 */
final class YamlWriter {

    private final StringBuilder out = new StringBuilder();

    String write(@Nullable Object tree) {
        switch (tree) {
            case Map<?, ?> map when !map.isEmpty() -> map(map, 0);
            case List<?> list when !list.isEmpty() -> list(list, 0);
            case null, default -> out.append(scalar(tree, 0)).append('\n');
        }
        return out.toString();
    }

    private void map(Map<?, ?> map, int indent) {
        boolean first = true;
        for (var e : new TreeMap<Object, @Nullable Object>(map).entrySet()) {
            if (!first || needsIndent()) {
                indent(indent);
            }
            first = false;
            out.append(text((String) e.getKey(), indent, true)).append(':');
            switch (e.getValue()) {
                case Map<?, ?> child when !child.isEmpty() -> {
                    out.append('\n');
                    map(child, indent + 2);
                }
                case List<?> child when !child.isEmpty() -> {
                    out.append('\n');
                    list(child, indent);
                }
                case null, default -> out.append(' ').append(scalar(e.getValue(), indent + 2)).append('\n');
            }
        }
    }

    private void list(List<?> list, int indent) {
        boolean first = true;
        for (var element : list) {
            if (!first || needsIndent()) {
                indent(indent);
            }
            first = false;
            out.append("- ");
            switch (element) {
                case Map<?, ?> child when !child.isEmpty() -> map(child, indent + 2);
                case List<?> child when !child.isEmpty() -> list(child, indent + 2);
                case null, default -> out.append(scalar(element, indent + 2)).append('\n');
            }
        }
    }

    private boolean needsIndent() {
        return !out.isEmpty() && out.charAt(out.length() - 1) == '\n';
    }

    private void indent(int spaces) {
        out.repeat(' ', spaces);
    }

    private static String scalar(@Nullable Object value, int indent) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> _ -> "{}";
            case List<?> _ -> "[]";
            case String text -> text(text, indent, false);
            case Boolean flag -> flag.toString();
            case Long n -> n.toString();
            case Integer n -> n.toString();
            case BigInteger n -> n.toString();
            case Double n -> Json.write(n);
            default -> throw new ManifestException("a tree cannot hold a " + value.getClass().getName());
        };
    }

    private static String text(String text, int indent, boolean key) {
        if (text.isEmpty()) {
            return "\"\"";
        }
        if (text.chars().anyMatch(c -> (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f || c == 0xfeff)
                || (key && text.indexOf('\n') >= 0)
                || (text.indexOf('\n') >= 0 && text.startsWith(" "))
                || text.isBlank()) {
            return Json.write(text);
        }
        if (text.indexOf('\n') >= 0) {
            return literal(text, indent);
        }
        if (!(YamlScalars.resolve(text) instanceof String)) {
            return '"' + text + '"';
        }
        return isPlain(text) ? text : "'" + text.replace("'", "''") + "'";
    }

    private static String literal(String text, int indent) {
        var lines = text.split("\n", -1);
        boolean ends = text.endsWith("\n");
        var block = new StringBuilder("|").append(!ends ? "-" : text.endsWith("\n\n") ? "+" : "");
        int count = ends ? lines.length - 1 : lines.length;
        for (int i = 0; i < count; i++) {
            block.append('\n');
            if (!lines[i].isEmpty()) {
                block.append(" ".repeat(indent)).append(lines[i]);
            }
        }
        return block.toString();
    }

    private static boolean isPlain(String text) {
        char first = text.charAt(0);
        if (" \t-?:,[]{}#&*!|>'\"%@`=".indexOf(first) >= 0) {
            boolean dashWord = (first == '-' || first == '?' || first == ':') && text.length() > 1 && text.charAt(1) != ' ';
            if (!dashWord || text.startsWith("---")) {
                return false;
            }
        }
        return !text.contains(": ")
                && !text.contains(" #")
                && !text.endsWith(":")
                && !text.endsWith(" ")
                && text.indexOf('\t') < 0
                && !text.equals("<<")
                && !text.startsWith("...");
    }
}
