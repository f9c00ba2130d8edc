package io.slipway.cli.cluster;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The server's calls on clusters. */
final class ClusterCalls implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ServerOptions options;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    ClusterCalls(ServerOptions options) {
        this.options = options;
    }

    /** What the server, or the way to it, says against a call. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure(String message) {
            super(message, null, false, false);
        }
    }

    List<Object> list() {
        return Trees.listAt(call("GET", "", Map.of()), "items");
    }

    Map<String, Object> get(String name) {
        return call("GET", "/" + segment(name), Map.of());
    }

    Map<String, Object> register(Map<String, Object> cluster, boolean check) {
        return call("POST", check ? "" : "?check=false", cluster);
    }

    Map<String, Object> update(String name, Map<String, Object> cluster, boolean check) {
        return call("PUT", "/" + segment(name) + (check ? "" : "?check=false"), cluster);
    }

    void remove(String name) {
        call("DELETE", "/" + segment(name), Map.of());
    }

    Map<String, Object> grant(String project) {
        return callAt("/gitops/v1/grants/" + segment(project), "GET", Map.of());
    }

    Map<String, Object> setGrant(String project, Map<String, Object> grant) {
        return callAt("/gitops/v1/grants/" + segment(project), "PUT", grant);
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Map<String, Object> call(String method, String rest, Map<String, Object> body) {
        return callAt("/gitops/v1/clusters" + rest, method, body);
    }

    private Map<String, Object> callAt(String path, String method, Map<String, Object> body) {
        if (options.token().isEmpty()) {
            throw new Failure("no token: set SLIPWAY_TOKEN to a private or personal access token");
        }
        try {
            var request =
                    HttpRequest.newBuilder(URI.create(options.server() + path))
                            .timeout(PATIENCE)
                            .header("Authorization", "Bearer " + options.token())
                            .header("Content-Type", "application/json")
                            .method(
                                    method,
                                    body.isEmpty()
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofString(Json.write(body)))
                            .build();
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            var tree = tree(response.body());
            if (response.statusCode() / 100 != 2) {
                throw new Failure(
                        Trees.stringAt(tree, "message")
                                .orElse(
                                        options.server()
                                                + " answered with status "
                                                + response.statusCode()));
            }
            return tree;
        } catch (IOException e) {
            throw new Failure(options.server() + " cannot be reached: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new Failure("--server must be an address that begins with http:// or https://");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        }
    }

    private static Map<String, Object> tree(String body) {
        try {
            return body.startsWith("{") ? Json.readObject(body) : Map.of();
        } catch (ManifestException e) {
            return Map.of();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
