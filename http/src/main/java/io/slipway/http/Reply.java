package io.slipway.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An answer: status, headers and a body that is either there as a whole or written as a stream.
 * Immutable; the {@code with} methods return copies.
 */
public record Reply(int status, List<Header> headers, Body body) {
    public Reply {
        headers = List.copyOf(headers);
    }

    /** One header line. A value that would break out of its line is refused. */
    public record Header(String name, String value) {
        public Header {
            if (breaksLine(name) || breaksLine(value)) {
                throw new IllegalArgumentException("header " + name + " holds a line break");
            }
        }

        private static boolean breaksLine(String text) {
            return text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0);
        }
    }

    /** The body of a reply. */
    public sealed interface Body {
        /** No body at all. */
        record None() implements Body {}

        /** A body in memory; compressed when the client takes gzip and it is worth it. */
        @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
        record Bytes(byte[] bytes) implements Body {}

        /**
         * A body written while it is sent; never compressed by the server. With {@code endless} it
         * is ended when the server stops (by an interrupt of its thread), not waited for, and the
         * connection may be silent for any time.
         */
        record Stream(Writer writer, boolean endless) implements Body {}
    }

    /** Writes a body. The stream is buffered: flush what should leave at once. */
    @FunctionalInterface
    public interface Writer {
        /**
         * Writes the whole body.
         *
         * @throws IOException when the client has gone
         * @throws InterruptedException when the server stops
         */
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    /** No body. */
    public static Reply empty(int status) {
        return new Reply(status, List.of(), new Body.None());
    }

    /** A body of any type. */
    public static Reply bytes(int status, String contentType, byte[] bytes) {
        return new Reply(
                status, List.of(new Header("Content-Type", contentType)), new Body.Bytes(bytes));
    }

    /** A text in UTF-8. */
    public static Reply text(int status, String text) {
        return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** A page in UTF-8. */
    public static Reply html(int status, String page) {
        return bytes(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }

    /** Plain values (maps, lists, strings, numbers, booleans, null, records) as JSON. */
    public static Reply json(int status, Object value) {
        return bytes(status, "application/json", Json.write(value));
    }

    /** A redirection. */
    public static Reply redirect(int status, String location) {
        return empty(status).with("Location", location);
    }

    /** A body written as a stream. */
    public static Reply stream(int status, String contentType, Writer writer) {
        return new Reply(
                status,
                List.of(new Header("Content-Type", contentType)),
                new Body.Stream(writer, false));
    }

    /** A stream that goes on until the client or the server ends it, such as a watch. */
    public static Reply endless(int status, String contentType, Writer writer) {
        return new Reply(
                status,
                List.of(new Header("Content-Type", contentType)),
                new Body.Stream(writer, true));
    }

    /** A copy with one more header line. */
    public Reply with(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Reply(status, more, body);
    }

    /** A copy in which this header has this one value. */
    public Reply replacing(String name, String value) {
        var kept = new ArrayList<>(headers);
        kept.removeIf(header -> header.name().equalsIgnoreCase(name));
        kept.add(new Header(name, value));
        return new Reply(status, kept, body);
    }

    /** A copy that also sets a cookie. */
    public Reply with(SetCookie cookie) {
        return with("Set-Cookie", cookie.headerValue());
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }
}
