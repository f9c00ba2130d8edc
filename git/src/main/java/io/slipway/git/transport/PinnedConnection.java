package io.slipway.git.transport;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 request over a socket of our own, to an address that was judged before: the name in
 * the URL goes into {@code Host} and into the check of the certificate, and is never looked up
 * again. What the answer may hold is bounded; redirections are left to the caller. Used by one
 * thread.
 */
final class PinnedConnection implements HttpConnection {

    private static final int MAX_HEAD_BYTES = 64 << 10;
    private static final int MAX_INTERIM_ANSWERS = 16;

    private final URL url;
    private final InetAddress address;
    private final Map<String, String> request = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, List<String>> answer = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final ByteArrayOutputStream buffered = new ByteArrayOutputStream();
    private String method = "GET";
    private boolean sendsBody;
    private boolean chunked;
    private int connectMillis;
    private int readMillis;
    private int status;
    private String reason = "";
    private int headBytes;
    private @Nullable Socket socket;
    private @Nullable OutputStream body;
    private @Nullable InputStream content;

    PinnedConnection(URL url, InetAddress address) {
        this.url = url;
        this.address = address;
    }

    @Override
    public void setRequestMethod(String name) {
        method = name;
    }

    @Override
    public String getRequestMethod() {
        return method;
    }

    @Override
    public void setRequestProperty(String name, String value) {
        if ((name + value).chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("a header holds a control character");
        }
        request.put(name, value);
    }

    @Override
    public void setConnectTimeout(int millis) {
        connectMillis = millis;
    }

    @Override
    public void setReadTimeout(int millis) {
        readMillis = millis;
    }

    @Override
    public void setDoOutput(boolean output) {
        sendsBody = output;
    }

    @Override
    public void setFixedLengthStreamingMode(int length) {
        // The length is known anyway once the body is written, which is held until then.
    }

    @Override
    public void setChunkedStreamingMode(int length) {
        chunked = true;
    }

    @Override
    public void setUseCaches(boolean use) {
        // There are none.
    }

    @Override
    public void setInstanceFollowRedirects(boolean follow) {
        // They are never followed here.
    }

    @Override
    public boolean usingProxy() {
        return false;
    }

    @Override
    public void configure(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
            throws KeyManagementException {
        throw new KeyManagementException("certificates are always checked here");
    }

    @Override
    public void setHostnameVerifier(HostnameVerifier verifier) throws NoSuchAlgorithmException {
        throw new NoSuchAlgorithmException("certificates are always checked here");
    }

    @Override
    public URL getURL() {
        return url;
    }

    @Override
    public void connect() throws IOException {
        if (socket != null) {
            return;
        }
        boolean tls = url.getProtocol().equalsIgnoreCase("https");
        int port = url.getPort() >= 0 ? url.getPort() : url.getDefaultPort();
        var plain = new Socket();
        socket = plain;
        plain.connect(new InetSocketAddress(address, port), connectMillis);
        plain.setSoTimeout(readMillis);
        if (tls) {
            socket = secured(plain, port);
        }
    }

    private SSLSocket secured(Socket plain, int port) throws IOException {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, null, null);
            var secured =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(plain, url.getHost(), port, true);
            var parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return secured;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        sendsBody = true;
        var given = body;
        if (given == null) {
            given = chunked ? new Chunks(begin("Transfer-Encoding: chunked")) : buffered;
            body = given;
        }
        return given;
    }

