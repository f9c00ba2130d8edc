package io.slipway.sandbox.cel;

import io.slipway.manifests.Trees;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What expressions work on: Long, Double, String, Boolean, {@link #NULL}, {@link Bytes}, Instant,
 * Duration, List, Map, {@link Maybe}, {@link Amount}, {@link Kind}, java.net.URI. Made of trees by
 * their schemas. Stateless.
 */
final class Values {

    /** The one null. */
    static final Object NULL =
            new Object() {
                @Override
                public String toString() {
                    return "null";
                }
            };

    private static final Pattern ACCESSIBLE = Pattern.compile("[A-Za-z_./-][A-Za-z0-9_./-]*");
    private static final Set<String> KEYWORDS = Set.of("true", "false", "null", "in");
    private static final Pattern STEP =
            Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(h|m|s|ms|us|µs|ns)");

    private Values() {}

    /** Bytes, one a character. */
    record Bytes(String latin) {}

    /** A value that may be absent. */
    record Maybe(Optional<Object> value) {}

    /** A quantity of Kubernetes. */
    record Amount(java.math.BigDecimal number) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Amount(var n) && n.compareTo(number) == 0;
        }

        @Override
        public int hashCode() {
            return number.stripTrailingZeros().hashCode();
        }
    }

    /** A type as a value. */
    record Kind(String name) {}

    // --- names -------------------------------------------------------------------------------

    /** How a field is called in expressions; empty when it cannot be. */
    static Optional<String> escaped(String property) {
        if (!ACCESSIBLE.matcher(property).matches()) {
            return Optional.empty();
        }
        return Optional.of(
                KEYWORDS.contains(property) || Parser.RESERVED.contains(property)
                        ? "__" + property + "__"
                        : property.replace("__", "__underscores__")
                                .replace(".", "__dot__")
                                .replace("-", "__dash__")
                                .replace("/", "__slash__"));
    }

    // --- trees -------------------------------------------------------------------------------

    /** A tree as its schema types it; what the schema does not name is not there. */
    static Object of(Map<String, Object> schema, @Nullable Object tree) {
        return switch (tree) {
            case null -> NULL;
            case Map<?, ?> _ -> map(schema, Trees.map(tree).orElseThrow());
            case List<?> list -> {
                var items = Trees.mapAt(schema, "items");
                var result = new ArrayList<Object>(list.size());
                list.forEach(item -> result.add(of(items, item)));
                yield result;
            }
            case Number n when isA(schema, "number") -> n.doubleValue();
            case String text -> text(schema, text);
            default -> tree;
        };
    }

    private static boolean isA(Map<String, Object> schema, String type) {
        return Trees.stringAt(schema, "type").filter(type::equals).isPresent();
    }

    private static Object map(Map<String, Object> schema, Map<String, Object> tree) {
        var result = new LinkedHashMap<Object, Object>();
        if (schema.get("additionalProperties") instanceof Map<?, ?>) {
            var values = Trees.mapAt(schema, "additionalProperties");
            tree.forEach((key, value) -> result.put(key, of(values, value)));
            return result;
        }
        var properties = Trees.mapAt(schema, "properties");
        properties.forEach((key, property) -> {
            var value = tree.get(key);
            if (value != null) {
                escaped(key)
                        .ifPresent(name ->
                                result.put(name, of(Trees.map(property).orElse(Map.of()), value)));
            }
        });
        if (Trees.isTrueAt(schema, "x-kubernetes-embedded-resource")) {
            embedded(tree, result);
        }
        return result;
    }

    private static void embedded(Map<String, Object> tree, Map<Object, Object> result) {
        for (var field : List.of("apiVersion", "kind")) {
            Trees.stringAt(tree, field).ifPresent(v -> result.putIfAbsent(field, v));
        }
        var metadata = new LinkedHashMap<Object, Object>();
        for (var field : List.of("name", "generateName")) {
            Trees.stringAt(tree, "metadata", field).ifPresent(v -> metadata.put(field, v));
        }
        result.put("metadata", metadata);
    }

    private static Object text(Map<String, Object> schema, String text) {
        try {
            return switch (Trees.stringAt(schema, "format").orElse("")) {
                case "date-time" -> instant(text);
                case "date" -> instant(text + "T00:00:00Z");
                case "duration" -> duration(text);
                case "byte" ->
                        new Bytes(
                                new String(
                                        Base64.getDecoder().decode(text),
                                        java.nio.charset.StandardCharsets.ISO_8859_1));
                default -> text;
            };
        } catch (CelException | IllegalArgumentException e) {
            return text;
        }
    }

    static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw CelException.failed("invalid timestamp: " + text);
        }
    }

    static Duration duration(String text) {
        var rest = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Duration.ZERO;
        }
        var match = STEP.matcher(rest);
        var total = java.math.BigDecimal.ZERO;
        int at = 0;
        while (match.lookingAt() && match.regionStart() == at) {
            long unit =
                    switch (match.group(2)) {
                        case "h" -> 3_600_000_000_000L;
                        case "m" -> 60_000_000_000L;
                        case "s" -> 1_000_000_000L;
                        case "ms" -> 1_000_000L;
                        case "us", "µs" -> 1_000L;
                        default -> 1L;
                    };
            total =
                    total.add(
                            new java.math.BigDecimal(match.group(1))
                                    .multiply(java.math.BigDecimal.valueOf(unit)));
            at = match.end();
            match.region(at, rest.length());
        }
        if (at == 0 || at != rest.length() || total.precision() - total.scale() > 18) {
            throw CelException.failed("invalid duration: " + text);
        }
        var duration = Duration.ofNanos(total.longValue());
        return text.startsWith("-") ? duration.negated() : duration;
    }

    /** A duration as CEL writes it: seconds. */
    static String shown(Duration duration) {
        var seconds =
                java.math.BigDecimal.valueOf(duration.getSeconds())
                        .add(java.math.BigDecimal.valueOf(duration.getNano(), 9));
        return seconds.stripTrailingZeros().toPlainString() + "s";
    }
}
