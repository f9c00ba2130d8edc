package io.slipway.delivery.cluster;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a connection.
 *
 * @param attemptedAt when the server was last asked
 * @param lastContact when it last answered
 * @param version of the server as it last told; empty before
 * @param message why it is not connected; empty when it is
 */
public record ConnectionHealth(
        State state,
        Optional<Instant> attemptedAt,
        Optional<Instant> lastContact,
        String version,
        String message) {

    /** Whether the last question was answered. */
    public enum State {
        /** Not asked yet. */
        UNKNOWN,
        CONNECTED,
        FAILED
    }

    /** Nothing known yet. */
    public static ConnectionHealth unknown() {
        return new ConnectionHealth(State.UNKNOWN, Optional.empty(), Optional.empty(), "", "");
    }

    ConnectionHealth answered(String told, Instant now) {
        return new ConnectionHealth(State.CONNECTED, Optional.of(now), Optional.of(now), told, "");
    }

    ConnectionHealth failed(String why, Instant now) {
        return new ConnectionHealth(State.FAILED, Optional.of(now), lastContact, version, why);
    }
}
