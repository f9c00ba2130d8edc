package io.slipway.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A wire between a client and a server that can be cut, blocked and left hanging. */
final class CuttingProxy implements AutoCloseable {

    private final InetSocketAddress server;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Socket> deaf = ConcurrentHashMap.newKeySet();
    private volatile boolean refusing;
    private volatile boolean hanging;
    private volatile boolean closed;

    CuttingProxy(URI server) {
        this.server = new InetSocketAddress(server.getHost(), server.getPort());
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Ends every connection; new ones are taken. */
    void cut() {
        sockets.forEach(CuttingProxy::end);
        sockets.clear();
    }

    /** While true, new connections end at once. */
    void refuse(boolean on) {
        refusing = on;
        cut();
    }

    /** While true, bytes go nowhere, and nobody is told. */
    void hang(boolean on) {
        hanging = on;
    }

    /** The connections of now stay open and carry nothing any more; new ones work. */
    void deafen() {
        deaf.addAll(sockets);
    }

    private void accept() {
        while (!closed) {
            try {
                var client = listener.accept();
                if (refusing) {
                    end(client);
                    continue;
                }
                var target = new Socket();
                target.connect(server);
                client.setTcpNoDelay(true);
                target.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(target);
                Thread.ofVirtual().start(() -> pump(client, target));
                Thread.ofVirtual().start(() -> pump(target, client));
            } catch (IOException e) {
                if (!closed && listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void pump(Socket from, Socket to) {
        var buffer = new byte[16_384];
        try (from;
                to) {
            for (int n = from.getInputStream().read(buffer);
                    n >= 0;
                    n = from.getInputStream().read(buffer)) {
                while ((hanging || deaf.contains(from)) && !closed && !from.isClosed()) {
                    Thread.sleep(5);
                }
                to.getOutputStream().write(buffer, 0, n);
            }
        } catch (IOException _) {
            // One side ended or was cut: so ends the other.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            deaf.remove(from);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
