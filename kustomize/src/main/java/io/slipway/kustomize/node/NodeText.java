package io.slipway.kustomize.node;

import io.slipway.manifests.yaml.Yaml;
import java.util.List;
import java.util.regex.Pattern;

/** Nodes as YAML text that keeps quoting and the order of keys. Stateless. */
public final class NodeText {

    private static final Pattern FOLD = Pattern.compile("\n *");

    private NodeText() {}

    /** The node as a document; maps and lists in the style they had. */
    public static String of(Node node) {
        var out = new StringBuilder();
        write(node, 0, out);
        if (node instanceof ScalarNode) {
            out.append('\n');
        }
        return out.toString();
    }

    private static void write(Node node, int indent, StringBuilder out) {
        switch (node) {
            case MapNode map when isBlock(map) -> {
                boolean first = true;
                for (var e : map.fields().entrySet()) {
                    if (!first) {
                        out.repeat(' ', indent);
                    }
                    first = false;
                    out.append(
                                    scalar(
                                            new ScalarNode(
                                                    e.getKey(),
                                                    key(map, e.getKey()),
                                                    ScalarNode.Style.PLAIN)))
                            .append(':');
                    value(e.getValue(), indent, out);
                }
            }
            case ListNode list when isBlock(list) -> items(list.items(), indent, out);
            case MapNode _, ListNode _ -> flow(node, out);
            case ScalarNode scalar -> out.append(indented(scalar(scalar), indent));
        }
    }

    private static Tag key(MapNode map, String key) {
        return map.oddKeys().getOrDefault(key, Tag.STRING);
    }

    private static void value(Node value, int indent, StringBuilder out) {
        switch (value) {
            case MapNode map when isBlock(map) -> {
                out.append('\n').repeat(' ', indent + 2);
                write(map, indent + 2, out);
            }
            case ListNode list when isBlock(list) -> {
                out.append('\n').repeat(' ', indent);
                items(list.items(), indent, out);
            }
            case ScalarNode scalar when scalar.isNull() && scalar.text().isEmpty() ->
                    out.append('\n');
            default -> {
                out.append(' ');
                write(value, indent, out);
                out.append('\n');
            }
        }
    }

    private static void items(List<Node> items, int indent, StringBuilder out) {
        boolean first = true;
        for (var item : items) {
            if (!first) {
                out.repeat(' ', indent);
            }
            first = false;
            out.append("- ");
            write(item, indent + 2, out);
            if (!isBlock(item)) {
                out.append('\n');
            }
        }
    }

    private static boolean isBlock(Node node) {
        return !(node instanceof ScalarNode) && !node.isFlow() && !node.isNullOrEmpty();
    }

    private static void flow(Node node, StringBuilder out) {
        switch (node) {
            case MapNode map -> {
                out.append('{');
                boolean first = true;
                for (var e : map.fields().entrySet()) {
                    out.append(first ? "" : ", ");
                    first = false;
                    var key = e.getKey();
                    out.append(
                                    flowScalar(
                                            new ScalarNode(
                                                    key, key(map, key), ScalarNode.Style.PLAIN)))
                            .append(": ");
                    flow(e.getValue(), out);
                }
                out.append('}');
            }
            case ListNode list -> {
                out.append('[');
                boolean first = true;
                for (var item : list.items()) {
                    out.append(first ? "" : ", ");
                    first = false;
                    flow(item, out);
                }
                out.append(']');
            }
            case ScalarNode scalar -> out.append(flowScalar(scalar));
        }
    }

    /** Between braces and brackets fewer texts may stand without quotes. */
    private static String flowScalar(ScalarNode scalar) {
        var text = scalar.text();
        return switch (scalar.style()) {
            case SINGLE, DOUBLE -> scalar(scalar);
            case LITERAL, FOLDED, PLAIN -> {
                if (text.indexOf('\n') >= 0) {
                    yield GoJson.write(text);
                }
                yield text.isEmpty() && scalar.tag() != Tag.STRING
                                || text.chars().anyMatch(c -> ",?[]{}".indexOf(c) >= 0)
                        ? "'" + text.replace("'", "''") + "'"
                        : scalar(scalar);
            }
        };
    }

    private static String indented(String text, int indent) {
        return text.indexOf('\n') < 0 ? text : text.replace("\n", "\n" + " ".repeat(indent));
    }

    /** A scalar in the style it had. */
    public static String scalar(ScalarNode node) {
        var text = node.text();
        return switch (node.style()) {
            case SINGLE -> "'" + text.replace("'", "''") + "'";
            case DOUBLE ->
                    GoJson.write(text)
                            .replace("\\u003c", "<")
                            .replace("\\u003e", ">")
                            .replace("\\u0026", "&");
            case LITERAL, FOLDED, PLAIN -> {
                boolean string = node.tag() == Tag.STRING;
                if (text.indexOf('\n') >= 0) {
                    var written = Yaml.write(text);
                    yield written.substring(0, written.length() - 1);
                }
                if (string && PlainScalars.tag(text) != Tag.STRING) {
                    yield GoJson.write(text);
                }
                if (!string || text.isEmpty()) {
                    yield text;
                }
                var written = Yaml.write(Values.isOldWord(text) ? text + "_" : text);
                written = written.substring(0, written.length() - 1);
                // Here lines are not folded.
                yield Values.isOldWord(text) ? text : FOLD.matcher(written).replaceAll(" ");
            }
        };
    }
}
