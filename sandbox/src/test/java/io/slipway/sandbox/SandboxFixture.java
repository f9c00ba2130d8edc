package io.slipway.sandbox;

import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.manifests.yaml.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox on a free port for tests, and the fewest words to speak to it over HTTP as its
 * administrator or as somebody else. In memory unless a folder is named.
 */
public final class SandboxFixture implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Sandbox sandbox;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private SandboxFixture(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** A fresh one in memory. */
    public static SandboxFixture start() {
        return new SandboxFixture(Sandbox.start(SandboxSettings.inMemory()));
    }

    /** One that keeps its objects in a folder. */
    public static SandboxFixture start(Path folder) {
        return new SandboxFixture(Sandbox.start(SandboxSettings.in(folder)));
    }

    /** One with those settings. */
    public static SandboxFixture start(SandboxSettings settings) {
        return new SandboxFixture(Sandbox.start(settings));
    }

    public Sandbox sandbox() {
        return sandbox;
    }

    public URI address() {
        return sandbox.address();
    }

    public String kubeconfig() {
        return sandbox.kubeconfig();
    }

    /** An answer; its tree is empty when the body is no JSON object. */
    public record Answer(int status, String body, Map<String, List<String>> headers) {

        /** The body as a tree. */
        public Map<String, Object> tree() {
            return body.startsWith("{") ? Json.readObject(body) : Map.of();
        }

        /** The text at these field names; empty when there is none. */
        public String text(String... path) {
            return Trees.at(tree(), path).map(String::valueOf).orElse("");
        }

        public String message() {
            return text("message");
        }
    }

    /** Sends a request as the administrator. */
    public Answer call(String method, String path, @Nullable Object body, String... headers) {
        return callWithToken(sandbox.token(), method, path, body, headers);
    }

    /** Sends a request as whom a bearer token stands for. */
    public Answer callWithToken(
            String token, String method, String path, @Nullable Object body, String... headers) {
        var request =
                HttpRequest.newBuilder(URI.create(sandbox.address() + path))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + token);
        if (headers.length > 0) {
            request.headers(headers);
        }
        var sent =
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(
                                body instanceof String text ? text : Json.write(body));
        try {
            var response =
                    client.send(
                            request.method(method, sent).build(),
                            HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response.headers().map());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public Answer get(String path, String... headers) {
        return call("GET", path, null, headers);
    }

    /** Posts an object that is written as YAML. */
    public Answer post(String path, String yaml) {
        return call("POST", path, Yaml.document(yaml), "Content-Type", "application/json");
    }

    public Answer put(String path, Object body) {
        return call("PUT", path, body, "Content-Type", "application/json");
    }

    public Answer delete(String path) {
        return call("DELETE", path, null);
    }

    /** Patches with a body of that content type, such as {@code merge-patch+json}. */
    public Answer patch(String path, String type, String body) {
        return call("PATCH", path, body, "Content-Type", "application/" + type);
    }

    /** Applies YAML by server-side apply as that field manager. */
    public Answer apply(String path, String manager, String yaml) {
        return patch(
                path + (path.contains("?") ? "&" : "?") + "fieldManager=" + manager,
                "apply-patch+yaml",
                yaml);
    }

    /** Reads an object until it is as wanted; fails with what it was last. */
    public Answer await(String path, Predicate<Answer> wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        var last = get(path);
        while (!wanted.test(last)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(path + " did not become as awaited; last answer: " + last);
            }
            Thread.onSpinWait();
            pause();
            last = get(path);
        }
        return last;
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Reads that many events of a watch. */
    public List<Map<String, Object>> watch(String path, int count) {
        return watch(path, count, _ -> {});
    }

    /** As {@link #watch(String, int)}, and hands over each event at once; ends with the watch. */
    public List<Map<String, Object>> watch(
            String path, int count, Consumer<Map<String, Object>> seen) {
        var request =
                HttpRequest.newBuilder(URI.create(sandbox.address() + path))
                        .header("Authorization", "Bearer " + sandbox.token())
                        .build();
        var events = new ArrayList<Map<String, Object>>();
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.ofLines());
            try (var lines = response.body()) {
                lines.limit(count)
                        .forEach(line -> {
                            var event = Json.readObject(line);
                            events.add(event);
                            seen.accept(event);
                        });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return events;
    }

    @Override
    public void close() {
        client.close();
        sandbox.close();
    }
}
