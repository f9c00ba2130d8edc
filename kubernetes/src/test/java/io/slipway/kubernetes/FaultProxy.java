package io.slipway.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Stands before an API server and plays a bad one: refuses with 429 and 5xx, loses requests before
 * and answers after they were done, cuts watches in the middle of a line, forgets versions, answers
 * late, and shows the times of a clock that is years off.
 */
final class FaultProxy implements AutoCloseable {

    private static final Set<String> PASSED =
            Set.of(
                    "authorization",
                    "accept",
                    "content-type",
                    "impersonate-user",
                    "impersonate-group");

    private final URI upstream;
    private final String token;
    private final HttpClient client;
    private final HttpServer server;
    private final Set<InputStream> watches = ConcurrentHashMap.newKeySet();
    final AtomicLong faults = new AtomicLong();
    final AtomicLong cuts = new AtomicLong();
    private volatile boolean faulty;
    private volatile Duration delay = Duration.ZERO;

    FaultProxy(String kubeconfig) {
        var tree = Trees.map(Yaml.document(kubeconfig)).orElseThrow();
        var cluster = Trees.mapAt(Trees.listAt(tree, "clusters").getFirst(), "cluster");
        upstream = URI.create(Trees.stringAt(cluster, "server").orElseThrow());
        token =
                Trees.stringAt(Trees.listAt(tree, "users").getFirst(), "user", "token")
                        .orElseThrow();
        var builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        Trees.stringAt(cluster, "certificate-authority-data")
                .ifPresent(pem -> builder.sslContext(trusting(Base64.getDecoder().decode(pem))));
        client = builder.connectTimeout(Duration.ofSeconds(5)).build();
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
    }

    private static SSLContext trusting(byte[] authority) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "authority",
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(authority)));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    KubernetesCluster connect(String name, KubernetesSettings settings) {
        return KubernetesCluster.connect(
                name,
                new ClusterConnection.Token(
                        "http://127.0.0.1:" + server.getAddress().getPort(),
                        token,
                        Optional.empty()),
                io.slipway.engine.tracking.Tracking.defaults(),
                settings);
    }

    /** From now on about every twentieth call goes wrong, or none. */
    void faulty(boolean on) {
        faulty = on;
    }

    /** From now on every answer comes so much later. */
    void delay(Duration time) {
        delay = time;
    }

    /** Ends every watch in the middle of what it says. */
    void cutWatches() {
        watches.forEach(w -> {
            cuts.incrementAndGet();
            close(w);
        });
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            answer(exchange);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange) throws IOException, InterruptedException {
        var body = exchange.getRequestBody().readAllBytes();
        Thread.sleep(delay);
        int dice = faulty ? ThreadLocalRandom.current().nextInt(200) : 200;
        if (dice < 8) {
            faults.incrementAndGet();
            switch (dice) {
                case 0 -> refuse(exchange, 429);
                case 1, 2 -> refuse(exchange, 500);
                case 3 -> refuse(exchange, 502);
                case 4, 5 -> refuse(exchange, 503);
                default -> {} // lost on the way there
            }
            return;
        }
        HttpResponse<InputStream> answer;
        try {
            answer =
                    client.send(request(exchange, body), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException _) {
            refuse(exchange, 502); // the API server is away
            return;
        }
        try (var content = answer.body()) {
            if (dice < 10) {
                faults.incrementAndGet(); // done, and lost on the way back
                return;
            }
            answer.headers()
                    .firstValue("content-type")
                    .ifPresent(t -> exchange.getResponseHeaders().set("Content-Type", t));
            answer.headers()
                    .firstValue("retry-after")
                    .ifPresent(t -> exchange.getResponseHeaders().set("Retry-After", t));
            if (exchange.getRequestURI().toString().contains("watch=true")
                    && answer.statusCode() == 200) {
                watch(exchange, content, dice);
            } else {
                var bytes = skewed(content.readAllBytes());
                exchange.sendResponseHeaders(
                        answer.statusCode(), bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        } catch (IOException _) {
            // Cut on either side: the exchange ends as it is.
        }
    }

    private HttpRequest request(HttpExchange exchange, byte[] body) {
        var builder =
                HttpRequest.newBuilder(upstream.resolve(exchange.getRequestURI().toString()))
                        .method(
                                exchange.getRequestMethod(),
                                HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders()
                .forEach((name, values) -> {
                    if (PASSED.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                        values.forEach(v -> builder.header(name, v));
                    }
                });
        return builder.build();
    }

    private static void refuse(HttpExchange exchange, int code) throws IOException {
        if (code == 429) {
            exchange.getResponseHeaders().set("Retry-After", "1");
        }
        ScriptedServer.Reply reply = ScriptedServer.status(code, "Fault", "not now");
        try {
            reply.answer(exchange);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch(HttpExchange exchange, InputStream content, int dice) throws IOException {
        watches.add(content);
        try {
            exchange.sendResponseHeaders(200, 0);
            var out = exchange.getResponseBody();
            if (dice < 20) {
                faults.incrementAndGet();
                say(
                        out,
                        "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\",\"message\":\"too old\"}}\n"
                                .getBytes(StandardCharsets.UTF_8));
                return;
            }
            out.flush();
            var buffer = new byte[8_192];
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                say(out, java.util.Arrays.copyOf(buffer, n));
            }
        } finally {
            watches.remove(content);
        }
    }

    private static void say(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The times of an answer, by a clock of another century. */
    private byte[] skewed(byte[] body) {
        if (!faulty) {
            return body;
        }
        var year = List.of("1999", "2038").get(ThreadLocalRandom.current().nextInt(2));
        return new String(body, StandardCharsets.ISO_8859_1)
                .replaceAll(
                        "\"20\\d\\d(-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\")", "\"" + year + "$1")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        server.stop(0);
        client.shutdownNow();
        try {
            client.awaitTermination(Duration.ofSeconds(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
