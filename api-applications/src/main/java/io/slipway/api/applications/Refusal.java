package io.slipway.api.applications;

import java.util.List;
import java.util.Map;

/** A request that this surface itself refuses, in the words of its error body. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;
    private final transient Map<String, List<String>> causes;

    Refusal(int status, String reason, String message, Map<String, List<String>> causes) {
        super(message, null, false, false);
        this.status = status;
        this.reason = reason;
        this.causes = causes;
    }

    static Refusal badRequest(String message) {
        return new Refusal(400, "BadRequest", message, Map.of());
    }

    static Refusal expired(String message) {
        return new Refusal(410, "Expired", message, Map.of());
    }

    static Refusal timeout(String message) {
        return new Refusal(504, "Timeout", message, Map.of());
    }

    static Refusal unprocessable(String message, Map<String, List<String>> causes) {
        return new Refusal(422, "Invalid", message, causes);
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }

    Map<String, List<String>> causes() {
        return causes;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
