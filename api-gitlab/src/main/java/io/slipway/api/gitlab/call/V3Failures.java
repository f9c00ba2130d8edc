package io.slipway.api.gitlab.call;

import io.slipway.http.Failures;
import io.slipway.http.HttpFailure;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Problem;
import io.slipway.platform.problem.Unavailable;
import java.util.Set;

/** Everything that goes wrong, in the shapes of the v3 API. */
public final class V3Failures implements Failures {
    @Override
    public Reply notFound(Request request) {
        return Reply.json(404, Json.object("error", "404 Not Found"));
    }

    @Override
    public Reply methodNotAllowed(Request request, Set<String> allowed) {
        return Reply.json(405, Json.object("error", "405 Not Allowed"))
                .with("Allow", String.join(", ", allowed));
    }

    @Override
    public Reply failed(Request request, Exception failure) {
        return switch (failure) {
            case Refusal refusal -> refusal.reply();
            case Problem problem -> problem(problem);
            case HttpFailure.BodyTooLarge _ -> message(413, "413 Request Entity Too Large");
            case HttpFailure unreadable ->
                    message(unreadable.status(), "400 (Bad request) " + unreadable.getMessage());
            default -> message(500, "500 Internal Server Error");
        };
    }

    private static Reply problem(Problem problem) {
        return switch (problem) {
            case NotFound missing -> Refusal.notFound(missing.thing()).reply();
            case Denied denied ->
                    switch (denied.why()) {
                        case NOT_SIGNED_IN -> Refusal.unauthorized().reply();
                        case SCOPE ->
                                Refusal.oauth(403, "insufficient_scope", denied.getMessage())
                                        .reply();
                        case FORBIDDEN -> Refusal.forbidden().reply();
                    };
            case Invalid invalid -> Refusal.invalid(invalid.messages()).reply();
            case Conflict conflict -> message(409, conflict.getMessage());
            case Unavailable unavailable ->
                    message(503, unavailable.getMessage())
                            .with(
                                    "Retry-After",
                                    Long.toString(
                                            Math.max(1, unavailable.retryAfter().toSeconds())));
        };
    }

    private static Reply message(int status, String text) {
        return Refusal.message(status, text).reply();
    }
}
