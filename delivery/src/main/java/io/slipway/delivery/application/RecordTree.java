package io.slipway.delivery.application;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Trees to records and back, by the names and types of the records' components.
 *
 * <p>Components may be texts, booleans, whole numbers, moments, enums (written in upper camel
 * case), records, lists and text-keyed maps of these, plain trees, and {@code Optional} of all. A
 * missing field is the empty value of its type. What does not fit and what nobody knows is
 * collected, each with its place, so that an author sees all of it at once. Stateless but for a
 * cache of shapes; safe for several threads.
 */
final class RecordTree {

    private static final Map<Class<?>, Shape> SHAPES = new ConcurrentHashMap<>();

    /** Above this, numbers with a point are not those that their author wrote. */
    private static final double LARGEST_EXACT = 1L << 53;

    private RecordTree() {}

    /** What was wrong with a tree, by place. */
    static final class Findings {
        private final List<Finding> wrong = new ArrayList<>();
        private final List<String> unknown = new ArrayList<>();

        List<Finding> wrong() {
            return List.copyOf(wrong);
        }

        List<String> unknown() {
            return List.copyOf(unknown);
        }

        private void add(String path, String message) {
            wrong.add(new Finding(path, message));
        }
    }

    /** A field that does not fit, and why. */
    record Finding(String field, String message) {}

    private record Field(
            String name,
            Type type,
            Method accessor,
            boolean always,
            boolean numberOrText,
            boolean yaml) {}

    private record Shape(List<Field> fields, Set<String> names, Constructor<?> constructor) {}

    /** The record that a tree describes, as far as it fits. */
    static <T> T read(Class<T> type, Map<String, Object> tree, String path, Findings findings) {
        return type.cast(readRecord(type, tree, path, findings));
    }

    /** The tree of a record, without what is empty. */
    static Map<String, Object> write(Record value) {
        var tree = new LinkedHashMap<String, Object>();
        for (var field : shape(value.getClass()).fields()) {
            var written = writeValue(call(field, value));
            if (field.always() || !isEmpty(call(field, value), written)) {
                tree.put(field.name(), written == null ? "" : written);
            }
        }
        return tree;
    }

    /**
     * JSON schemas of a record and of all records in it, by name.
     *
     * @param names of records that are called otherwise outside, by simple or nested name
     */
    static Map<String, Object> schemas(Class<?> root, Map<String, String> names) {
        var schemas = new Schemas(names, new TreeMap<>());
        describe(root, schemas);
        return schemas.found();
    }

    /** The schemas that were described so far. */
    private record Schemas(Map<String, String> names, Map<String, Object> found) {}