    private OutputStream begin(String more) throws IOException {
        connect();
        var head = new StringBuilder();
        head.append(method).append(' ').append(target()).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(host()).append("\r\n");
        head.append("Connection: close\r\n");
        request.forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Connection")) {
                head.append(name).append(": ").append(value).append("\r\n");
            }
        });
        if (!more.isEmpty()) {
            head.append(more).append("\r\n");
        }
        head.append("\r\n");
        var out = open().getOutputStream();
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        return out;
    }

    private Socket open() throws IOException {
        var given = socket;
        if (given == null) {
            throw new IOException("the connection is not open");
        }
        return given;
    }

    private String target() throws IOException {
        var file = url.getFile().isEmpty() ? "/" : url.getFile();
        if (file.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new IOException("the address holds characters that must be escaped");
        }
        return file.startsWith("/") ? file : "/" + file;
    }

    private String host() {
        return url.getPort() >= 0 ? url.getHost() + ":" + url.getPort() : url.getHost();
    }

    /** Sends what was not sent yet, and reads the head of the answer. */
    private void exchange() throws IOException {
        if (content != null) {
            return;
        }
        try {
            sendAndRead();
        } catch (IOException e) {
            // Whoever asked has no stream to close.
            close();
            throw e;
        }
    }

    private void sendAndRead() throws IOException {
        if (chunked && body != null) {
            body.close();
        } else {
            var out =
                    begin(
                            sendsBody || method.equals("POST")
                                    ? "Content-Length: " + buffered.size()
                                    : "");
            buffered.writeTo(out);
            out.flush();
        }
        var in = new BufferedInputStream(open().getInputStream(), 32 << 10);
        for (int i = 0; i < MAX_INTERIM_ANSWERS; i++) {
            readHead(in);
            if (status >= 200) {
                content = content(in);
                return;
            }
        }
        throw new IOException("the server never answers");
    }

    private void readHead(InputStream in) throws IOException {
        answer.clear();
        var first = line(in);
        var parts = first.split(" ", 3);
        if (parts.length < 2
                || !parts[0].startsWith("HTTP/1.")
                || !parts[1].matches("[1-9]\\d\\d")) {
            throw new IOException("the answer is not HTTP");
        }
        status = Integer.parseInt(parts[1]);
        reason = parts.length > 2 ? parts[2] : "";
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                answer.computeIfAbsent(line.substring(0, colon).strip(), _ -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
        }
    }

    private String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the answer ends too early");
            }
            if (++headBytes > MAX_HEAD_BYTES) {
                throw new IOException("the answer's head is too large");
            }
            line.write(next);
        }
        var text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private InputStream content(InputStream in) throws IOException {
        if (method.equals("HEAD") || status == 204 || status == 304) {
            return new ByteArrayInputStream(new byte[0]);
        }
        var encoding = getHeaderField("Transfer-Encoding");
        if (encoding != null && encoding.toLowerCase(Locale.ROOT).contains("chunked")) {
            return new Unchunked(in);
        }
        var length = getHeaderField("Content-Length");
        if (length == null) {
            return in;
        }
        if (!length.matches("\\d{1,18}")) {
            throw new IOException("the answer has no usable length");
        }
        return new Fixed(in, Long.parseLong(length));
    }

    @Override
    public int getResponseCode() throws IOException {
        exchange();
        return status;
    }

    @Override
    public String getResponseMessage() throws IOException {
        exchange();
        return reason;
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
        return answer;
    }

    @Override
    public List<String> getHeaderFields(String name) {
        return answer.getOrDefault(name, List.of());
    }

    @Override
    @SuppressWarnings("NullAway") // the interface says nothing, and its callers ask for null
    public @Nullable String getHeaderField(String name) {
        var values = answer.get(name);
        return values == null ? null : values.getLast();
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    public @Nullable String getContentType() {
        return getHeaderField("Content-Type");
    }

    @Override
    public int getContentLength() {
        var length = getHeaderField("Content-Length");
        return length != null && length.matches("\\d{1,9}") ? Integer.parseInt(length) : -1;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        exchange();
        var given = content;
        if (given == null) {
            throw new IOException("there is no answer");
        }
        return new FilterInputStream(given) {
            @Override
            public void close() throws IOException {
                PinnedConnection.this.close();
            }
        };
    }

    /** Ends the connection, whatever state it is in. */
    void close() throws IOException {
        var given = socket;
        if (given != null) {
            given.close();
        }
    }

    /** A body of unknown length on its way out. */
    private static final class Chunks extends OutputStream {
        private final OutputStream out;
        private boolean ended;

        Chunks(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (length > 0) {
                out.write(
                        (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(bytes, from, length);
                out.write('\r');
                out.write('\n');
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            if (!ended) {
                ended = true;
                out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
        }
    }

    /** Exactly so many bytes. */
    private static final class Fixed extends InputStream {
        private final InputStream in;
        private long left;

        Fixed(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(target, from, (int) Math.min(left, length));
            if (read < 0) {
                throw new EOFException("the answer ends too early");
            }
            left -= read;
            return read;
        }
    }

    /** The chunks of an answer, put together. */
    private final class Unchunked extends InputStream {
        private final InputStream in;
        private long left;
        private boolean first = true;
        private boolean ended;

        Unchunked(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0 && !ended) {
                next();
            }
            if (ended) {
                return -1;
            }
            int read = in.read(target, from, (int) Math.min(left, length));
            if (read < 0) {
                throw new EOFException("the answer ends too early");
            }
            left -= read;
            return read;
        }

        private void next() throws IOException {
            headBytes = 0;
            if (!first && !line(in).isEmpty()) {
                throw new IOException("the answer is not chunked as it says");
            }
            first = false;
            var size = line(in).split(";", 2)[0].strip();
            if (!size.matches("[0-9a-fA-F]{1,8}")) {
                throw new IOException("the answer is not chunked as it says");
            }
            left = Long.parseLong(size, 16);
            if (left == 0) {
                ended = true;
                while (!line(in).isEmpty()) {
                    // Fields after the body say nothing that is asked for here.
                }
            }
        }
    }
}
