package io.slipway.api.weave;

import io.slipway.http.Json;
import io.slipway.http.Reply;
import java.util.List;

/** A failure in the words of the API layer: a gRPC code, its HTTP status, and a message. */
final class ApiError extends RuntimeException {
    private final Code code;

    /** The codes in use. */
    enum Code {
        UNKNOWN(2, 500),
        INVALID_ARGUMENT(3, 400),
        NOT_FOUND(5, 404),
        RESOURCE_EXHAUSTED(8, 413),
        UNIMPLEMENTED(12, 501),
        INTERNAL(13, 500),
        UNAVAILABLE(14, 503);

        private final int number;
        private final int status;

        Code(int number, int status) {
            this.number = number;
            this.status = status;
        }
    }

    ApiError(Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** What the original answers to nearly everything: 500 with code 2. */
    static ApiError unknown(String message) {
        return new ApiError(Code.UNKNOWN, message);
    }

    static ApiError invalid(String message) {
        return new ApiError(Code.INVALID_ARGUMENT, message);
    }

    static ApiError unimplemented(String method) {
        return new ApiError(Code.UNIMPLEMENTED, "method " + method + " not implemented");
    }

    Reply reply() {
        return Reply.json(
                code.status,
                Json.object(
                        "code",
                        code.number,
                        "message",
                        String.valueOf(getMessage()),
                        "details",
                        List.of()));
    }

    /** The shape of the authentication layer: the HTTP status as a number, and a line feed. */
    static Reply unauthenticated(int status, String message) {
        return Reply.bytes(
                        status,
                        "application/json; charset=utf-8",
                        (new String(
                                                Json.write(
                                                        Json.object(
                                                                "message", message, "code",
                                                                status)),
                                                java.nio.charset.StandardCharsets.UTF_8)
                                        + "\n")
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .with("X-Content-Type-Options", "nosniff");
    }
}