    private static Map<String, Object> describe(Class<?> type, Schemas schemas) {
        var own = schemaName(type);
        var name = schemas.names().getOrDefault(own, own);
        if (!schemas.found().containsKey(name)) {
            var properties = new TreeMap<String, Object>();
            schemas.found().put(name, Map.of("type", "object", "properties", properties));
            shape(type).fields().forEach(f -> properties.put(f.name(), schema(f, schemas)));
        }
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    private static Map<String, Object> schema(Field field, Schemas schemas) {
        if (field.numberOrText()) {
            return Map.of(
                    "oneOf",
                    List.of(
                            Map.of("type", "integer", "format", "int64"),
                            Map.of("type", "string")));
        }
        if (field.yaml()) {
            return Map.of("oneOf", List.of(Map.of("type", "object"), Map.of("type", "string")));
        }
        return schema(field.type(), schemas);
    }

    private static Map<String, Object> schema(Type type, Schemas schemas) {
        if (type instanceof ParameterizedType generic) {
            var arguments = generic.getActualTypeArguments();
            var raw = generic.getRawType();
            if (raw == Optional.class) {
                return schema(arguments[0], schemas);
            }
            return raw == List.class
                    ? Map.of("type", "array", "items", schema(arguments[0], schemas))
                    : Map.of(
                            "type",
                            "object",
                            "additionalProperties",
                            schema(arguments[1], schemas));
        }
        var plain = (Class<?>) type;
        if (plain.isRecord()) {
            return describe(plain, schemas);
        }
        if (plain == String.class) {
            return Map.of("type", "string");
        }
        if (plain == Instant.class) {
            return Map.of("type", "string", "format", "date-time");
        }
        if (plain == boolean.class || plain == Boolean.class) {
            return Map.of("type", "boolean");
        }
        if (plain == long.class || plain == Long.class) {
            return Map.of("type", "integer", "format", "int64");
        }
        if (plain.isEnum()) {
            return Map.of(
                    "type",
                    "string",
                    "enum",
                    Arrays.stream(plain.getEnumConstants())
                            .map(c -> camel(((Enum<?>) c).name()))
                            .toList());
        }
        return Map.of();
    }

    /** Nested records are named with what they are nested in, since many are called alike. */
    private static String schemaName(Class<?> type) {
        var name = type.getName();
        return name.substring(name.lastIndexOf('.') + 1).replace("$", "");
    }

    private static boolean isEmpty(Object value, @Nullable Object written) {
        if (value instanceof Optional<?> optional) {
            return optional.isEmpty();
        }
        return switch (written) {
            case null -> true;
            case String text -> text.isEmpty();
            case Boolean flag -> !flag;
            case Long number -> number == 0;
            case List<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            default -> false;
        };
    }

    private static @Nullable Object writeValue(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Optional<?> optional -> optional.map(RecordTree::writeValue).orElse(null);
            case Record inner -> write(inner);
            case Enum<?> constant -> camel(constant.name());
            case Instant moment -> moment.truncatedTo(ChronoUnit.SECONDS).toString();
            case Integer number -> number.longValue();
            case List<?> list -> list.stream().map(RecordTree::writeValue).toList();
            case Map<?, ?> map -> {
                var sorted = new TreeMap<String, Object>();
                map.forEach((k, v) -> sorted.put((String) k, writeValue(v)));
                yield new LinkedHashMap<>(sorted);
            }
            default -> value;
        };
    }

