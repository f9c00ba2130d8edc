package io.slipway.git.transport;

import java.util.Arrays;
import java.util.List;

/**
 * Which protocol version a client asks for: the value of the HTTP header {@code Git-Protocol} or of
 * the environment variable {@code GIT_PROTOCOL}, reduced to what is understood.
 */
public record ProtocolRequest(List<String> parameters) {

    /** Nothing asked for: version 0. */
    public static final ProtocolRequest NONE = new ProtocolRequest(List.of());

    public ProtocolRequest {
        parameters = List.copyOf(parameters);
    }

    /** Reads the header's or variable's value; what is not understood is left out. */
    public static ProtocolRequest parse(String value) {
        return new ProtocolRequest(
                Arrays.stream(value.split(":", 16)).filter(p -> p.matches("version=\\d")).toList());
    }
}
