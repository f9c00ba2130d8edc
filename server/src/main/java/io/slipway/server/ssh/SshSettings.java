package io.slipway.server.ssh;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where Git over SSH is served.
 *
 * @param host address or name to bind
 * @param port port to bind; 0 takes a free one
 * @param hostKeys folder of the server's own keys; made at the first start, kept for ever
 * @param idle how long a connection may be silent; default 10 minutes
 * @param login how long a client has to prove who it is; default 1 minute
 * @param maxSessions connections at once; default 500
 */
public record SshSettings(
        String host, int port, Path hostKeys, Duration idle, Duration login, int maxSessions) {

    /** With the documented defaults. */
    public static SshSettings of(String host, int port, Path hostKeys) {
        return new SshSettings(
                host, port, hostKeys, Duration.ofMinutes(10), Duration.ofMinutes(1), 500);
    }
}
