package io.slipway.manifests.yaml;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Builds the trees of one text from the parser's events. Used once, by one thread. */
final class YamlComposer {

    private final TextLimits limits;
    private final Iterator<Event> events;
    private final Map<Anchor, @Nullable Object> anchors = new HashMap<>();
    private final Map<Anchor, Integer> anchorSizes = new HashMap<>();
    private int nodes;
    private int depth;

    YamlComposer(String text, TextLimits limits) {
        if (text.length() > limits.maxCharacters()) {
            throw new ManifestException(
                    "YAML text of "
                            + text.length()
                            + " characters exceeds the limit of "
                            + limits.maxCharacters());
        }
        this.limits = limits;
        var settings =
                LoadSettings.builder()
                        .setCodePointLimit(limits.maxCharacters())
                        .setParseComments(false)
                        .build();
        this.events = new ParserImpl(settings, new StreamReader(settings, text));
    }

    List<Object> documents() {
        try {
            var documents = new ArrayList<Object>();
            while (events.hasNext()) {
                var event = events.next();
                switch (event.getEventId()) {
                    case DocumentStart -> {
                        anchors.clear();
                        var document = node(events.next());
                        if (document != null) {
                            documents.add(document);
                        }
                    }
                    default -> {}
                }
            }
            return documents;
        } catch (MarkedYamlEngineException e) {
            var mark = e.getProblemMark();
            throw new ManifestException(
                    "invalid YAML"
                            + mark.map(m -> " at line " + (m.getLine() + 1)).orElse("")
                            + ": "
                            + e.getProblem(),
                    e);
        } catch (YamlEngineException e) {
            throw new ManifestException("invalid YAML: " + e.getMessage(), e);
        }
    }

    private @Nullable Object node(Event event) {
        if (++nodes > limits.maxNodes()) {
            throw at(event, "more than " + limits.maxNodes() + " values");
        }
        return switch (event) {
            case ScalarEvent scalar -> {
                var value = scalar(scalar);
                scalar.getAnchor().ifPresent(a -> remember(a, value, 1));
                yield value;
            }
            case MappingStartEvent start -> {
                int before = nodes;
                var map = nested(start, () -> mapping(start));
                start.getAnchor().ifPresent(a -> remember(a, map, nodes - before + 1));
                yield map;
            }
            case SequenceStartEvent start -> {
                int before = nodes;
                var list = nested(start, this::sequence);
                start.getAnchor().ifPresent(a -> remember(a, list, nodes - before + 1));
                yield list;
            }
            case AliasEvent alias -> {
                if (!anchors.containsKey(alias.getAlias())) {
                    throw at(event, "unknown anchor " + alias.getAlias());
                }
                nodes += anchorSizes.getOrDefault(alias.getAlias(), 1);
                if (nodes > limits.maxNodes()) {
                    throw at(event, "aliases expand to more than " + limits.maxNodes() + " values");
                }
                yield Trees.copy(anchors.get(alias.getAlias()));
            }
            default -> throw at(event, "unexpected " + event.getEventId());
        };
    }

    private void remember(Anchor anchor, @Nullable Object value, int size) {
        anchors.put(anchor, value);
        anchorSizes.put(anchor, size);
    }

    private <T> T nested(Event start, java.util.function.Supplier<T> body) {
        if (++depth > limits.maxDepth()) {
            throw at(start, "nested deeper than " + limits.maxDepth() + " levels");
        }
        var value = body.get();
        depth--;
        return value;
    }

    private Map<String, @Nullable Object> mapping(Event start) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        var merges = new ArrayList<@Nullable Object>();
        for (var event = events.next();
                event.getEventId() != Event.ID.MappingEnd;
                event = events.next()) {
            boolean merge =
                    event instanceof ScalarEvent s && s.isPlain() && s.getValue().equals("<<");
            var keyEvent = event;
            var key = merge ? "<<" : key(keyEvent);
            var value = node(events.next());
            if (merge) {
                merges.add(value);
            } else {
                if (map.containsKey(key)) {
                    throw at(keyEvent, "key \"" + key + "\" already set in map");
                }
                map.put(key, value);
            }
        }
        for (var merge : merges) {
            var sources =
                    merge instanceof List<?> list
                            ? list
                            : List.of(java.util.Objects.requireNonNull(merge, "merge"));
            for (var source : sources) {
                Trees.map(source)
                        .orElseThrow(() ->
                                at(
                                        start,
                                        "map merge requires map or sequence of maps as the value"))
                        .forEach(map::putIfAbsent);
            }
        }
        return map;
    }

    private String key(Event event) {
        if (!(event instanceof ScalarEvent) && !(event instanceof AliasEvent)) {
            throw at(event, "a map or list cannot be a key");
        }
        return switch (node(event)) {
            case null -> "null";
            case String text -> text;
            case Double number when number == Math.rint(number) && Math.abs(number) < 1e21 ->
                    new java.math.BigDecimal(number).toBigInteger().toString();
            case Map<?, ?> _, List<?> _ -> throw at(event, "a map or list cannot be a key");
            case Object other -> other.toString();
        };
    }

    private List<@Nullable Object> sequence() {
        var list = new ArrayList<@Nullable Object>();
        for (var event = events.next();
                event.getEventId() != Event.ID.SequenceEnd;
                event = events.next()) {
            list.add(node(event));
        }
        return list;
    }

    private @Nullable Object scalar(ScalarEvent event) {
        var tag = event.getTag().orElse("");
        return switch (tag) {
            case "" -> event.isPlain() ? YamlScalars.resolve(event.getValue()) : event.getValue();
            case "!", "tag:yaml.org,2002:str" -> event.getValue();
            case "tag:yaml.org,2002:binary" -> {
                try {
                    yield new String(
                            java.util.Base64.getMimeDecoder().decode(event.getValue()),
                            java.nio.charset.StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    throw at(event, "!!binary value contains invalid base64 data");
                }
            }
            case "tag:yaml.org,2002:float" ->
                    YamlScalars.resolve(event.getValue()) instanceof Number n
                            ? (Object) n.doubleValue()
                            : event.getValue();
            default -> YamlScalars.resolve(event.getValue());
        };
    }

    private static ManifestException at(Event event, String problem) {
        return new ManifestException(
                "invalid YAML"
                        + event.getStartMark().map(m -> " at line " + (m.getLine() + 1)).orElse("")
                        + ": "
                        + problem);
    }
}
