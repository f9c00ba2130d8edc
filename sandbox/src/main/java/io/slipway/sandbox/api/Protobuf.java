package io.slipway.sandbox.api;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.yaml.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies of type {@code application/vnd.kubernetes.protobuf}, which kubectl sends for some
 * built-in kinds, into trees. Answers are always JSON, which those clients take as well.
 *
 * <p>The fields are in {@code protobuf.table}, written from the Go types of the pinned version; its
 * form is explained by its generator. Fields that are not in it are passed over, as protobuf wants.
 */
final class Protobuf {

    static final String TYPE = "application/vnd.kubernetes.protobuf";

    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final int DEPTH_LIMIT = 64;
    private static final Protobuf TABLE = read();

    private final Map<String, Map<Integer, Field>> messages;

    private Protobuf(Map<String, Map<Integer, Field>> messages) {
        this.messages = messages;
    }

    /**
     * @param shape {@code '\0'} for one value, {@code '['} for a list, <code>'{'</code> for a map
     * @param type a letter, or {@code @} and a message's name
     */
    private record Field(String name, boolean inline, boolean keepsZero, char shape, String type) {}

    private static Protobuf read() {
        var in =
                Objects.requireNonNull(
                        Protobuf.class.getResourceAsStream("protobuf.table"), "protobuf.table");
        try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            var messages = new HashMap<String, Map<Integer, Field>>();
            lines.lines()
                    .map(line -> line.split(" "))
                    .forEach(words -> {
                        var fields = new HashMap<Integer, Field>();
                        Arrays.stream(words).skip(1).forEach(word -> field(word, fields));
                        messages.put(words[0], fields);
                    });
            return new Protobuf(messages);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void field(String word, Map<Integer, Field> fields) {
        int equals = word.indexOf('=');
        int at = equals + 1;
        while (Character.isDigit(word.charAt(at))) {
            at++;
        }
        int number = Integer.parseInt(word.substring(equals + 1, at));
        boolean keepsZero = false;
        boolean inline = false;
        for (; "?!~".indexOf(word.charAt(at)) >= 0; at++) {
            keepsZero |= word.charAt(at) != '~';
            inline |= word.charAt(at) == '~';
        }
        char shape = word.charAt(at) == '[' || word.charAt(at) == '{' ? word.charAt(at++) : '\0';
        fields.put(
                number,
                new Field(word.substring(0, equals), inline, keepsZero, shape, word.substring(at)));
    }

    /**
     * The tree of a body.
     *
     * @throws ManifestException when it is no such body, or of a kind that is not in the table
     */
    static Map<String, Object> decode(byte[] body) {
        if (body.length < MAGIC.length
                || !Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new ManifestException(
                    "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }
        var envelope = new Wire(body, MAGIC.length, body.length);
        var apiVersion = "";
        var kind = "";
        var raw = new Wire(body, body.length, body.length);
        while (envelope.next()) {
            switch (envelope.number) {
                case 1 -> {
                    var type = envelope.message();
                    while (type.next()) {
                        switch (type.number) {
                            case 1 -> apiVersion = type.text();
                            case 2 -> kind = type.text();
                            default -> type.skip();
                        }
                    }
                }
                case 2 -> raw = envelope.message();
                default -> envelope.skip();
            }
        }
        var tree = new LinkedHashMap<String, Object>();
        tree.put("apiVersion", apiVersion);
        tree.put("kind", kind);
        TABLE.message(TABLE.nameOf(apiVersion, kind), raw, tree, 0);
        return tree;
    }

    private String nameOf(String apiVersion, String kind) {
        for (var name : List.of(apiVersion + "." + kind, "meta/v1." + kind)) {
            if (messages.containsKey(name)) {
                return name;
            }
        }
        throw new ManifestException(
                "no kind \"" + kind + "\" of \"" + apiVersion + "\" can be read as protobuf here");
    }

    private void message(String name, Wire wire, Map<String, Object> tree, int depth) {
        var fields = messages.get(name);
        if (fields == null || depth > DEPTH_LIMIT) {
            throw new ManifestException("the message " + name + " cannot be read");
        }
        while (wire.next()) {
            var field = fields.get(wire.number);
            if (field == null) {
                wire.skip();
            } else if (field.inline) {
                message(field.type.substring(1), wire.message(), tree, depth + 1);
            } else {
                field(field, wire, tree, depth);
            }
        }
    }

    private void field(Field field, Wire wire, Map<String, Object> tree, int depth) {
        switch (field.shape) {
            case '[' -> {
                @SuppressWarnings("unchecked") // only lists are put under the names of lists
                var list = (List<Object>) tree.computeIfAbsent(field.name, _ -> new ArrayList<>());
                value(field.type, wire, depth).ifPresent(list::add);
            }
            case '{' -> {
                @SuppressWarnings("unchecked") // as above
                var map =
                        (Map<String, Object>)
                                tree.computeIfAbsent(field.name, _ -> new LinkedHashMap<>());
                var entry = wire.message();
                var key = "";
                Optional<Object> value = Optional.of(field.type.startsWith("@") ? Map.of() : "");
                while (entry.next()) {
                    switch (entry.number) {
                        case 1 -> key = entry.text();
                        case 2 -> value = value(field.type, entry, depth);
                        default -> entry.skip();
                    }
                }
                var at = key;
                value.ifPresent(v -> map.put(at, v));
            }
            default ->
                    value(field.type, wire, depth)
                            .filter(v -> field.keepsZero || !isZero(v))
                            .ifPresent(v -> tree.put(field.name, v));
        }
    }

    private static boolean isZero(Object value) {
        return switch (value) {
            case String text -> text.isEmpty();
            case Long number -> number == 0;
            case Double number -> number == 0;
            case Boolean truth -> !truth;
            case Map<?, ?> map -> map.isEmpty();
            case List<?> list -> list.isEmpty();
            default -> false;
        };
    }

    private Optional<Object> value(String type, Wire wire, int depth) {
        return switch (type.charAt(0)) {
            case 's' -> Optional.of(wire.text());
            case 'b' -> Optional.of(Base64.getEncoder().encodeToString(wire.bytes()));
            case 'i' -> Optional.of(wire.varint());
            case 'o' -> Optional.of(wire.varint() != 0);
            case 'd' -> Optional.of(Double.longBitsToDouble(wire.fixed()));
            case 'T', 'M' -> time(wire.message(), type.charAt(0) == 'M');
            case 'Q' -> Optional.of(only(wire.message(), 1));
            case 'I' -> Optional.of(numberOrText(wire.message()));
            case 'R', 'F' -> Optional.ofNullable(json(wire.message()));
            case 'E' -> Optional.of(texts(wire.message()));
            default -> {
                var tree = new LinkedHashMap<String, Object>();
                message(type.substring(1), wire.message(), tree, depth + 1);
                yield Optional.of(tree);
            }
        };
    }

    private static Optional<Object> time(Wire wire, boolean micro) {
        long seconds = 0;
        long nanos = 0;
        boolean some = false;
        while (wire.next()) {
            some = true;
            switch (wire.number) {
                case 1 -> seconds = wire.varint();
                case 2 -> nanos = wire.varint();
                default -> wire.skip();
            }
        }
        // The zero time of Go, in the year 1, stands for none.
        if (!some || seconds == -62_135_596_800L) {
            return Optional.empty();
        }
        try {
            var instant = Instant.ofEpochSecond(seconds, nanos);
            return Optional.of(
                    micro
                            ? DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
                                    .withZone(java.time.ZoneOffset.UTC)
                                    .format(instant)
                            : instant.truncatedTo(ChronoUnit.SECONDS).toString());
        } catch (DateTimeException | ArithmeticException e) {
            throw new ManifestException("a time that is none: " + seconds, e);
        }
    }

    private static String only(Wire wire, int number) {
        var found = "";
        while (wire.next()) {
            if (wire.number == number) {
                found = wire.text();
            } else {
                wire.skip();
            }
        }
        return found;
    }

    private static Object numberOrText(Wire wire) {
        long type = 0;
        long number = 0;
        var text = "";
        while (wire.next()) {
            switch (wire.number) {
                case 1 -> type = wire.varint();
                case 2 -> number = wire.varint();
                case 3 -> text = wire.text();
                default -> wire.skip();
            }
        }
        return type == 0 ? (Object) number : text;
    }

    private static @Nullable Object json(Wire wire) {
        var found = new byte[0];
        while (wire.next()) {
            if (wire.number == 1) {
                found = wire.bytes();
            } else {
                wire.skip();
            }
        }
        return found.length == 0 ? null : Json.read(found);
    }

    private static List<Object> texts(Wire wire) {
        var found = new ArrayList<>();
        while (wire.next()) {
            if (wire.number == 1) {
                found.add(wire.text());
            } else {
                wire.skip();
            }
        }
        return found;
    }

    /** A place in the bytes of one message. */
    private static final class Wire {
        private final byte[] bytes;
        private final int end;
        private int at;
        private int kind;
        private int number;

        Wire(byte[] bytes, int at, int end) {
            this.bytes = bytes;
            this.at = at;
            this.end = end;
        }

        /** Goes to the next field; false after the last. */
        boolean next() {
            if (at >= end) {
                return false;
            }
            long tag = varint();
            kind = (int) (tag & 7);
            number = (int) (tag >>> 3);
            return true;
        }

        long varint() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte b = take(1);
                value |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
            }
            throw new ManifestException("a number of the message is too long");
        }

        long fixed() {
            long value = 0;
            for (int i = 0; i < 8; i++) {
                value |= (take(1) & 0xffL) << (8 * i);
            }
            return value;
        }

        Wire message() {
            int length = length();
            var inner = new Wire(bytes, at, at + length);
            at += length;
            return inner;
        }

        byte[] bytes() {
            int length = length();
            at += length;
            return Arrays.copyOfRange(bytes, at - length, at);
        }

        String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }

        void skip() {
            switch (kind) {
                case 0 -> varint();
                case 1 -> take(8);
                case 2 -> bytes();
                case 5 -> take(4);
                default ->
                        throw new ManifestException("the message has a field of an unknown form");
            }
        }

        private int length() {
            long length = varint();
            if (kind != 2 || length < 0 || length > end - at) {
                throw new ManifestException("the message is cut off");
            }
            return (int) length;
        }

        /** The last of so many bytes. */
        private byte take(int count) {
            if (count > end - at) {
                throw new ManifestException("the message is cut off");
            }
            at += count;
            return bytes[at - 1];
        }
    }
}
