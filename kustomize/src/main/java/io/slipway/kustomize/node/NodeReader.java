package io.slipway.kustomize.node;

import io.slipway.manifests.yaml.TextLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads YAML text into nodes: anchors, aliases and merges are expanded at once, and count towards
 * the limits each time. Used once, by one thread.
 */
public final class NodeReader {

    /** What happens to a key that stands twice in a map. */
    public enum Repeated {
        /** The first value counts, and writing the map is an error. */
        REMEMBERED,
        /** The last value counts. */
        LAST_WINS
    }

    private final TextLimits limits;
    private final Repeated repeated;
    private final Iterator<Event> events;
    private final int firstLine;
    private final Map<Anchor, Node> anchors = new HashMap<>();
    private final Map<Anchor, Integer> sizes = new HashMap<>();

    private final String text;

    private int seenPoints;
    private int seenOffset;
    private int nodes;
    private int depth;
    private int flowDepth;

    private NodeReader(String text, int firstLine, Repeated repeated, TextLimits limits) {
        if (text.length() > limits.maxCharacters()) {
            throw new NodeException(
                    "YAML text of "
                            + text.length()
                            + " characters exceeds the limit of "
                            + limits.maxCharacters(),
                    0);
        }
        this.limits = limits;
        this.repeated = repeated;
        this.firstLine = firstLine;
        this.text = text;
        var settings =
                LoadSettings.builder()
                        .setCodePointLimit(Math.max(limits.maxCharacters(), 1))
                        .setParseComments(false)
                        .setMaxAliasesForCollections(Integer.MAX_VALUE)
                        .build();
        this.events = new ParserImpl(settings, new StreamReader(settings, text));
    }

    /**
     * The first document of a text; empty when there is none.
     *
     * @param firstLine the line of the file at which the text starts, from 1
     * @throws NodeException when it is no YAML or exceeds the limits
     */
    public static Optional<Node> document(
            String text, int firstLine, Repeated repeated, TextLimits limits) {
        if (isBlank(text)) {
            return Optional.empty();
        }
        return new NodeReader(text, firstLine, repeated, limits).first();
    }

