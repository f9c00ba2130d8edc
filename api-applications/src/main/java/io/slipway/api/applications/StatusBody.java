package io.slipway.api.applications;

import io.slipway.http.Failures;
import io.slipway.http.HttpFailure;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.manifests.ManifestException;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Problem;
import io.slipway.platform.problem.Unavailable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Failures as Kubernetes' {@code Status} objects (spec gitops-engine B). */
final class StatusBody implements Failures {

    @Override
    public Reply notFound(Request request) {
        return status(
                request,
                404,
                "NotFound",
                "the server could not find the requested resource",
                Map.of());
    }

    @Override
    public Reply methodNotAllowed(Request request, Set<String> allowed) {
        return status(
                        request,
                        405,
                        "MethodNotAllowed",
                        request.method()
                                + " is not allowed here, only "
                                + String.join(", ", allowed),
                        Map.of())
                .with("Allow", String.join(", ", allowed));
    }

    @Override
    public Reply failed(Request request, Exception failure) {
        return switch (failure) {
            case Refusal r -> status(request, r.status(), r.reason(), r.getMessage(), r.causes());
            case Problem p -> problem(request, p);
            case HttpFailure.BodyTooLarge e ->
                    status(request, 413, "RequestEntityTooLarge", text(e), Map.of());
            case HttpFailure e -> status(request, e.status(), "BadRequest", text(e), Map.of());
            case ManifestException e -> status(request, 400, "BadRequest", text(e), Map.of());
            default ->
                    status(
                            request,
                            500,
                            "InternalError",
                            "something went wrong here; the log has it under request "
                                    + request.id(),
                            Map.of());
        };
    }

    private static Reply problem(Request request, Problem problem) {
        return switch (problem) {
            case NotFound e -> status(request, 404, "NotFound", e.getMessage(), Map.of());
            case Denied e ->
                    e.why() == Denied.Why.NOT_SIGNED_IN
                            ? status(request, 401, "Unauthorized", e.getMessage(), Map.of())
                                    .with("WWW-Authenticate", "Bearer")
                            : status(request, 403, "Forbidden", e.getMessage(), Map.of());
            case Invalid e -> {
                boolean schema =
                        e.messages().keySet().stream()
                                .allMatch(f -> f.startsWith("metadata.finalizers"));
                yield status(request, schema ? 422 : 400, "Invalid", e.getMessage(), e.messages());
            }
            case Conflict e -> status(request, 409, conflict(request), e.getMessage(), Map.of());
            case Unavailable e ->
                    status(request, 503, "ServiceUnavailable", e.getMessage(), Map.of())
                            .with(
                                    "Retry-After",
                                    Long.toString(Math.max(1, e.retryAfter().toSeconds())));
        };
    }

    /** A new application can only be in conflict with one of the same name. */
    private static String conflict(Request request) {
        boolean create =
                request.method().equals("POST") && request.template().endsWith("/applications");
        return create ? "AlreadyExists" : "Conflict";
    }

    private static String text(Exception e) {
        return String.valueOf(e.getMessage());
    }

    private static Reply status(
            Request request,
            int code,
            String reason,
            String message,
            Map<String, List<String>> causes) {
        var details = new LinkedHashMap<String, Object>();
        if (request.pathParameters().containsKey("name")) {
            details.put("name", request.path("name"));
        }
        details.put("group", "argoproj.io");
        details.put("kind", "applications");
        if (!causes.isEmpty()) {
            details.put("causes", causes(causes));
        }
        return Reply.json(
                code,
                Json.object(
                        "kind",
                        "Status",
                        "apiVersion",
                        "v1",
                        "metadata",
                        Map.of(),
                        "status",
                        "Failure",
                        "message",
                        message,
                        "reason",
                        reason,
                        "details",
                        details,
                        "code",
                        code));
    }

    private static List<Object> causes(Map<String, List<String>> messages) {
        var causes = new ArrayList<Object>();
        messages.forEach((field, texts) ->
                texts.forEach(t ->
                        causes.add(
                                Json.object(
                                        "reason",
                                        t.equals("is missing")
                                                ? "FieldValueRequired"
                                                : "FieldValueInvalid",
                                        "field",
                                        field,
                                        "message",
                                        t))));
        return causes;
    }
}
