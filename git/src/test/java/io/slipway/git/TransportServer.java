package io.slipway.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.slipway.git.repository.Repositories;
import io.slipway.git.repository.RepositoryId;
import io.slipway.git.transport.GitTransport;
import io.slipway.git.transport.ProtocolRequest;
import io.slipway.git.transport.PushReport;
import io.slipway.git.transport.ReceiveHook;
import io.slipway.git.transport.TransportSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;

/** Repositories over HTTP at {@code /<id>.git}, as little as a real git needs. No credentials. */
public final class TransportServer implements AutoCloseable {

    private final HttpServer server;
    private final Repositories repositories;
    private final GitTransport transport;
    private final Supplier<ReceiveHook> hooks;

    /** What became of the pushes, in order; those that only asked whether they may come in too. */
    public final List<PushReport> reports = new CopyOnWriteArrayList<>();

    /** Starts to listen on a free port of this machine. */
    public TransportServer(
            Repositories repositories, TransportSettings settings, Supplier<ReceiveHook> hooks)
            throws IOException {
        this.repositories = repositories;
        this.transport = new GitTransport(settings);
        this.hooks = hooks;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** The address to clone a repository from. */
    public String url(long id) {
        return "http://127.0.0.1:%d/%d.git".formatted(server.getAddress().getPort(), id);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath().substring(1);
            var id = new RepositoryId(Long.parseLong(path.substring(0, path.indexOf(".git/"))));
            var repository = repositories.open(id).orElseThrow();
            var header = exchange.getRequestHeaders().getFirst("Git-Protocol");
            var protocol = ProtocolRequest.parse(header == null ? "" : header);
            var service = path.substring(path.indexOf(".git/") + 5);
            var query = exchange.getRequestURI().getQuery();
            if (service.equals("info/refs")) {
                service = query.substring("service=".length());
                exchange.getResponseHeaders()
                        .set("Content-Type", "application/x-" + service + "-advertisement");
                exchange.sendResponseHeaders(200, 0);
                if (service.equals("git-upload-pack")) {
                    transport.advertiseUpload(repository, protocol, exchange.getResponseBody());
                } else {
                    transport.advertiseReceive(repository, exchange.getResponseBody());
                }
                return;
            }
            exchange.getResponseHeaders()
                    .set("Content-Type", "application/x-" + service + "-result");
            exchange.sendResponseHeaders(200, 0);
            if (service.equals("git-upload-pack")) {
                transport.upload(repository, protocol, body(exchange), exchange.getResponseBody());
            } else {
                reports.add(
                        transport.receive(
                                repository,
                                hooks.get(),
                                body(exchange),
                                exchange.getResponseBody()));
            }
        }
    }

    private static InputStream body(HttpExchange exchange) throws IOException {
        var encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
        return "gzip".equals(encoding)
                ? new GZIPInputStream(exchange.getRequestBody())
                : exchange.getRequestBody();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
