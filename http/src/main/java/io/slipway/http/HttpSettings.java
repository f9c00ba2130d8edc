package io.slipway.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where the server listens and what it accepts.
 *
 * @param host address or name to bind
 * @param port port to bind; 0 takes a free one
 * @param tls certificate and key; absent for plain HTTP
 * @param trustedProxies addresses or CIDR ranges whose X-Forwarded-For, -Proto and -Host are
 *     believed
 * @param bodyLimit largest body in bytes that a route parses unless it says otherwise
 * @param headerLimit largest request line and headers in bytes
 * @param idleTimeout how long a connection may be silent
 * @param stopTimeout how long a stop waits for running requests
 */
public record HttpSettings(
        String host,
        int port,
        Optional<Tls> tls,
        List<String> trustedProxies,
        long bodyLimit,
        int headerLimit,
        Duration idleTimeout,
        Duration stopTimeout) {
    public HttpSettings {
        trustedProxies = List.copyOf(trustedProxies);
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not in 0..65535");
        }
    }

    /**
     * PEM files for HTTPS.
     *
     * @param certificate the certificate chain, the server's own first
     * @param key the private key, unencrypted PKCS#8, PKCS#1 (RSA) or SEC 1 (EC)
     */
    public record Tls(Path certificate, Path key) {}

    /** Plain HTTP, no proxies, 8 MiB bodies, 32 KiB headers, 5 minutes idle, 10 s to stop. */
    public static HttpSettings of(String host, int port) {
        return new HttpSettings(
                host,
                port,
                Optional.empty(),
                List.of(),
                8L << 20,
                32 << 10,
                Duration.ofMinutes(5),
                Duration.ofSeconds(10));
    }

    public HttpSettings withTls(Tls files) {
        return new HttpSettings(
                host,
                port,
                Optional.of(files),
                trustedProxies,
                bodyLimit,
                headerLimit,
                idleTimeout,
                stopTimeout);
    }

    public HttpSettings withTrustedProxies(List<String> ranges) {
        return new HttpSettings(
                host, port, tls, ranges, bodyLimit, headerLimit, idleTimeout, stopTimeout);
    }

    public HttpSettings withBodyLimit(long bytes) {
        return new HttpSettings(
                host, port, tls, trustedProxies, bytes, headerLimit, idleTimeout, stopTimeout);
    }

    public HttpSettings withStopTimeout(Duration timeout) {
        return new HttpSettings(
                host, port, tls, trustedProxies, bodyLimit, headerLimit, idleTimeout, timeout);
    }
}
