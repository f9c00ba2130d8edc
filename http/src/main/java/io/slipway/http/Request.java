package io.slipway.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;

/**
 * One request, as its handler sees it. Belongs to the thread that serves it. The body can be read
 * once as a stream, or any number of times as bytes or values; not both.
 */
public final class Request {
    private final org.eclipse.jetty.server.Request jetty;
    private final Origin origin;
    private final String id;
    private final String rawPath;
    private final String rawQuery;
    private Map<String, String> pathParameters = Map.of();
    private String template = "";
    private long bodyLimit;
    private @Nullable Map<String, List<String>> query;
    private byte @Nullable [] bytes;

    /** Where the request came from and what the client calls this server. */
    record Origin(String address, String scheme, String authority) {}

    Request(org.eclipse.jetty.server.Request jetty, Origin origin, String id, long bodyLimit) {
        this.jetty = jetty;
        this.origin = origin;
        this.id = id;
        this.bodyLimit = bodyLimit;
        var path = jetty.getHttpURI().getPath();
        var rawQueryText = jetty.getHttpURI().getQuery();
        this.rawPath = path == null || path.isEmpty() ? "/" : path;
        this.rawQuery = rawQueryText == null ? "" : rawQueryText;
    }

    void routed(Route route, Map<String, String> parameters, HttpSettings settings) {
        pathParameters = parameters;
        template = route.template();
        bodyLimit = route.bodyLimit(settings);
    }

    /** The method in capitals. */
    public String method() {
        return jetty.getMethod();
    }

    /** The path as it was sent, still encoded. */
    public String rawPath() {
        return rawPath;
    }

    /** The query as it was sent, without the question mark; empty if there is none. */
    public String rawQuery() {
        return rawQuery;
    }

    /** The template of the matched route; empty where none matched. */
    public String template() {
        return template;
    }

    /** The request id: the client's own if it sent a usable one. */
    public String id() {
        return id;
    }

    /** The client's address, looking through trusted proxies. */
    public String remoteAddress() {
        return origin.address();
    }

    /** {@code http} or {@code https} as the client sees it, looking through trusted proxies. */
    public String scheme() {
        return origin.scheme();
    }

    /** Whether the client's connection is encrypted. */
    public boolean secure() {
        return origin.scheme().equals("https");
    }

    /** The address of this server as the client sees it: scheme, host and port, no slash. */
    public String baseUrl() {
        return origin.scheme() + "://" + origin.authority();
    }

    /**
     * A parameter of the path, decoded.
     *
     * @throws IllegalArgumentException if the route's template has none of that name
     */
    public String path(String name) {
        var value = pathParameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException(template + " has no parameter " + name);
        }
        return value;
    }

    /** All parameters of the path. */
    public Map<String, String> pathParameters() {
        return pathParameters;
    }

    /** The query's values by name, in order. */
    public Map<String, List<String>> query() {
        var known = query;
        if (known == null) {
            known = PathText.pairs(rawQuery);
            query = known;
        }
        return known;
    }

    /** The first value of a query parameter. */
    public Optional<String> query(String name) {
        return Optional.ofNullable(query().get(name)).map(List::getFirst);
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(jetty.getHeaders().get(name));
    }

    /** All values of a header. */
    public List<String> headers(String name) {
        return List.copyOf(jetty.getHeaders().getValuesList(name));
    }

    /** The media type of the body in lower case, without parameters; empty if not said. */
    public String mediaType() {
        return header("Content-Type")
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse("");
    }

    /**
     * A cookie, read leniently: clients send back whole Set-Cookie lines, so anything between
     * semicolons that is not {@code name=value} is skipped and the first of that name wins.
     */
    public Optional<String> cookie(String name) {
        for (var line : headers("Cookie")) {
            for (var part : line.split(";")) {
                var equals = part.indexOf('=');
                if (equals > 0 && part.substring(0, equals).strip().equals(name)) {
                    return Optional.of(part.substring(equals + 1).strip());
                }
            }
        }
        return Optional.empty();
    }

    /** Whether the client would take a page of HTML. */
    public boolean acceptsHtml() {
        return header("Accept").map(accept -> accept.contains("text/html")).orElse(false);
    }

    /**
     * The raw body as it arrives, chunks joined, content encodings untouched, up to the route's
     * limit.
     */
    public InputStream body() {
        return new LimitedBody(Content.Source.asInputStream(jetty), bodyLimit);
    }

    /**
     * The whole body.
     *
     * @throws HttpFailure.BodyTooLarge if it is longer than the route's limit
     */
    public byte[] bodyBytes() {
        var known = bytes;
        if (known == null) {
            if (jetty.getLength() > bodyLimit) {
                throw new HttpFailure.BodyTooLarge(bodyLimit);
            }
            try (var in = body()) {
                known = in.readAllBytes();
            } catch (EofException e) {
                throw new HttpFailure.Aborted("The body ended before its announced length.");
            } catch (IOException e) {
                throw new HttpFailure.Aborted("The body could not be read.");
            }
            bytes = known;
        }
        return known;
    }

    /**
     * The body as JSON, whatever its Content-Type says; an empty body is absent.
     *
     * @throws HttpFailure.Malformed if it is not JSON
     */
    public Optional<Object> json() {
        var body = bodyBytes();
        return body.length == 0 ? Optional.empty() : Optional.ofNullable(Json.read(body));
    }

    /**
     * Query, form, multipart and JSON body (by Content-Type) as one map: the body wins over the
     * query, the path's parameters over both. {@code name[]} collects a list under {@code name}.
     * Values are strings, {@link Upload}s, or whatever JSON holds.
     */
    public Map<String, @Nullable Object> parameters() {
        var all = new LinkedHashMap<String, @Nullable Object>();
        collect(query(), all);
        switch (mediaType()) {
            case "application/x-www-form-urlencoded" ->
                    collect(
                            PathText.pairs(
                                    new String(
                                            bodyBytes(), java.nio.charset.StandardCharsets.UTF_8)),
                            all);
            case "multipart/form-data" ->
                    collect(Multipart.read(header("Content-Type").orElse(""), bodyBytes()), all);
            case String type when type.endsWith("json") -> {
                if (json().orElse("") instanceof Map<?, ?> object) {
                    object.forEach((name, value) -> all.put(String.valueOf(name), value));
                }
            }
            default -> {
                // Other bodies are for the handler to read.
            }
        }
        all.putAll(pathParameters);
        return all;
    }

    private static void collect(
            Map<String, ? extends List<?>> values, Map<String, @Nullable Object> all) {
        values.forEach((name, list) -> {
            if (name.endsWith("[]")) {
                all.put(name.substring(0, name.length() - 2), new ArrayList<>(list));
            } else {
                all.put(name, list.getLast());
            }
        });
    }

    /** Reads and forgets what is left of the body, so that the client gets to read the answer. */
    void drain(long most) {
        try {
            var in = Content.Source.asInputStream(jetty);
            var buffer = new byte[64 << 10];
            var left = most;
            while (left > 0) {
                var read = in.read(buffer);
                if (read < 0) {
                    return;
                }
                left -= read;
            }
        } catch (IOException e) {
            // The client has gone: nobody waits for the answer.
        }
    }

    /** Counts what is read and refuses more than the limit. */
    private static final class LimitedBody extends FilterInputStream {
        private final long limit;
        private long seen;

        LimitedBody(InputStream in, long limit) {
            super(in);
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            var read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            var read = super.read(target, from, length);
            count(Math.max(0, read));
            return read;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        private void count(int read) {
            seen += read;
            if (seen > limit) {
                throw new HttpFailure.BodyTooLarge(limit);
            }
        }
    }
}
