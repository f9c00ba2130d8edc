package io.slipway.forge.webhook;

import io.slipway.platform.secret.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * One POST to a hook's address over a socket of our own: to an address that was judged before, with
 * one deadline for everything, and without following where the answer points.
 */
final class HookCall {

    private static final int LONGEST_STATUS_LINE = 1024;

    private final AddressRules addresses;
    private final Duration timeout;

    HookCall(AddressRules addresses, Duration timeout) {
        this.addresses = addresses;
        this.timeout = timeout;
    }

    /** What came of a call. */
    sealed interface Outcome {

        /** The receiver answered with this status. */
        record Answered(int status) implements Outcome {}

        /** There was no answer, and trying again may help. */
        record NoAnswer(String why) implements Outcome {}

        /** The call must not be made, now or later. */
        record Forbidden(String why) implements Outcome {}
    }

    Outcome send(String url, String event, Optional<Secret> token, String body, boolean verify) {
        try {
            URI uri = URI.create(url);
            Optional<InetAddress> address = addresses.resolve(uri.getHost());
            if (address.isEmpty()) {
                return new Outcome.Forbidden(
                        "the host is in a private network; an administrator may allow it");
            }
            return post(uri, address.get(), request(uri, event, token, body), verify);
        } catch (UnknownHostException e) {
            return new Outcome.NoAnswer("the host has no address");
        } catch (SocketTimeoutException e) {
            return new Outcome.NoAnswer("no answer within " + timeout.toSeconds() + " s");
        } catch (IOException e) {
            return new Outcome.NoAnswer(String.valueOf(e.getMessage()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return new Outcome.Forbidden(String.valueOf(e.getMessage()));
        }
    }

    private Outcome post(URI uri, InetAddress address, byte[] request, boolean verify)
            throws IOException, GeneralSecurityException {
        long end = System.nanoTime() + timeout.toNanos();
        boolean tls = "https".equalsIgnoreCase(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(address, port), left(end));
            plain.setSoTimeout(left(end));
            try (Socket socket = tls ? secured(plain, uri.getHost(), port, verify) : plain) {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
                return new Outcome.Answered(status(socket, end));
            }
        }
    }

    private static byte[] request(URI uri, String event, Optional<Secret> token, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String path =
                uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String port = uri.getPort() >= 0 ? ":" + uri.getPort() : "";
        StringBuilder head =
                new StringBuilder()
                        .append("POST ")
                        .append(path)
                        .append(query)
                        .append(" HTTP/1.1\r\n")
                        .append("Host: ")
                        .append(uri.getHost())
                        .append(port)
                        .append("\r\n")
                        .append("User-Agent: Slipway\r\n")
                        .append("Content-Type: application/json\r\n")
                        .append("Content-Length: ")
                        .append(content.length)
                        .append("\r\n")
                        .append("Connection: close\r\n")
                        .append("X-Gitlab-Event: ")
                        .append(line(event))
                        .append("\r\n");
        token.ifPresent(secret ->
                head.append("X-Gitlab-Token: ").append(line(secret.reveal())).append("\r\n"));
        if (uri.getUserInfo() != null) {
            byte[] login = uri.getUserInfo().getBytes(StandardCharsets.UTF_8);
            head.append("Authorization: Basic ")
                    .append(Base64.getEncoder().encodeToString(login))
                    .append("\r\n");
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        request.writeBytes(content);
        return request.toByteArray();
    }

    private int status(Socket socket, long end) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        while (line.length() < LONGEST_STATUS_LINE) {
            socket.setSoTimeout(left(end));
            int next = in.read();
            if (next < 0 || next == '\n') {
                break;
            }
            line.append((char) next);
        }
        String[] parts = line.toString().strip().split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/") || !parts[1].matches("[1-5]\\d\\d")) {
            throw new IOException("the answer is not HTTP");
        }
        return Integer.parseInt(parts[1]);
    }

    private int left(long end) throws SocketTimeoutException {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) millis;
    }

    private static SSLSocket secured(Socket plain, String host, int port, boolean verify)
            throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManager[] trust = verify ? null : new TrustManager[] {new TrustsAnybody()};
        context.init(null, trust, null);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
        if (verify) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return socket;
    }

    /** Nobody smuggles a header in. */
    private static String line(String text) {
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("the token holds a control character");
        }
        return text;
    }

    /** For hooks whose owner turned the check of certificates off. */
    private static final class TrustsAnybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
