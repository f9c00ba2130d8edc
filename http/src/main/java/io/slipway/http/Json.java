package io.slipway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as plain values: LinkedHashMap, ArrayList, String, Long, BigInteger, Double, Boolean, null.
 * Reading is bounded: 100 levels, numbers of 1,000 digits; the body limit bounds the rest.
 */
public final class Json {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(100)
                                                    .maxNumberLength(1000)
                                                    .maxStringLength(Integer.MAX_VALUE)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.USE_LONG_FOR_INTS)
                    .build();

    private Json() {}

    /**
     * The first JSON value of the bytes; what follows it is ignored.
     *
     * @throws HttpFailure.Malformed if there is none
     */
    public static @Nullable Object read(byte[] bytes) {
        try {
            return MAPPER.readValue(bytes, Object.class);
        } catch (JsonProcessingException e) {
            throw new HttpFailure.Malformed(
                    "The body is not valid JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new HttpFailure.Malformed("The body is not valid JSON.");
        }
    }

    /** Plain values, and records of them, as compact UTF-8 JSON. */
    public static byte[] write(@Nullable Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("value cannot be written as JSON", e);
        }
    }

    /**
     * An object whose members keep this order.
     *
     * @param members name, value, name, value, …
     */
    public static Map<String, @Nullable Object> object(@Nullable Object... members) {
        var object = new LinkedHashMap<String, @Nullable Object>();
        for (var at = 0; at < members.length; at += 2) {
            object.put(String.valueOf(members[at]), members[at + 1]);
        }
        return object;
    }
}
