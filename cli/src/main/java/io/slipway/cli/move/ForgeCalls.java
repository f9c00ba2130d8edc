package io.slipway.cli.move;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.yaml.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Calls of a GitLab-compatible API, of this server or another. Not for several threads.
 *
 * @param base scheme, host and port, and the path in front of {@code /api} if there is one
 * @param version {@code v3} or {@code v4}
 */
public record ForgeCalls(String base, String version, String token, HttpClient client) {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST_PAGES = 1000;

    /** What a call came to. */
    public record Answer(int status, Object body, Optional<String> nextPage) {

        /** Whether it was done. */
        public boolean isGood() {
            return status / 100 == 2;
        }

        /** The object that came back; without fields if it was none. */
        public Map<?, ?> object() {
            return body instanceof Map<?, ?> map ? map : Map.of();
        }

        /** A field of it as text; empty if it is not there, or is none. */
        public Optional<String> text(String name) {
            return ForgeCalls.text(object(), name);
        }
    }

    /** The token stays out of what is printed. */
    @Override
    public String toString() {
        return base + "/api/" + version;
    }

    /** A field of an object as text. */
    public static Optional<String> text(Map<?, ?> object, String name) {
        return switch (object.get(name)) {
            case String text when !text.isEmpty() -> Optional.of(text);
            case Number number -> Optional.of(number.toString());
            case null, default -> Optional.empty();
        };
    }

    /** A text as one segment of a path. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** One call; what the server refuses is an answer too. */
    public Answer call(String method, String path, Map<String, ?> body) {
        try {
            var request =
                    HttpRequest.newBuilder(URI.create(base + "/api/" + version + path))
                            .timeout(PATIENCE)
                            .header("PRIVATE-TOKEN", token)
                            .header("Content-Type", "application/json")
                            .method(
                                    method,
                                    body.isEmpty()
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofString(Json.write(body)))
                            .build();
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    tree(response.body()),
                    response.headers()
                            .firstValue("X-Next-Page")
                            .filter(page -> page.matches("[0-9]{1,9}")));
        } catch (IOException e) {
            throw new MoveFailure(base + " cannot be reached: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new MoveFailure(base + " is no address that begins with http:// or https://");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MoveFailure("interrupted");
        }
    }

    /** A call that must be done. */
    public Answer require(String method, String path, Map<String, ?> body, String what) {
        var answer = call(method, path, body);
        if (!answer.isGood()) {
            throw new MoveFailure("%s refuses to %s: %s".formatted(base, what, said(answer)));
        }
        return answer;
    }

    /** What a refusal says. */
    public static String said(Answer answer) {
        var message = answer.object().get("message");
        var error = answer.object().get("error");
        return message != null
                ? message.toString()
                : error != null ? error.toString() : "status " + answer.status();
    }

    /** All objects of a list, page by page; empty when it may not be read. */
    public Optional<List<Map<?, ?>>> list(String path) {
        var all = new ArrayList<Map<?, ?>>();
        var page = Optional.of("1");
        for (var count = 0; page.isPresent() && count < MOST_PAGES; count++) {
            var answer =
                    call(
                            "GET",
                            path
                                    + (path.contains("?") ? "&" : "?")
                                    + "per_page=100&page="
                                    + page.get(),
                            Map.of());
            if (!answer.isGood() || !(answer.body() instanceof List<?> items)) {
                return Optional.empty();
            }
            for (var item : items) {
                if (item instanceof Map<?, ?> object) {
                    all.add(object);
                }
            }
            page = answer.nextPage();
        }
        return Optional.of(List.copyOf(all));
    }

    /**
     * The number of a namespace that the token may use.
     *
     * @throws MoveFailure if there is none
     */
    public Object namespace(String path) {
        for (var one : list("/namespaces?search=" + segment(path)).orElse(List.of())) {
            var id = one.get("id");
            if (path.equals(one.get("path")) && id != null) {
                return id;
            }
        }
        throw new MoveFailure("there is no namespace " + path + " for this token at " + base);
    }

    private static Object tree(String body) {
        try {
            var read = body.isBlank() ? null : Json.read(body);
            return read == null ? Map.of() : read;
        } catch (ManifestException e) {
            return Map.of();
        }
    }
}