    private static boolean isBlank(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\n') {
                return false;
            }
        }
        return true;
    }

    /**
     * The documents of a file as kustomize splits it: at lines that start with {@code ---}.
     *
     * @throws NodeException also when something follows a separator on its line
     */
    public static List<Node> documents(String text, TextLimits limits) {
        var normal = text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n");
        var found = new ArrayList<Node>();
        int line = 1;
        int start = 0;
        int from = 0;
        while (true) {
            int at = normal.indexOf("\n---", from);
            int end = at < 0 ? -1 : normal.indexOf('\n', at + 1);
            if (end < 0) {
                document(normal.substring(start), line, Repeated.REMEMBERED, limits)
                        .ifPresent(found::add);
                return found;
            }
            var rest = normal.substring(at + 4, end).strip();
            if (!rest.isEmpty() && rest.charAt(0) != '#') {
                throw new NodeException(
                        "invalid document separator: " + normal.substring(at + 1, end).strip(),
                        line + count(normal, start, at) + 1);
            }
            document(normal.substring(start, at + 1), line, Repeated.REMEMBERED, limits)
                    .ifPresent(found::add);
            line += count(normal, start, end + 1);
            start = end + 1;
            from = end + 1;
        }
    }

    private static int count(String text, int from, int to) {
        int lines = 0;
        for (int i = text.indexOf('\n', from); i >= 0 && i < to; i = text.indexOf('\n', i + 1)) {
            lines++;
        }
        return lines;
    }

    private Optional<Node> first() {
        try {
            while (events.hasNext()) {
                var event = events.next();
                if (event.getEventId() == Event.ID.DocumentStart) {
                    var node = node(events.next());
                    if (events.hasNext()) {
                        events.next();
                    }
                    return Optional.of(node);
                }
            }
            return Optional.empty();
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(m -> firstLine + m.getLine()).orElse(0);
            throw new NodeException(
                    "yaml: " + (line > 0 ? "line " + line + ": " : "") + e.getProblem(), line);
        } catch (YamlEngineException e) {
            throw new NodeException("yaml: " + e.getMessage(), 0);
        }
    }

    private int line(Event event) {
        return event.getStartMark().map(m -> firstLine + m.getLine()).orElse(0);
    }

    private NodeException fail(Event event, String problem) {
        int line = line(event);
        return new NodeException(
                "yaml: " + (line > 0 ? "line " + line + ": " : "") + problem, line);
    }

    private Node node(Event event) {
        if (++nodes > limits.maxNodes()) {
            throw fail(event, "more than " + limits.maxNodes() + " values");
        }
        return switch (event) {
            case ScalarEvent scalar -> {
                var node = scalar(scalar);
                scalar.getAnchor().ifPresent(a -> remember(a, node, 1));
                yield node;
            }
            case MappingStartEvent start -> {
                int before = nodes;
                enter(event);
                flowDepth += start.isFlow() ? 1 : 0;
                var map = mapping(start);
                flowDepth -= start.isFlow() ? 1 : 0;
                depth--;
                start.getAnchor().ifPresent(a -> remember(a, map, nodes - before + 1));
                yield map;
            }
            case SequenceStartEvent start -> {
                int before = nodes;
                enter(event);
                flowDepth += start.isFlow() ? 1 : 0;
                var list = sequence(start);
                flowDepth -= start.isFlow() ? 1 : 0;
                depth--;
                start.getAnchor().ifPresent(a -> remember(a, list, nodes - before + 1));
                yield list;
            }
            case AliasEvent alias -> {
                var target = anchors.get(alias.getAlias());
                if (target == null) {
                    throw fail(
                            event,
                            "unknown anchor '" + alias.getAlias().getValue() + "' referenced");
                }
                nodes += sizes.getOrDefault(alias.getAlias(), 1);
                if (nodes > limits.maxNodes()) {
                    throw fail(event, "document contains excessive aliasing");
                }
                yield target.copy();
            }
            default -> throw fail(event, "unexpected " + event.getEventId());
        };
    }

    private void enter(Event event) {
        if (++depth > limits.maxDepth()) {
            throw fail(event, "exceeded max depth of " + limits.maxDepth());
        }
    }

    private void remember(Anchor anchor, Node node, int size) {
        anchors.put(anchor, node);
        sizes.put(anchor, size);
    }

    private ListNode sequence(SequenceStartEvent start) {
        var list = new ListNode();
        list.at(line(start));
        list.setFlow(start.isFlow());
        for (var event = events.next();
                event.getEventId() != Event.ID.SequenceEnd;
                event = events.next()) {
            list.items().add(node(event));
        }
        return list;
    }

    private MapNode mapping(MappingStartEvent start) {
        var map = new MapNode();
        map.at(line(start));
        map.setFlow(start.isFlow());
        var merges = new ArrayList<MapNode>();
        boolean merged = false;
        for (var event = events.next();
                event.getEventId() != Event.ID.MappingEnd;
                event = events.next()) {
            var key = node(event);
            var value = node(events.next());
            if (!(key instanceof ScalarNode scalar)) {
                throw fail(event, "invalid map key: a map or list cannot be a key");
            }
            if (scalar.tag() == Tag.MERGE) {
                if (merged) {
                    throw fail(event, "duplicate merge key");
                }
                merged = true;
                merge(event, value, merges);
                continue;
            }
            if (!scalar.text().equals("<<")) {
                // A quoted one is no merge, and yet the original drops it.
                put(map, scalar, value, event);
            }
        }
        for (var source : merges) {
            source.fields().forEach((k, v) -> map.fields().computeIfAbsent(k, _ -> v.copy()));
        }
        return map;
    }

    private void put(MapNode map, ScalarNode key, Node value, Event event) {
        var text = key.text();
        var before = map.get(text);
        if (before != null && repeated == Repeated.REMEMBERED) {
            map.noteRepeated(
                    text,
                    "line "
                            + line(event)
                            + ": mapping key \""
                            + text
                            + "\" already defined at line "
                            + before.line());
            return;
        }
        map.put(text, value);
        if (key.tag() != Tag.STRING && key.tag() != Tag.BINARY && key.tag() != Tag.OTHER) {
            map.noteOddKey(text, key.tag());
        } else if (repeated == Repeated.LAST_WINS
                && key.style() == ScalarNode.Style.PLAIN
                && Values.isOldWord(text)) {
            map.noteOddKey(text, Tag.BOOL);
        }
    }

    private void merge(Event event, Node value, List<MapNode> into) {
        switch (value) {
            case MapNode map -> into.add(map);
            case ListNode list -> {
                for (var item : list.items()) {
                    if (!(item instanceof MapNode map)) {
                        throw fail(
                                event, "map merge requires map or sequence of maps as the value");
                    }
                    into.add(map);
                }
            }
            case ScalarNode _ ->
                    throw fail(event, "map merge requires map or sequence of maps as the value");
        }
    }

    private ScalarNode scalar(ScalarEvent event) {
        var style = style(event.getScalarStyle());
        var value = event.getValue();
        if (style == ScalarNode.Style.LITERAL || style == ScalarNode.Style.FOLDED) {
            value = block(event, value);
        } else if (style == ScalarNode.Style.DOUBLE && hasSurrogates(value)) {
            checkEscapes(event);
        }
        return scalar(event, style, value);
    }

    /** Libraries differ about blocks at the end of a text without line break, and about tabs. */
    private String block(ScalarEvent event, String value) {
        int first = 0;
        while (first < value.length() && value.charAt(first) == '\n') {
            first++;
        }
        if (first < value.length() && value.charAt(first) == '\t' && !hasIndentation(event)) {
            throw fail(event, "found a tab character where an indentation space is expected");
        }
        boolean toTheEnd =
                !text.endsWith("\n")
                        && value.endsWith("\n")
                        && event.getEndMark()
                                .map(m -> offset(m.getIndex()) >= text.length())
                                .orElse(false);
        return toTheEnd ? value.substring(0, value.length() - 1) : value;
    }

    /** The source of an event from its start. */
    private String source(ScalarEvent event) {
        int from = event.getStartMark().map(m -> offset(m.getIndex())).orElse(0);
        int to = event.getEndMark().map(m -> offset(m.getIndex())).orElse(text.length());
        return text.substring(from, to);
    }

    /** Where a code point stands; quick, as events come in their order. */
    private int offset(int codePoint) {
        if (codePoint < seenPoints) {
            seenPoints = 0;
            seenOffset = 0;
        }
        seenOffset = text.offsetByCodePoints(seenOffset, codePoint - seenPoints);
        seenPoints = codePoint;
        return seenOffset;
    }

    private boolean hasIndentation(ScalarEvent event) {
        var head = source(event).lines().findFirst().orElse("");
        int comment = head.indexOf('#');
        return (comment < 0 ? head : head.substring(0, comment))
                .chars()
                .anyMatch(Character::isDigit);
    }

    private static boolean hasSurrogates(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** JSON writes a character above U+FFFF as two escapes, which YAML does not know. */
    private void checkEscapes(ScalarEvent event) {
        var source = source(event);
        for (int at = source.indexOf('\\'); at >= 0; at = source.indexOf('\\', at + 2)) {
            if (source.regionMatches(true, at, "\\ud", 0, 3)
                    && source.charAt(at + 1) == 'u'
                    && at + 3 < source.length()
                    && "89abcdefABCDEF".indexOf(source.charAt(at + 3)) >= 0) {
                throw fail(event, "found invalid Unicode character escape code");
            }
        }
    }

    private ScalarNode scalar(ScalarEvent event, ScalarNode.Style style, String value) {
        // A lone ! says nothing.
        var named = event.getTag().filter(t -> !t.equals("!"));
        var tag =
                named.map(NodeReader::named)
                        .orElseGet(() ->
                                style == ScalarNode.Style.PLAIN
                                        ? PlainScalars.tag(value)
                                        : Tag.STRING);
        boolean tagged = named.isPresent();
        if (flowDepth > 0 && tag == Tag.TIMESTAMP && !tagged && value.indexOf(':') >= 0) {
            // Between braces it cannot be written without quotes, and so becomes a text.
            tag = Tag.STRING;
        }
        // An empty value between braces is written with quotes, and so becomes a text in the end.
        boolean emptyInFlow = flowDepth > 0 && tag == Tag.NULL && value.isEmpty();
        var node =
                new ScalarNode(
                        value,
                        tag,
                        emptyInFlow
                                ? ScalarNode.Style.SINGLE
                                : tagged && tag != Tag.STRING ? ScalarNode.Style.PLAIN : style);
        node.at(line(event));
        return node;
    }

    private static ScalarNode.Style style(ScalarStyle style) {
        return switch (style) {
            case PLAIN -> ScalarNode.Style.PLAIN;
            case SINGLE_QUOTED -> ScalarNode.Style.SINGLE;
            case LITERAL -> ScalarNode.Style.LITERAL;
            case FOLDED -> ScalarNode.Style.FOLDED;
            default -> ScalarNode.Style.DOUBLE;
        };
    }

    private static Tag named(String tag) {
        return switch (tag) {
            case "tag:yaml.org,2002:str" -> Tag.STRING;
            case "tag:yaml.org,2002:int" -> Tag.INT;
            case "tag:yaml.org,2002:float" -> Tag.FLOAT;
            case "tag:yaml.org,2002:bool" -> Tag.BOOL;
            case "tag:yaml.org,2002:null" -> Tag.NULL;
            case "tag:yaml.org,2002:timestamp" -> Tag.TIMESTAMP;
            case "tag:yaml.org,2002:binary" -> Tag.BINARY;
            case "tag:yaml.org,2002:merge" -> Tag.MERGE;
            default -> Tag.OTHER;
        };
    }
}
