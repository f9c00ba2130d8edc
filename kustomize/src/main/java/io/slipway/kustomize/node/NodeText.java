package io.slipway.kustomize.node;

import io.slipway.manifests.yaml.Yaml;
import java.util.List;

/** Nodes as YAML text that keeps quoting and the order of keys. Stateless. */
public final class NodeText {

    private NodeText() {}

    /** The node as a document in block style. */
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
            case MapNode map when !map.fields().isEmpty() -> {
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
            case ListNode list when !list.items().isEmpty() -> items(list.items(), indent, out);
            case MapNode _ -> out.append("{}");
            case ListNode _ -> out.append("[]");
            case ScalarNode scalar -> out.append(indented(scalar(scalar), indent));
        }
    }

    private static Tag key(MapNode map, String key) {
        return map.oddKeys().getOrDefault(key, Tag.STRING);
    }

    private static void value(Node value, int indent, StringBuilder out) {
        switch (value) {
            case MapNode map when !map.fields().isEmpty() -> {
                out.append('\n').repeat(' ', indent + 2);
                write(map, indent + 2, out);
            }
            case ListNode list when !list.items().isEmpty() -> {
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
            if (!(item instanceof MapNode map && !map.fields().isEmpty()
                    || item instanceof ListNode list && !list.items().isEmpty())) {
                out.append('\n');
            }
        }
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
                yield Values.isOldWord(text) ? text : written.replace("\n  ", " ");
            }
        };
    }
}
