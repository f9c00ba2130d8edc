package io.slipway.http;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one handler under the server: picks the surface and the route, and sends the reply. */
final class Entry extends org.eclipse.jetty.server.Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(Entry.class);
    private static final Pattern USABLE_ID = Pattern.compile("[A-Za-z0-9._+=/-]{1,128}");
    private static final int WORTH_COMPRESSING = 1400;
    private static final int BUFFER = 16 << 10;

    // A handler may not have read the body: after a refusal the client is usually still sending,
    // and
    // reads the answer, or sends its next request over the connection, only afterwards.
    private static final long DRAIN = 256L << 20;

    private final HttpSettings settings;
    private final List<Surface> surfaces;
    private final ProxyTrust proxies;
    private final Set<Thread> endless = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    Entry(HttpSettings settings, List<Surface> surfaces) {
        this.settings = settings;
        this.surfaces = List.copyOf(surfaces);
        this.proxies = new ProxyTrust(settings.trustedProxies());
    }

    void endEndless() {
        stopping = true;
        endless.forEach(Thread::interrupt);
    }

    @Override
    public boolean handle(
            org.eclipse.jetty.server.Request jetty, Response response, Callback callback) {
        var start = System.nanoTime();
        var request = new Request(jetty, origin(jetty), id(jetty), settings.bodyLimit());
        try {
            var reply = answer(request);
            if (!(reply.body() instanceof Reply.Body.Stream)
                    && !jetty.getHeaders().contains(HttpHeader.EXPECT)) {
                request.drain(DRAIN);
            }
            var seconds = (System.nanoTime() - start) / 1e9;
            response.setStatus(reply.status());
            response.getHeaders().put("X-Request-Id", request.id());
            response.getHeaders().put("X-Runtime", String.format(Locale.ROOT, "%.6f", seconds));
            reply.headers()
                    .forEach(header -> response.getHeaders().add(header.name(), header.value()));
            send(jetty, response, reply, callback);
        } catch (IOException e) {
            LOG.debug("request {} lost its client: {}", request.id(), e.toString());
            callback.failed(e);
        } catch (InterruptedException e) {
            callback.failed(e);
        } catch (RuntimeException e) {
            LOG.error("request {} failed while its answer was sent", request.id(), e);
            callback.failed(e);
        } finally {
            AccessLog.line(request, response.getStatus(), System.nanoTime() - start);
        }
        return true;
    }

    private Reply answer(Request request) {
        Surface best = null;
        var length = -1;
        for (var surface : surfaces) {
            var claim = surface.claimOf(request.rawPath());
            if (claim > length) {
                best = surface;
                length = claim;
            }
        }
        if (best == null) {
            return Reply.text(404, "Not Found\n");
        }
        var surface = best;
        try {
            return surface.around().handle(request, routed -> route(surface, routed));
        } catch (Exception e) {
            return failed(surface, request, e);
        }
    }

    private Reply route(Surface surface, Request request) {
        try {
            var segments = PathText.segments(request.rawPath());
            return switch (surface.find(request.method(), segments)) {
                case RouteTree.Match.Found(var route, var parameters) -> {
                    request.routed(route, parameters, settings);
                    yield route.handler().handle(request);
                }
                case RouteTree.Match.WrongMethod(var allowed) ->
                        surface.failures().methodNotAllowed(request, allowed);
                case RouteTree.Match.Nothing() -> surface.failures().notFound(request);
            };
        } catch (Exception e) {
            return failed(surface, request, e);
        }
    }

    private static Reply failed(Surface surface, Request request, Exception failure) {
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        try {
            var reply = surface.failures().failed(request, failure);
            if (reply.status() == 500 && surface.failures().isFault(failure)) {
                LOG.error(
                        "{} {} failed, request {}",
                        request.method(),
                        request.rawPath(),
                        request.id(),
                        failure);
            }
            return reply;
        } catch (RuntimeException e) {
            e.addSuppressed(failure);
            LOG.error("{} has no words for a failure", surface.name(), e);
            return Reply.text(500, "Internal Server Error\n");
        }
    }

    private void send(
            org.eclipse.jetty.server.Request jetty,
            Response response,
            Reply reply,
            Callback callback)
            throws IOException, InterruptedException {
        switch (reply.body()) {
            case Reply.Body.None() -> {
                if (reply.status() >= 200 && reply.status() != 204 && reply.status() != 304) {
                    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
                }
                callback.succeeded();
            }
            case Reply.Body.Bytes(var bytes) -> sendBytes(jetty, response, bytes, callback);
            case Reply.Body.Stream(var writer, var unending) -> {
                if (jetty.getMethod().equals("HEAD")) {
                    callback.succeeded();
                    return;
                }
                if (unending) {
                    sendEndless(jetty, response, writer);
                } else {
                    var out = stream(response);
                    writer.write(out);
                    out.close();
                }
                callback.succeeded();
            }
        }
    }

    private void sendBytes(
            org.eclipse.jetty.server.Request jetty,
            Response response,
            byte[] bytes,
            Callback callback)
            throws IOException {
        var body = bytes;
        var headers = response.getHeaders();
        if (compressible(headers.get(HttpHeader.CONTENT_TYPE))
                && !headers.contains(HttpHeader.CONTENT_ENCODING)) {
            headers.add(HttpHeader.VARY, "Accept-Encoding");
            if (bytes.length >= WORTH_COMPRESSING && takesGzip(jetty)) {
                var packed = new ByteArrayOutputStream(bytes.length / 4 + 64);
                try (var gzip = new GZIPOutputStream(packed)) {
                    gzip.write(bytes);
                }
                body = packed.toByteArray();
                headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
            }
        }
        headers.put(HttpHeader.CONTENT_LENGTH, body.length);
        if (jetty.getMethod().equals("HEAD")) {
            callback.succeeded();
        } else {
            response.write(true, ByteBuffer.wrap(body), callback);
        }
    }

    private void sendEndless(
            org.eclipse.jetty.server.Request jetty, Response response, Reply.Writer writer)
            throws IOException, InterruptedException {
        var thread = Thread.currentThread();
        endless.add(thread);
        try {
            if (!stopping) {
                jetty.addIdleTimeoutListener(_ -> false);
                var out = stream(response);
                writer.write(out);
                out.close();
            }
        } catch (InterruptedException e) {
            LOG.debug("an endless stream ends with the server");
        } finally {
            endless.remove(thread);
            // The interrupt was for the stream; what completes the response must not see it.
            Thread.interrupted();
        }
    }

    private static OutputStream stream(Response response) {
        return new BufferedOutputStream(Content.Sink.asOutputStream(response), BUFFER);
    }

    private static boolean compressible(String contentType) {
        return contentType != null
                && (contentType.startsWith("text/")
                        || contentType.startsWith("application/json")
                        || contentType.startsWith("application/javascript")
                        || contentType.startsWith("image/svg"));
    }

    private static boolean takesGzip(org.eclipse.jetty.server.Request jetty) {
        return jetty.getHeaders().getValuesList(HttpHeader.ACCEPT_ENCODING).stream()
                .flatMap(line -> List.of(line.split(",")).stream())
                .map(part -> part.replace(" ", ""))
                .anyMatch(part ->
                        part.equals("gzip")
                                || (part.startsWith("gzip;")
                                        && !part.endsWith("q=0")
                                        && !part.endsWith("q=0.0")));
    }

    private Request.Origin origin(org.eclipse.jetty.server.Request jetty) {
        var peer =
                jetty.getConnectionMetaData().getRemoteSocketAddress()
                                instanceof InetSocketAddress address
                        ? address.getAddress().getHostAddress()
                        : "unknown";
        var scheme = settings.tls().isPresent() ? "https" : "http";
        var authority = jetty.getHttpURI().getAuthority();
        var host = jetty.getHeaders().get(HttpHeader.HOST);
        var known = authority != null ? authority : host != null ? host : settings.host();
        if (!proxies.trusts(peer)) {
            return new Request.Origin(peer, scheme, known);
        }
        var headers = jetty.getHeaders();
        var forwardedScheme = headers.get("X-Forwarded-Proto");
        var forwardedHost = headers.get("X-Forwarded-Host");
        return new Request.Origin(
                proxies.client(peer, headers.getValuesList("X-Forwarded-For")),
                forwardedScheme != null && forwardedScheme.matches("https?")
                        ? forwardedScheme
                        : scheme,
                forwardedHost != null && forwardedHost.matches("[A-Za-z0-9.:\\[\\]-]+")
                        ? forwardedHost
                        : known);
    }

    private static String id(org.eclipse.jetty.server.Request jetty) {
        var sent = jetty.getHeaders().get("X-Request-Id");
        return sent != null && USABLE_ID.matcher(sent).matches()
                ? sent
                : UUID.randomUUID().toString();
    }
}