    private static Object readRecord(
            Class<?> type, Map<String, Object> tree, String path, Findings findings) {
        var shape = shape(type);
        tree.keySet().stream()
                .filter(key -> !shape.names().contains(key))
                .forEach(key -> findings.unknown.add(join(path, key)));
        var arguments = new @Nullable Object[shape.fields().size()];
        for (int i = 0; i < arguments.length; i++) {
            var field = shape.fields().get(i);
            var value = adapted(field, tree.get(field.name()), join(path, field.name()), findings);
            arguments[i] = readValue(field.type(), value, join(path, field.name()), findings);
        }
        try {
            return shape.constructor().newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getName(), e);
        }
    }

    /** Takes the second spelling of a field that has two. */
    private static @Nullable Object adapted(
            Field field, @Nullable Object value, String path, Findings findings) {
        if (!(value instanceof String text)) {
            return value;
        }
        if (field.numberOrText()) {
            try {
                return Long.valueOf(text.strip());
            } catch (NumberFormatException e) {
                findings.add(path, "must be a whole number, not \"" + text + "\"");
                return null;
            }
        }
        if (field.yaml()) {
            try {
                return Yaml.document(text);
            } catch (ManifestException e) {
                findings.add(path, "holds no YAML: " + e.getMessage());
                return null;
            }
        }
        return value;
    }

    private static Object readValue(
            Type type, @Nullable Object value, String path, Findings findings) {
        if (type instanceof ParameterizedType generic) {
            var arguments = generic.getActualTypeArguments();
            var raw = generic.getRawType();
            if (raw == Optional.class) {
                return value == null
                        ? Optional.empty()
                        : optional(arguments[0], value, path, findings);
            }
            return raw == List.class
                    ? readList(arguments[0], value, path, findings)
                    : readMap(arguments[1], value, path, findings);
        }
        var plain = (Class<?>) type;
        if (plain.isRecord()) {
            return readRecord(plain, asMap(value, path, findings), path, findings);
        }
        if (plain == Object.class) {
            return value == null ? "" : value;
        }
        return readScalar(plain, value, path, findings);
    }

    private static Optional<?> optional(Type type, Object value, String path, Findings findings) {
        if (value instanceof String text && text.isEmpty() && type != String.class) {
            return Optional.empty();
        }
        int before = findings.wrong.size();
        var read = readValue(type, value, path, findings);
        boolean fits = findings.wrong.size() == before || !(read instanceof Instant);
        return fits ? Optional.of(read) : Optional.empty();
    }

    private static List<?> readList(
            Type element, @Nullable Object value, String path, Findings findings) {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            findings.add(path, "must be a list");
            return List.of();
        }
        var read = new ArrayList<Object>();
        for (int i = 0; i < list.size(); i++) {
            read.add(readValue(element, list.get(i), path + "[" + i + "]", findings));
        }
        return List.copyOf(read);
    }

    private static Map<String, ?> readMap(
            Type element, @Nullable Object value, String path, Findings findings) {
        var tree = asMap(value, path, findings);
        if (element == Object.class) {
            return tree;
        }
        var read = new LinkedHashMap<String, Object>();
        tree.forEach((k, v) -> read.put(k, readValue(element, v, join(path, k), findings)));
        return Map.copyOf(read);
    }

    private static Map<String, Object> asMap(
            @Nullable Object value, String path, Findings findings) {
        if (value == null) {
            return Map.of();
        }
        var map = Trees.map(value);
        if (map.isEmpty()) {
            findings.add(path, "must be an object");
        }
        return map.orElse(Map.of());
    }

    private static Object readScalar(
            Class<?> type, @Nullable Object value, String path, Findings findings) {
        if (type == String.class) {
            return text(value, path, findings);
        }
        if (type == boolean.class || type == Boolean.class) {
            if (value instanceof Boolean flag) {
                return flag;
            }
            complain(value, "must be true or false", path, findings);
            return false;
        }
        if (type == long.class || type == Long.class) {
            if (value instanceof Long number) {
                return number;
            }
            if (value instanceof Double number
                    && number == Math.rint(number)
                    && Math.abs(number) <= LARGEST_EXACT) {
                return number.longValue();
            }
            complain(value, "must be a whole number", path, findings);
            return 0L;
        }
        if (type == Instant.class) {
            return moment(value, path, findings);
        }
        if (type.isEnum()) {
            return constant(type, value, path, findings);
        }
        throw new IllegalStateException("no rule for " + type.getName() + " at " + path);
    }

    private static String text(@Nullable Object value, String path, Findings findings) {
        if (value instanceof String text) {
            return text;
        }
        complain(value, "must be a text", path, findings);
        return "";
    }

    private static Instant moment(@Nullable Object value, String path, Findings findings) {
        if (value instanceof String text) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                findings.add(path, "must be a time as RFC 3339 has it, not \"" + text + "\"");
                return Instant.EPOCH;
            }
        }
        complain(value, "must be a time as RFC 3339 has it", path, findings);
        return Instant.EPOCH;
    }

    private static Object constant(
            Class<?> type, @Nullable Object value, String path, Findings findings) {
        var constants = type.getEnumConstants();
        for (var constant : constants) {
            if (camel(((Enum<?>) constant).name()).equals(value)) {
                return constant;
            }
        }
        complain(
                value == null ? "" : value,
                "must be one of "
                        + Arrays.stream(constants)
                                .map(c -> camel(((Enum<?>) c).name()))
                                .collect(Collectors.joining(", ")),
                path,
                findings);
        return constants[0];
    }

    private static void complain(
            @Nullable Object value, String message, String path, Findings findings) {
        if (value != null) {
            findings.add(path, message);
        }
    }

    private static String camel(String constant) {
        return Arrays.stream(constant.split("_"))
                .map(w -> w.charAt(0) + w.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static Object call(Field field, Object record) {
        try {
            return field.accessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + field.name(), e);
        }
    }

    private static Shape shape(Class<?> type) {
        return SHAPES.computeIfAbsent(type, RecordTree::shapeOf);
    }

    private static Shape shapeOf(Class<?> type) {
        var components = type.getRecordComponents();
        var fields = Arrays.stream(components).map(RecordTree::field).toList();
        try {
            var constructor =
                    type.getDeclaredConstructor(
                            Arrays.stream(components)
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return new Shape(
                    fields,
                    fields.stream().map(Field::name).collect(Collectors.toSet()),
                    constructor);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a record has its canonical constructor", e);
        }
    }

    private static Field field(RecordComponent component) {
        var accessor = component.getAccessor();
        accessor.setAccessible(true);
        return new Field(
                component.getName(),
                component.getGenericType(),
                accessor,
                component.isAnnotationPresent(Always.class),
                component.isAnnotationPresent(NumberOrText.class),
                component.isAnnotationPresent(YamlText.class));
    }
}
