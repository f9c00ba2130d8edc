package io.slipway.manifests.yaml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.slipway.manifests.ManifestException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON text to trees and back. Stateless and safe for several threads. */
public final class Json {

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(TextLimits.defaults().maxDepth())
                                    .maxStringLength(TextLimits.defaults().maxCharacters())
                                    .build())
                    .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                    .build();

    private Json() {}

    /**
     * The tree of one JSON text.
     *
     * @throws ManifestException when it is no JSON, nested too deep, or something follows it
     */
    public static @Nullable Object read(String text) {
        try (var parser = FACTORY.createParser(text)) {
            return whole(parser);
        } catch (JsonProcessingException e) {
            throw invalid(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #read(String)}, from UTF-8 bytes. */
    public static @Nullable Object read(byte[] utf8) {
        try (var parser = FACTORY.createParser(utf8)) {
            return whole(parser);
        } catch (JsonProcessingException e) {
            throw invalid(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * As {@link #read(byte[])}, for what a person wrote: an object that has a key twice is refused,
     * since one of the two would vanish unseen.
     */
    public static @Nullable Object readStrict(byte[] utf8) {
        try (var parser =
                FACTORY.createParser(utf8).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)) {
            return whole(parser);
        } catch (JsonProcessingException e) {
            throw invalid(e);
        } catch (IOException e) {
            // Bytes of memory cannot fail otherwise than by being no text.
            throw new ManifestException("not JSON: the text is not UTF-8");
        }
    }

    /** As {@link #read(String)}, from a stream, which is left open. */
    public static @Nullable Object read(InputStream utf8) {
        try (var parser = FACTORY.createParser(utf8)) {
            return whole(parser);
        } catch (JsonProcessingException e) {
            throw invalid(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The tree of a JSON object.
     *
     * @throws ManifestException also when the text is another kind of value
     */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> readObject(String text) {
        if (read(text) instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new ManifestException("not a JSON object");
    }

    /** The tree as compact JSON, keys in the order of the maps. */
    public static String write(@Nullable Object tree) {
        return new String(writeBytes(tree), StandardCharsets.UTF_8);
    }

    /** The tree as compact JSON in UTF-8. */
    public static byte[] writeBytes(@Nullable Object tree) {
        var out = new ByteArrayOutputStream(512);
        write(tree, out);
        return out.toByteArray();
    }

    /** Writes the tree as compact JSON in UTF-8; the stream is left open. */
    public static void write(@Nullable Object tree, OutputStream out) {
        try (var generator =
                FACTORY.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            write(tree, generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Object whole(JsonParser parser) throws IOException {
        if (parser.nextToken() == null) {
            throw new ManifestException("empty text is not JSON");
        }
        var value = value(parser);
        if (parser.nextToken() != null) {
            throw new ManifestException(
                    "something follows the JSON value, at line "
                            + parser.currentLocation().getLineNr());
        }
        return value;
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                var map = new LinkedHashMap<String, @Nullable Object>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    var key = parser.currentName();
                    parser.nextToken();
                    map.put(key, value(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                var list = new ArrayList<@Nullable Object>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT ->
                    switch (parser.getNumberValue()) {
                        case BigInteger big -> big;
                        case Number n -> n.longValue();
                    };
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            default -> throw new ManifestException("unexpected " + parser.currentToken());
        };
    }

    private static void write(@Nullable Object value, JsonGenerator out) throws IOException {
        switch (value) {
            case null -> out.writeNull();
            case Map<?, ?> map -> {
                out.writeStartObject();
                for (var e : map.entrySet()) {
                    out.writeFieldName((String) e.getKey());
                    write(e.getValue(), out);
                }
                out.writeEndObject();
            }
            case List<?> list -> {
                out.writeStartArray();
                for (var element : list) {
                    write(element, out);
                }
                out.writeEndArray();
            }
            case String text -> out.writeString(text);
            case Boolean flag -> out.writeBoolean(flag);
            case Long n -> out.writeNumber(n);
            case Integer n -> out.writeNumber(n);
            case BigInteger n -> out.writeNumber(n);
            case BigDecimal n -> out.writeNumber(n);
            case Double n -> {
                if (n.isNaN() || n.isInfinite()) {
                    throw new ManifestException("JSON has no number " + n);
                }
                if (n == Math.rint(n) && Math.abs(n) < 1e15) {
                    out.writeNumber(n.longValue());
                } else {
                    out.writeNumber(n);
                }
            }
            default ->
                    throw new ManifestException(
                            "a tree cannot hold a " + value.getClass().getName());
        }
    }

    private static ManifestException invalid(JsonProcessingException e) {
        var at = e.getLocation();
        return new ManifestException(
                "invalid JSON: "
                        + e.getOriginalMessage()
                        + (at == null
                                ? ""
                                : ", at line " + at.getLineNr() + ", column " + at.getColumnNr()),
                e);
    }
}
