package io.slipway.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves surfaces on one address. {@link #close} refuses new requests, ends endless streams, waits
 * for the others up to the stop timeout, and returns.
 */
public final class HttpServer implements AutoCloseable {
    private final Server server;
    private final ServerConnector connector;
    private final Entry entry;
    private final HttpSettings settings;

    private HttpServer(
            Server server, ServerConnector connector, Entry entry, HttpSettings settings) {
        this.server = server;
        this.connector = connector;
        this.entry = entry;
        this.settings = settings;
    }

    /**
     * Starts listening.
     *
     * @throws UncheckedIOException naming the address, if it cannot be bound
     * @throws IllegalArgumentException if the TLS files cannot be used
     */
    public static HttpServer start(HttpSettings settings, List<Surface> surfaces) {
        var threads = new QueuedThreadPool(200, 4);
        threads.setName("http");
        threads.setVirtualThreadsExecutor(
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory()));
        var server = new Server(threads);
        var connector = connector(server, settings);
        var entry = new Entry(settings, surfaces);
        server.addConnector(connector);
        server.setHandler(new GracefulHandler(entry));
        server.setErrorHandler(new BareErrors());
        server.setStopTimeout(settings.stopTimeout().toMillis());
        try {
            server.start();
        } catch (BindException e) {
            throw cannotListen(settings, e);
        } catch (IOException e) {
            stopQuietly(server, e);
            throw cannotListen(settings, e);
        } catch (Exception e) {
            stopQuietly(server, e);
            throw new IllegalStateException("the HTTP server does not start", e);
        }
        return new HttpServer(server, connector, entry, settings);
    }

    /** The port that is bound, also when the settings asked for any. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Scheme, host and port, without a slash at the end. */
    public String url() {
        var host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        return (settings.tls().isPresent() ? "https://" : "http://") + host + ":" + port();
    }

    /** The first path segments of all surfaces, sorted: paths that nothing else may take. */
    public static Set<String> firstSegments(List<Surface> surfaces) {
        var segments = new TreeSet<String>();
        surfaces.forEach(surface -> segments.addAll(surface.firstSegments()));
        return segments;
    }

    @Override
    public void close() {
        entry.endEndless();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server does not stop cleanly", e);
        }
    }

    private static ServerConnector connector(Server server, HttpSettings settings) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setRequestHeaderSize(settings.headerLimit());
        http.setResponseHeaderSize(settings.headerLimit());
        // Encoded slashes and dots are data here: routing splits the raw path before decoding it.
        http.setUriCompliance(UriCompliance.UNSAFE);
        var plain = new HttpConnectionFactory(http);
        ServerConnector connector;
        if (settings.tls().isPresent()) {
            http.addCustomizer(new SecureRequestCustomizer(false));
            var tls = new SslContextFactory.Server();
            tls.setKeyStore(TlsFiles.load(settings.tls().get()));
            tls.setKeyStorePassword(new String(TlsFiles.PASSWORD));
            connector =
                    new ServerConnector(server, new SslConnectionFactory(tls, "http/1.1"), plain);
        } else {
            connector = new ServerConnector(server, plain);
        }
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.idleTimeout().toMillis());
        // Idle keep-alive connections must not hold up a stop.
        connector.setShutdownIdleTimeout(200);
        return connector;
    }

    private static UncheckedIOException cannotListen(HttpSettings settings, IOException cause) {
        return new UncheckedIOException(
                "cannot listen on "
                        + settings.host()
                        + " port "
                        + settings.port()
                        + ": "
                        + cause.getMessage(),
                cause);
    }

    private static void stopQuietly(Server server, Exception cause) {
        try {
            server.stop();
        } catch (Exception e) {
            cause.addSuppressed(e);
        }
    }
}
