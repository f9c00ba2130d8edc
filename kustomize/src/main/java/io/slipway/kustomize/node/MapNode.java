package io.slipway.kustomize.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A map from texts to values in the order of the file.
 *
 * <p>Keys that are no text, and keys that stand twice, are legal until the map is turned into JSON;
 * they are remembered for the error.
 */
public final class MapNode extends Node {

    private final Map<String, Node> fields = new LinkedHashMap<>();
    private @Nullable Map<String, Tag> oddKeys;
    private @Nullable Map<String, String> repeated;

    /** The fields; may be changed. */
    public Map<String, Node> fields() {
        return fields;
    }

    /** The value of a field, or null when there is no such field. */
    public @Nullable Node get(String name) {
        return fields.get(name);
    }

    /** The value of a field that is a map. */
    public Optional<MapNode> map(String name) {
        return fields.get(name) instanceof MapNode map ? Optional.of(map) : Optional.empty();
    }

    /** The text of a field; empty when it is missing or no scalar. */
    public String text(String name) {
        var value = fields.get(name);
        return value == null ? "" : value.text();
    }

    /** Sets a field; a new one stands last. */
    public void put(String name, Node value) {
        fields.put(name, value);
    }

    /** Sets a field; the type of a new key shows from its text, as in the original. */
    public void putUntagged(String name, Node value) {
        if (fields.put(name, value) == null) {
            var tag = PlainScalars.tag(name);
            if (tag != Tag.STRING) {
                noteOddKey(name, tag);
            }
        }
    }

    /** Removes a field. */
    public @Nullable Node remove(String name) {
        if (oddKeys != null) {
            oddKeys.remove(name);
        }
        if (repeated != null) {
            repeated.remove(name);
        }
        return fields.remove(name);
    }

    /**
     * The map in a field, made when it is missing or null; empty when something else stands there.
     */
    public Optional<MapNode> mapOrNew(String name) {
        var value = fields.get(name);
        if (value == null || value.isNull()) {
            var made = new MapNode();
            fields.put(name, made);
            return Optional.of(made);
        }
        return value instanceof MapNode map ? Optional.of(map) : Optional.empty();
    }

    void noteOddKey(String key, Tag tag) {
        if (oddKeys == null) {
            oddKeys = new LinkedHashMap<>();
        }
        oddKeys.put(key, tag);
    }

    void noteRepeated(String key, String problem) {
        if (repeated == null) {
            repeated = new LinkedHashMap<>();
        }
        repeated.put(key, problem);
    }

    /** Keys that are no text, by text. */
    Map<String, Tag> oddKeys() {
        return oddKeys == null ? Map.of() : oddKeys;
    }

    /** What is wrong with keys that stand twice. */
    List<String> repeated() {
        return repeated == null ? List.of() : List.copyOf(repeated.values());
    }

    void takeOddities(MapNode other) {
        other.oddKeys().forEach(this::noteOddKey);
        if (other.repeated != null) {
            other.repeated.forEach(this::noteRepeated);
        }
    }

    /** Makes this map what the other is; the other's values are shared. */
    public void become(MapNode other) {
        if (other == this) {
            return;
        }
        var taken = new LinkedHashMap<>(other.fields);
        fields.clear();
        fields.putAll(taken);
        oddKeys = null;
        repeated = null;
        takeOddities(other);
    }

    /** The names of the fields, in order. */
    public List<String> names() {
        return new ArrayList<>(fields.keySet());
    }

    @Override
    public MapNode copy() {
        var copy = new MapNode();
        for (var e : fields.entrySet()) {
            copy.fields.put(e.getKey(), e.getValue().copy());
        }
        copy.takeOddities(this);
        copy.at(line());
        copy.setFlow(isFlow());
        return copy;
    }

    @Override
    public boolean isNullOrEmpty() {
        return fields.isEmpty();
    }

    @Override
    public String kindName() {
        return "MappingNode";
    }
}
