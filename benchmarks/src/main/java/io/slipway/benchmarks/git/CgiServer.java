package io.slipway.benchmarks.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;

/** Serves a folder of repositories with {@code git http-backend}, a process for each request. */
final class CgiServer implements AutoCloseable {

    private final HttpServer server;
    private final Path root;

    CgiServer(Path root) throws IOException {
        this.root = root;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String url(String repository) {
        return "http://127.0.0.1:%d/%s".formatted(server.getAddress().getPort(), repository);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var builder = new ProcessBuilder("git", "http-backend");
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            var environment = builder.environment();
            var uri = exchange.getRequestURI();
            environment.put("GIT_PROJECT_ROOT", root.toString());
            environment.put("GIT_HTTP_EXPORT_ALL", "1");
            environment.put("GIT_CONFIG_NOSYSTEM", "1");
            environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
            environment.put("REMOTE_USER", "bench");
            environment.put("PATH_INFO", uri.getPath());
            environment.put("QUERY_STRING", Optional.ofNullable(uri.getRawQuery()).orElse(""));
            environment.put("REQUEST_METHOD", exchange.getRequestMethod());
            header(exchange, "Content-Type").ifPresent(v -> environment.put("CONTENT_TYPE", v));
            header(exchange, "Content-Length").ifPresent(v -> environment.put("CONTENT_LENGTH", v));
            header(exchange, "Content-Encoding")
                    .ifPresent(v -> environment.put("HTTP_CONTENT_ENCODING", v));
            header(exchange, "Git-Protocol").ifPresent(v -> environment.put("GIT_PROTOCOL", v));
            var process = builder.start();
            var feeding =
                    Thread.startVirtualThread(() -> {
                        try (var in = process.getOutputStream()) {
                            exchange.getRequestBody().transferTo(in);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
            try (var out = new BufferedInputStream(process.getInputStream(), 64 << 10)) {
                int status = 200;
                for (var line = line(out); !line.isEmpty(); line = line(out)) {
                    int colon = line.indexOf(':');
                    var value = line.substring(colon + 1).strip();
                    if (line.startsWith("Status:")) {
                        status = Integer.parseInt(value.substring(0, 3));
                    } else {
                        exchange.getResponseHeaders().add(line.substring(0, colon), value);
                    }
                }
                exchange.sendResponseHeaders(status, 0);
                out.transferTo(exchange.getResponseBody());
            }
            feeding.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    private static String line(InputStream in) throws IOException {
        var line = new java.io.ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
