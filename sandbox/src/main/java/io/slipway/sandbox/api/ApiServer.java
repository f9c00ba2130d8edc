package io.slipway.sandbox.api;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.yaml.Json;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.sandbox.access.AccountTokens;
import io.slipway.sandbox.access.Authorizer;
import io.slipway.sandbox.access.Grants;
import io.slipway.sandbox.access.Question;
import io.slipway.sandbox.access.Reviews;
import io.slipway.sandbox.access.User;
import io.slipway.sandbox.registry.Registry;
import io.slipway.sandbox.status.ApiFailure;
import io.slipway.sandbox.store.StoreFullException;
import io.slipway.sandbox.table.Tables;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server on 127.0.0.1, each request on a virtual thread. One port takes plain HTTP and
 * TLS: Kubernetes' own clients send their token over TLS only.
 */
public final class ApiServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

    private final Server server;
    private final ServerConnector connector;
    private final Authorizer authorizer;
    private final byte[] token;
    private final AccountTokens accounts;
    private final int maxBody;
    private final SelfSigned certificate;
    private final Routes routes;

    /**
     * Starts listening.
     *
     * @param folder where the certificate is kept; a fresh one each time when empty
     * @param port 0 for a free one
     * @param maxBody bytes of a request's body
     * @throws UncheckedIOException when the port cannot be had
     */
    public ApiServer(
            Registry registry,
            Authorizer authorizer,
            String token,
            Optional<Path> folder,
            int port,
            int maxBody) {
        this.authorizer = authorizer;
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.accounts = new AccountTokens(registry.store(), registry.names().clock(), token);
        this.maxBody = maxBody;
        var pool = new QueuedThreadPool(16, 2);
        pool.setName("sandbox");
        pool.setDaemon(true);
        pool.setVirtualThreadsExecutor(virtualThreads());
        server = new Server(pool);
        var settings = new HttpConfiguration();
        settings.setSendServerVersion(false);
        settings.setRequestHeaderSize(32 << 10);
        var http = new HttpConnectionFactory(settings);
        certificate = SelfSigned.in(folder, registry.names().clock());
        var tls = new SslContextFactory.Server();
        tls.setKeyStore(certificate.store());
        tls.setKeyStorePassword(SelfSigned.password());
        tls.setSniRequired(false);
        var ssl = new SslConnectionFactory(tls, http.getProtocol());
        connector = new ServerConnector(server, 1, 1, new DetectorConnectionFactory(ssl), http);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        connector.setIdleTimeout(4_000_000);
        server.addConnector(connector);
        server.setHandler(
                new Handler.Abstract() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback) {
                        serve(request, response, callback);
                        return true;
                    }
                });
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the sandbox cannot listen on 127.0.0.1:" + port + ": " + e.getMessage(), e);
        } catch (Exception e) {
            throw new IllegalStateException("the sandbox's HTTP server does not start", e);
        }
        var shapes = new Shapes(new Tables(registry.names().clock()));
        var reviews = new Reviews(authorizer, this::userOf);
        routes =
                new Routes(
                        registry,
                        authorizer,
                        reviews,
                        new ObjectCalls(registry, shapes, new Grants(authorizer), accounts),
                        "127.0.0.1:" + connector.getLocalPort());
    }

    private static VirtualThreadPool virtualThreads() {
        // Without a limit: each watch holds a thread, and there may be many watches.
        var threads = new VirtualThreadPool(Integer.MAX_VALUE);
        threads.setName("sandbox-request");
        return threads;
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    /** What clients must trust to speak TLS to it, as PEM. */
    public String certificate() {
        return certificate.pem();
    }

    private Optional<User> userOf(String given, List<String> audiences) {
        return MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8))
                ? Optional.of(User.admin())
                : accounts.user(given, audiences);
    }

    private void serve(Request request, Response response, Callback callback) {
        var accept = Accept.JSON;
        try {
            var call = read(request);
            accept = Accept.of(call.header("accept"));
            send(routes.answer(call), accept, request, response, callback);
        } catch (ApiFailure e) {
            send(
                    new Reply.Tree(e.code(), e.status(), List.of()),
                    new Accept(accept.yaml(), "", "", ""),
                    request,
                    response,
                    callback);
        } catch (StoreFullException e) {
            var failure = new ApiFailure(507, "InsufficientStorage", e.getMessage() + "", Map.of());
            send(Reply.json(507, failure.status()), Accept.JSON, request, response, callback);
        } catch (ManifestException e) {
            // Something in it that JSON cannot say, such as a number without end.
            var failure = ApiFailure.badRequest(String.valueOf(e.getMessage()));
            send(Reply.json(400, failure.status()), Accept.JSON, request, response, callback);
        } catch (RuntimeException e) {
            if (e.getCause() instanceof EofException) {
                callback.failed(e);
                return;
            }
            LOG.error("{} {} failed", request.getMethod(), request.getHttpURI().getPath(), e);
            var failure = ApiFailure.internal(String.valueOf(e.getMessage()));
            send(Reply.json(500, failure.status()), Accept.JSON, request, response, callback);
        }
    }

    private void send(
            Reply reply, Accept accept, Request request, Response response, Callback callback) {
        try {
            switch (reply) {
                case Reply.Whole whole -> whole(whole, request, response, callback);
                case Reply.Tree tree -> {
                    var bytes =
                            accept.yaml()
                                    ? Yaml.write(tree.tree()).getBytes(StandardCharsets.UTF_8)
                                    : Json.writeBytes(tree.tree());
                    whole(
                            new Reply.Whole(
                                    tree.status(),
                                    accept.yaml() ? "application/yaml" : "application/json",
                                    bytes,
                                    tree.warnings()),
                            request,
                            response,
                            callback);
                }
                case Reply.Stream stream -> {
                    response.setStatus(200);
                    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
                    response.getHeaders().put("Cache-Control", "no-cache, private");
                    try (var out = Content.Sink.asOutputStream(response)) {
                        out.flush();
                        stream.body().write(json -> sendPart(out, json));
                    }
                    callback.succeeded();
                }
            }
        } catch (IOException e) {
            callback.failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            callback.failed(e);
        }
    }

    private static void sendPart(OutputStream out, byte[] json) throws IOException {
        out.write(json);
        out.flush();
    }

    private static void whole(
            Reply.Whole whole, Request request, Response response, Callback callback)
            throws IOException {
        response.setStatus(whole.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, whole.contentType());
        response.getHeaders().put("Cache-Control", "no-cache, private");
        for (var warning : whole.warnings()) {
            response.getHeaders().add("Warning", "299 - " + Json.write(warning));
        }
        if (request.getMethod().equals("HEAD")) {
            callback.succeeded();
            return;
        }
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, whole.body().length);
        Content.Sink.write(response, true, java.nio.ByteBuffer.wrap(whole.body()));
        callback.succeeded();
    }

    // --- reading -----------------------------------------------------------------------------

    private Call read(Request request) {
        var headers = new LinkedHashMap<String, List<String>>();
        for (var field : request.getHeaders()) {
            headers.computeIfAbsent(
                            field.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(field.getValue() == null ? "" : field.getValue());
        }
        var uri = request.getHttpURI();
        var path = new ArrayList<String>();
        for (var segment : uri.getPath().split("/")) {
            if (!segment.isEmpty()) {
                path.add(decode(segment.replace("+", "%2B")));
            }
        }
        var user = caller(headers);
        return new Call(
                request.getMethod().toUpperCase(Locale.ROOT),
                path,
                query(Optional.ofNullable(uri.getQuery()).orElse("")),
                headers,
                body(request),
                user);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiFailure.badRequest("the address holds a wrong escape: " + text);
        }
    }

    private static Map<String, List<String>> query(String text) {
        var query = new LinkedHashMap<String, List<String>>();
        for (var pair : text.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            var name = decode(equals < 0 ? pair : pair.substring(0, equals));
            query.computeIfAbsent(name, _ -> new ArrayList<>())
                    .add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return query;
    }

    private byte[] body(Request request) {
        if (request.getLength() > maxBody) {
            throw tooLarge();
        }
        try (var in = Content.Source.asInputStream(request)) {
            var bytes = in.readNBytes(maxBody + 1);
            if (bytes.length > maxBody) {
                throw tooLarge();
            }
            if (request.getHeaders().contains(HttpHeader.CONTENT_ENCODING, "gzip")) {
                try (var unzipped =
                        new java.util.zip.GZIPInputStream(
                                new java.io.ByteArrayInputStream(bytes))) {
                    bytes = unzipped.readNBytes(maxBody + 1);
                }
                if (bytes.length > maxBody) {
                    throw tooLarge();
                }
            }
            return bytes;
        } catch (IOException e) {
            throw ApiFailure.badRequest("the body cannot be read: " + e.getMessage());
        }
    }

    private ApiFailure tooLarge() {
        return new ApiFailure(
                413,
                "RequestEntityTooLarge",
                "Request entity too large: limit is " + maxBody,
                Map.of());
    }

    private User caller(Map<String, List<String>> headers) {
        var credential = headers.getOrDefault("authorization", List.of("")).getFirst();
        if (!credential.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw ApiFailure.unauthorized();
        }
        var user =
                userOf(credential.substring(7).strip(), List.of())
                        .orElseThrow(ApiFailure::unauthorized);
        return impersonated(user, headers);
    }

    private User impersonated(User user, Map<String, List<String>> headers) {
        var name = headers.getOrDefault("impersonate-user", List.of("")).getFirst();
        var groups = headers.getOrDefault("impersonate-group", List.of());
        if (name.isEmpty()) {
            if (!groups.isEmpty()) {
                throw ApiFailure.internal("requested " + groups + " without impersonating a user");
            }
            return user;
        }
        requireImpersonation(user, "users", name);
        groups.forEach(g -> requireImpersonation(user, "groups", g));
        var all = new ArrayList<>(groups);
        if (name.startsWith("system:serviceaccount:") && groups.isEmpty()) {
            all.add("system:serviceaccounts");
            var parts = name.split(":");
            if (parts.length == 4) {
                all.add("system:serviceaccounts:" + parts[2]);
            }
        }
        if (!name.equals("system:anonymous") && !all.contains("system:authenticated")) {
            all.add("system:authenticated");
        }
        var extra = new LinkedHashMap<String, List<String>>();
        headers.forEach((key, values) -> {
            if (key.startsWith("impersonate-extra-")) {
                extra.put(decode(key.substring(18)), values);
            }
        });
        return new User(
                name, headers.getOrDefault("impersonate-uid", List.of("")).getFirst(), all, extra);
    }

    private void requireImpersonation(User user, String resource, String name) {
        var question = Question.resource("impersonate", "", resource, "", "", name);
        if (!authorizer.ask(user, question).allowed()) {
            throw ApiFailure.forbidden(
                    "", resource, name, "User \"" + user.name() + "\" " + question.shown());
        }
    }

    @Override
    public void close() {
        try {
            server.setStopTimeout(0);
            server.stop();
        } catch (Exception e) {
            LOG.warn("the sandbox's HTTP server does not stop cleanly", e);
        }
    }
}
