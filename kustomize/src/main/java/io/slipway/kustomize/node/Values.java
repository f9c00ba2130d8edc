package io.slipway.kustomize.node;

import io.slipway.manifests.yaml.GoNumbers;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Nodes to the plain trees that they stand for as JSON, and back. Stateless. */
public final class Values {

    private static final double EXACT = 9.007199254740992E15;

    private Values() {}

    /**
     * The value as JSON has it: maps, lists, strings, booleans, Long, BigInteger, Double, null.
     *
     * @throws NodeException when JSON has no such value, or a key stands twice
     */
    public static @Nullable Object of(Node node) {
        return switch (node) {
            case MapNode map -> map(map);
            case ListNode list -> {
                var values = new ArrayList<@Nullable Object>(list.items().size());
                for (var item : list.items()) {
                    values.add(of(item));
                }
                yield values;
            }
            case ScalarNode scalar -> scalar(scalar);
        };
    }

    /** As {@link #of}, for a map. */
    public static Map<String, Object> map(MapNode map) {
        if (!map.repeated().isEmpty()) {
            throw new NodeException(
                    "yaml: unmarshal errors:\n  " + String.join("\n  ", map.repeated()),
                    map.line());
        }
        if (!map.oddKeys().isEmpty()) {
            var key = map.oddKeys().keySet().iterator().next();
            throw new NodeException(
                    "json: unsupported type: map[interface {}]interface {} (key "
                            + key
                            + " is no string)",
                    map.line());
        }
        var values = new LinkedHashMap<String, @Nullable Object>(map.fields().size() * 4 / 3 + 1);
        for (var e : map.fields().entrySet()) {
            values.put(e.getKey(), of(e.getValue()));
        }
        return values;
    }

    /** The value of a scalar. */
    public static @Nullable Object scalar(ScalarNode node) {
        var text = node.text();
        boolean plain = node.style() == ScalarNode.Style.PLAIN;
        if (node.style() == ScalarNode.Style.LITERAL
                && text.startsWith("\t")
                && text.indexOf('\n') >= 0) {
            // The original writes a block and cannot read it again.
            throw new NodeException(
                    "yaml: found a tab character where an indentation space is expected: a text of"
                            + " several lines cannot start with a tab",
                    node.line());
        }
        return switch (node.tag()) {
            case STRING, OTHER, MERGE ->
                    node.style() == ScalarNode.Style.FOLDED ? FoldedText.reread(text) : text;
            case NONE ->
                    !plain || text.indexOf('\n') >= 0
                            ? text
                            : resolved(text, PlainScalars.tag(text), node);
            case BINARY -> {
                try {
                    yield new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    throw new NodeException(
                            "yaml: !!binary value contains invalid base64 data", node.line());
                }
            }
            case INT, FLOAT, BOOL, NULL, TIMESTAMP -> {
                var found = text.indexOf('\n') >= 0 ? Tag.STRING : PlainScalars.tag(text);
                if (found == node.tag()) {
                    yield plain ? resolved(text, found, node) : text;
                }
                if (node.tag() == Tag.FLOAT && found == Tag.INT) {
                    yield PlainScalars.whole(text.replace("_", "")).orElseThrow().doubleValue();
                }
                throw new NodeException(
                        "yaml: unmarshal errors:\n  line "
                                + Math.max(node.line(), 1)
                                + ": cannot decode "
                                + found.text()
                                + " `"
                                + text
                                + "` as a "
                                + node.tag().text(),
                        node.line());
            }
        };
    }

    private static @Nullable Object resolved(String text, Tag tag, ScalarNode node) {
        return switch (tag) {
            case NULL -> null;
            case BOOL -> text.charAt(0) == 't' || text.charAt(0) == 'T';
            case INT -> {
                var whole = PlainScalars.whole(text.replace("_", "")).orElseThrow();
                yield whole.bitLength() <= 63 ? (Object) whole.longValue() : whole;
            }
            case FLOAT -> {
                double number = PlainScalars.number64(text);
                if (!Double.isFinite(number)) {
                    throw new NodeException(
                            "json: unsupported value: "
                                    + (Double.isNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf"),
                            node.line());
                }
                yield number;
            }
            case TIMESTAMP -> PlainScalars.time(text).orElse(text);
            case STRING, NONE, BINARY, MERGE, OTHER -> text;
        };
    }

    /**
     * The node of a tree as kustomize makes it from JSON text: numbers lose what does not fit a
     * double, and are written as Go writes doubles.
     */
    public static Node ofJson(@Nullable Object value) {
        return node(value, true);
    }

    /** The node of a tree, whole numbers kept exact. */
    public static Node node(@Nullable Object value) {
        return node(value, false);
    }

    private static Node node(@Nullable Object value, boolean throughDouble) {
        return switch (value) {
            case null -> new ScalarNode("null", Tag.NULL, ScalarNode.Style.PLAIN);
            case Map<?, ?> map -> {
                var node = new MapNode();
                new TreeMap<Object, @Nullable Object>(map)
                        .forEach((k, v) -> node.put((String) k, node(v, throughDouble)));
                yield node;
            }
            case List<?> list -> {
                var node = new ListNode(new ArrayList<>(list.size()));
                for (var item : list) {
                    node.items().add(node(item, throughDouble));
                }
                yield node;
            }
            case String text -> {
                // A writer quotes what would read as something else; later steps keep that style.
                boolean quoted = PlainScalars.tag(text) != Tag.STRING || isOldWord(text);
                yield new ScalarNode(
                        text,
                        Tag.STRING,
                        text.indexOf('\n') >= 0
                                ? ScalarNode.Style.LITERAL
                                : quoted ? ScalarNode.Style.DOUBLE : ScalarNode.Style.PLAIN);
            }
            case Boolean flag -> new ScalarNode(flag.toString(), Tag.BOOL, ScalarNode.Style.PLAIN);
            case Double number -> number(number);
            case BigInteger number when throughDouble -> number(number.doubleValue());
            case Long number when throughDouble && Math.abs((double) number) >= EXACT ->
                    number(number.doubleValue());
            case Number number when throughDouble -> number(number.doubleValue());
            case Number number ->
                    new ScalarNode(number.toString(), Tag.INT, ScalarNode.Style.PLAIN);
            default ->
                    throw new IllegalArgumentException("no value of a tree: " + value.getClass());
        };
    }

    private static ScalarNode number(double number) {
        var text = GoNumbers.general(number);
        return new ScalarNode(text, PlainScalars.tag(text), ScalarNode.Style.PLAIN);
    }

    /** Whether YAML 1.1 reads the word as a boolean. */
    static boolean isOldWord(String text) {
        return switch (text) {
            case "y",
                    "Y",
                    "yes",
                    "Yes",
                    "YES",
                    "on",
                    "On",
                    "ON",
                    "n",
                    "N",
                    "no",
                    "No",
                    "NO",
                    "off",
                    "Off",
                    "OFF" ->
                    true;
            default -> false;
        };
    }

    /** Whether YAML 1.1 reads the plain text as anything but text. */
    public static boolean isOldNonString(String text) {
        return !text.isEmpty()
                && text.indexOf('\n') < 0
                && (isOldWord(text) || PlainScalars.tag(text) != Tag.STRING);
    }
}
