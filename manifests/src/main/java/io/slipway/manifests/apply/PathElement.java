package io.slipway.manifests.apply;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One step of a path into an object, as {@code FieldsV1} writes it. */
public sealed interface PathElement extends Comparable<PathElement> {

    /** A field of a struct or a key of a map. */
    record Name(String name) implements PathElement {}

    /** The element of a list whose keys have these values. */
    record Key(Map<String, Object> values) implements PathElement {
        public Key {
            values = java.util.Collections.unmodifiableMap(new TreeMap<>(values));
        }
    }

    /** The element of a set with that value. */
    record Value(Object value) implements PathElement {}

    /** The element at that place. */
    record Index(long index) implements PathElement {}

    /**
     * @throws ManifestException when the text is no key of a FieldsV1
     */
    static PathElement decode(String text) {
        if (text.length() < 2 || text.charAt(1) != ':') {
            throw new ManifestException("managed fields: " + text + " is no path element");
        }
        var rest = text.substring(2);
        return switch (text.charAt(0)) {
            case 'f' -> new Name(rest);
            case 'k' -> new Key(Json.readObject(rest));
            case 'v' -> new Value(java.util.Objects.requireNonNullElse(Json.read(rest), ""));
            case 'i' -> new Index(Long.parseLong(rest));
            default ->
                    throw new ManifestException("managed fields: " + text + " is no path element");
        };
    }

    /** As it stands as a key in FieldsV1. */
    default String encode() {
        return switch (this) {
            case Name(var name) -> "f:" + name;
            case Key(var values) -> "k:" + Json.write(values);
            case Value(var value) -> "v:" + Json.write(value);
            case Index(var index) -> "i:" + index;
        };
    }

    /** As it stands in messages: {@code .spec}, {@code [name="a"]}, {@code [="a"]}, {@code [0]}. */
    default String shown() {
        return switch (this) {
            case Name(var name) -> "." + name;
            case Key(var values) ->
                    values.entrySet().stream()
                            .map(e -> e.getKey() + "=" + Json.write(e.getValue()))
                            .collect(Collectors.joining(",", "[", "]"));
            case Value(var value) -> "[=" + Json.write(value) + "]";
            case Index(var index) -> "[" + index + "]";
        };
    }

    private int rank() {
        return switch (this) {
            case Name _ -> 0;
            case Key _ -> 1;
            case Value _ -> 2;
            case Index _ -> 3;
        };
    }

    @Override
    default int compareTo(PathElement other) {
        if (rank() != other.rank()) {
            return rank() - other.rank();
        }
        return switch (this) {
            case Name(var name) -> name.compareTo(((Name) other).name());
            case Index(var index) -> Long.compare(index, ((Index) other).index());
            case Key _, Value _ -> encode().compareTo(other.encode());
        };
    }

    /** The keys of a list element as a path element. */
    static Key keyOf(
            Map<String, Object> element, Iterable<String> keys, Map<String, Object> defaults) {
        var values = new TreeMap<String, Object>();
        for (var key : keys) {
            Trees.at(element, key)
                    .or(() -> java.util.Optional.ofNullable(defaults.get(key)))
                    .ifPresent(v -> values.put(key, v));
        }
        return new Key(values);
    }
}
