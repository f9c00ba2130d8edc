package io.slipway.kubernetes;

import io.slipway.engine.cluster.Identity;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One request to the API server.
 *
 * @param path below the server's address, encoded, with a slash at its start
 * @param query encoded {@code name=value} pairs
 * @param repeatable whether sending it twice does no more than sending it once
 */
record Call(
        Identity who,
        String method,
        String path,
        List<String> query,
        Optional<Body> body,
        String accept,
        boolean repeatable) {

    static final String JSON = "application/json";

    Call {
        query = List.copyOf(query);
    }

    record Body(String type, String text) {}

    static Call get(Identity who, String path) {
        return new Call(who, "GET", path, List.of(), Optional.empty(), JSON, true);
    }

    static Call send(
            Identity who,
            String method,
            String path,
            String type,
            String text,
            boolean repeatable) {
        return new Call(
                who, method, path, List.of(), Optional.of(new Body(type, text)), JSON, repeatable);
    }

    /** The same with one more parameter; none when the value is empty. */
    Call with(String name, String value) {
        if (value.isEmpty()) {
            return this;
        }
        var more = new ArrayList<>(query);
        more.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        return new Call(who, method, path, more, body, accept, repeatable);
    }

    Call accepting(String types) {
        return new Call(who, method, path, query, body, types, repeatable);
    }

    /** Path and query. */
    String target() {
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    /** A path segment, encoded. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":");
    }
}
