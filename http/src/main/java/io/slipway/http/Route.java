package io.slipway.http;

import java.util.List;

/** One line of a surface's table: method, path template, handler, and the limit of its body. */
public final class Route {
    private static final long DEFAULT_LIMIT = -1;

    private final String method;
    private final String template;
    private final List<String> pieces;
    private final Handler handler;
    private long bodyLimit = DEFAULT_LIMIT;

    Route(String method, String template, Handler handler) {
        if (!template.startsWith("/")) {
            throw new IllegalArgumentException("route " + template + " must begin with a slash");
        }
        this.method = method;
        this.template = template;
        this.pieces = List.of(template.substring(1).split("/", -1));
        this.handler = handler;
    }

    /** Sets the largest body in bytes that this route accepts. */
    public Route bodyLimit(long bytes) {
        bodyLimit = bytes;
        return this;
    }

    /** Accepts a body of any length; the handler reads it as a stream. */
    public Route unlimitedBody() {
        return bodyLimit(Long.MAX_VALUE);
    }

    public String method() {
        return method;
    }

    public String template() {
        return template;
    }

    List<String> pieces() {
        return pieces;
    }

    Handler handler() {
        return handler;
    }

    long bodyLimit(HttpSettings settings) {
        return bodyLimit == DEFAULT_LIMIT ? settings.bodyLimit() : bodyLimit;
    }
}
