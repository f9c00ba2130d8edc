package io.slipway.kustomize.kustomization;

import io.slipway.kustomize.option.KustomizeException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a map as Go's JSON decoder fills a struct: names match without regard to case, null is
 * absent, another type is an error, and so is a field that nobody asked for when it is strict.
 *
 * <p>Files beside the kustomization and settings of plugins are more lenient: there a number or a
 * boolean is taken for a text where a text is wanted.
 */
public final class Fields {

    private final String struct;
    private final boolean strict;
    private final boolean converting;
    private final Map<String, @Nullable Object> values;
    private final Map<String, String> spellings;
    private final Set<String> asked;

    private Fields(Map<?, ?> map, String struct, boolean strict, boolean converting) {
        this.struct = struct;
        this.strict = strict;
        this.converting = converting;
        this.values = new LinkedHashMap<>();
        this.spellings = new LinkedHashMap<>();
        this.asked = new HashSet<>();
        map.forEach((k, v) -> {
            var lower = ((String) k).toLowerCase(Locale.ROOT);
            values.put(lower, v);
            spellings.put(lower, (String) k);
        });
    }

    /** The fields of the kustomization, or of a part of it: strict in every way. */
    public static Fields strict(@Nullable Object tree, String struct) {
        return of(tree, struct, true, false);
    }

    /** The fields of a file beside the kustomization in which unknown fields are errors. */
    public static Fields known(@Nullable Object tree, String struct) {
        return of(tree, struct, true, true);
    }

    /** The fields of a file or plugin in which unknown fields do not matter. */
    public static Fields lenient(@Nullable Object tree, String struct) {
        return of(tree, struct, false, true);
    }

    private Fields(Fields other) {
        this.struct = other.struct;
        this.strict = other.strict;
        this.converting = false;
        this.values = other.values;
        this.spellings = other.spellings;
        this.asked = other.asked;
    }

    /**
     * The same fields for one that asks for a part that several structures share: in the original
     * such a part takes no number for a text.
     */
    public Fields shared() {
        return new Fields(this);
    }

    private static Fields of(
            @Nullable Object tree, String struct, boolean strict, boolean converting) {
        if (tree == null) {
            return new Fields(Map.of(), struct, strict, converting);
        }
        if (tree instanceof Map<?, ?> map) {
            return new Fields(map, struct, strict, converting);
        }
        throw wrongType(tree, struct, "types." + struct);
    }

    /** The fields of a map inside this one. */
    private Fields inner(@Nullable Object tree, String type) {
        return of(tree, type, strict, converting);
    }

    private @Nullable Object take(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        asked.add(lower);
        return values.get(lower);
    }

    /** Whether the field is there and not null. */
    public boolean has(String name) {
        return take(name) != null;
    }

    /** The raw value. */
    public Optional<Object> raw(String name) {
        return Optional.ofNullable(take(name));
    }

    public String string(String name) {
        return string(take(name), name);
    }

    private String string(@Nullable Object value, String name) {
        return switch (value) {
            case null -> "";
            case String text -> text;
            case Boolean flag when converting -> flag.toString();
            case Number number when converting -> GoNumbers.text(number);
            default -> throw wrongType(value, struct + "." + name, "string");
        };
    }

    /** The string, or empty when the field is absent. */
    public Optional<String> optionalString(String name) {
        return has(name) ? Optional.of(string(name)) : Optional.empty();
    }

    public boolean flag(String name) {
        return switch (take(name)) {
            case null -> false;
            case Boolean flag -> flag;
            case Object value -> throw wrongType(value, struct + "." + name, "bool");
        };
    }

    public long number(String name) {
        return switch (take(name)) {
            case null -> 0;
            case Long number -> number;
            case Double number when number == Math.rint(number) && Math.abs(number) < 9e15 ->
                    number.longValue();
            case Object value -> throw wrongType(value, struct + "." + name, "int");
        };
    }

    public List<String> strings(String name) {
        return list(name, value -> string(value, name));
    }

    public Map<String, String> stringMap(String name) {
        var map = new java.util.TreeMap<String, String>();
        switch (take(name)) {
            case null -> {}
            case Map<?, ?> values -> values.forEach((k, v) -> map.put((String) k, string(v, name)));
            case Object value -> throw wrongType(value, struct + "." + name, "map[string]string");
        }
        return map;
    }

    public Map<String, Object> tree(String name) {
        return switch (take(name)) {
            case null -> Map.of();
            case Map<?, ?> map -> castMap(map);
            case Object value ->
                    throw wrongType(value, struct + "." + name, "map[string]interface {}");
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> castMap(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    /** A list of anything. */
    public <T> List<T> list(String name, Function<@Nullable Object, T> element) {
        var list = new ArrayList<T>();
        switch (take(name)) {
            case null -> {}
            case List<?> values -> values.forEach(v -> list.add(element.apply(v)));
            case Object value -> throw wrongType(value, struct + "." + name, "[]");
        }
        return List.copyOf(list);
    }

    /** A list of maps, each read with fields of its own. */
    public <T> List<T> structs(String name, String type, Function<Fields, T> element) {
        return list(
                name,
                value -> {
                    var fields = inner(value, type);
                    var read = element.apply(fields);
                    fields.finish();
                    return read;
                });
    }

    /** A map read with fields of its own; empty when absent. */
    public <T> Optional<T> struct(String name, String type, Function<Fields, T> reader) {
        var value = take(name);
        if (value == null) {
            return Optional.empty();
        }
        var fields = inner(value, type);
        var read = reader.apply(fields);
        fields.finish();
        return Optional.of(read);
    }

    /** Names fields that are accepted and not used. */
    public void ignore(String... names) {
        for (var name : names) {
            take(name);
        }
    }

    /**
     * Must be called when all fields were asked for.
     *
     * @throws KustomizeException when there is one that nobody asked for, and the reading is strict
     */
    public void finish() {
        if (!strict) {
            return;
        }
        for (var name : values.keySet()) {
            if (!asked.contains(name)) {
                throw new KustomizeException(
                        "json: unknown field \"" + spellings.get(name) + "\"",
                        new KustomizeException.Place(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.ofNullable(spellings.get(name))));
            }
        }
    }

    private static KustomizeException wrongType(Object value, String field, String type) {
        var found =
                switch (value) {
                    case String _ -> "string";
                    case Boolean _ -> "bool";
                    case Long _, BigInteger _, Double _ -> "number";
                    case List<?> _ -> "array";
                    case Map<?, ?> _ -> "object";
                    default -> "value";
                };
        return new KustomizeException(
                "json: cannot unmarshal "
                        + found
                        + " into Go struct field "
                        + field
                        + " of type "
                        + type,
                new KustomizeException.Place(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(field.substring(field.indexOf('.') + 1))));
    }
}
