package io.slipway.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Attributes;

/** Reads a multipart form out of memory: text parts become strings, file parts {@link Upload}s. */
final class Multipart {
    private static final int MOST_PARTS = 200;

    private Multipart() {}

    static Map<String, List<Object>> read(String contentType, byte[] body) {
        var config =
                new MultiPartConfig.Builder()
                        .maxParts(MOST_PARTS)
                        .maxSize(-1)
                        .maxPartSize(-1)
                        .maxMemoryPartSize(-1)
                        .build();
        var source = Content.Source.from(ByteBuffer.wrap(body));
        var values = new LinkedHashMap<String, List<Object>>();
        try (var parts =
                MultiPartFormData.getParts(source, new Attributes.Mapped(), contentType, config)) {
            for (var part : parts) {
                var name = part.getName();
                if (name != null) {
                    values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value(part));
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new HttpFailure.Malformed("The multipart body cannot be read.");
        }
        return values;
    }

    private static Object value(MultiPart.Part part) throws IOException {
        var fileName = part.getFileName();
        if (fileName == null) {
            return part.getContentAsString(StandardCharsets.UTF_8);
        }
        var type = part.getHeaders().get(HttpHeader.CONTENT_TYPE);
        try (var in = Content.Source.asInputStream(part.getContentSource())) {
            return new Upload(
                    fileName, type == null ? "application/octet-stream" : type, in.readAllBytes());
        }
    }
}
