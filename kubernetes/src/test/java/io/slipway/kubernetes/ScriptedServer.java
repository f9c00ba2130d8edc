package io.slipway.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * An HTTP server on loopback that answers each path as a test tells it to, and remembers who asked
 * what.
 */
final class ScriptedServer implements AutoCloseable {

    /** What was asked. */
    record Asked(String method, String target, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return String.join(
                    ",", headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of()));
        }
    }

    /** Answers one request. */
    interface Reply {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final HttpServer server;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    final List<Asked> asked = new CopyOnWriteArrayList<>();

    ScriptedServer() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
        on("GET /version", json(200, "{\"gitVersion\":\"v1.36.3\"}"));
        on(
                "GET /api",
                json(
                        200,
                        """
                        {"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":""},"versions":[{"version":"v1","resources":[
                          {"resource":"configmaps","responseKind":{"group":"","version":"","kind":"ConfigMap"},"scope":"Namespaced",
                           "verbs":["get","list","watch","create","update","patch","delete"]},
                          {"resource":"namespaces","responseKind":{"group":"","version":"","kind":"Namespace"},"scope":"Cluster",
                           "verbs":["get"]}]}]}]}
                        """));
        on("GET /apis", json(200, "{\"kind\":\"APIGroupDiscoveryList\",\"items\":[]}"));
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    KubernetesCluster connect(KubernetesSettings settings) {
        return KubernetesCluster.connect(
                "scripted",
                new ClusterConnection.Token(address(), "secret", java.util.Optional.empty()),
                io.slipway.engine.tracking.Tracking.defaults(),
                settings);
    }

    /** From now on; the request is "METHOD /path" without query. */
    void on(String request, Reply reply) {
        replies.put(request, reply);
    }

    static Reply json(int code, String body) {
        return exchange -> {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    static Reply status(int code, String reason, String message) {
        return json(
                code,
                "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"%s\",\"message\":\"%s\",\"code\":%d}"
                        .formatted(reason, message, code));
    }

    /** First these, one after the other, then the last one for ever. */
    static Reply inTurn(Reply... replies) {
        var count = new java.util.concurrent.atomic.AtomicInteger();
        return exchange ->
                replies[Math.min(count.getAndIncrement(), replies.length - 1)].answer(exchange);
    }

    List<Asked> asked(String request) {
        return asked.stream()
                .filter(a -> (a.method + " " + a.target.split("\\?", 2)[0]).equals(request))
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        var headers = new java.util.HashMap<String, List<String>>();
        exchange.getRequestHeaders()
                .forEach((k, v) ->
                        headers.put(k.toLowerCase(java.util.Locale.ROOT), List.copyOf(v)));
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var uri = exchange.getRequestURI();
        asked.add(new Asked(exchange.getRequestMethod(), uri.toString(), headers, body));
        var reply =
                replies.getOrDefault(
                        exchange.getRequestMethod() + " " + uri.getPath(),
                        json(404, "404 page not found"));
        try (exchange) {
            reply.answer(exchange);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
