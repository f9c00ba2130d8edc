package io.slipway.api.applications;

import io.slipway.http.Handler;
import io.slipway.http.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One line of this API's table: where a call is, what it takes and gives, and who answers it. The
 * routes and the OpenAPI document are made of the same lines.
 *
 * @param id as generated clients name it
 * @param body empty when the call takes none
 */
record Call(
        String method,
        String path,
        String id,
        String summary,
        List<Parameter> parameters,
        List<Content> body,
        List<Answer> answers,
        Handler handler) {

    private static final long BODY_LIMIT = 3L << 20;

    /** A form of a body: a media type and the name of its schema. */
    record Content(String type, String schema) {

        /** An object in both languages. */
        static List<Content> object(String schema) {
            return List.of(
                    new Content("application/json", schema),
                    new Content("application/yaml", schema));
        }
    }

    /** A status that the call answers with, and in which forms; none when there is no body. */
    record Answer(int status, String meaning, List<Content> content) {}

    static Call get(String path, String id, String summary, Handler handler) {
        return of("GET", path, id, summary, handler);
    }

    static Call post(String path, String id, String summary, Handler handler) {
        return of("POST", path, id, summary, handler);
    }

    static Call of(String method, String path, String id, String summary, Handler handler) {
        return new Call(method, path, id, summary, List.of(), List.of(), List.of(), handler);
    }

    /** With parameters of the query. */
    Call takes(Parameter... more) {
        return takes(List.of(more));
    }

    Call takes(List<Parameter> more) {
        return new Call(
                method, path, id, summary, joined(parameters, more), body, answers, handler);
    }

    /** With a body of that schema, in JSON or YAML. */
    Call reads(String schema) {
        return reads(Content.object(schema)).fails(413, 415, 422);
    }

    Call reads(List<Content> forms) {
        return new Call(method, path, id, summary, parameters, forms, answers, handler);
    }

    /** Answers with an object, in JSON or YAML. */
    Call gives(int status, String meaning, String schema) {
        return gives(status, meaning, Content.object(schema));
    }

    Call gives(int status, String meaning, List<Content> forms) {
        return new Call(
                method,
                path,
                id,
                summary,
                parameters,
                body,
                joined(answers, List.of(new Answer(status, meaning, forms))),
                handler);
    }

    /** Answers without a body. */
    Call gives(int status, String meaning) {
        return gives(status, meaning, List.of());
    }

    /** Fails with these statuses, among those that every call can fail with. */
    Call fails(int... statuses) {
        var call = this;
        for (int status : statuses) {
            call =
                    call.gives(
                            status,
                            Meanings.of(status),
                            List.of(new Content("application/json", "Status")));
        }
        return call;
    }

    /** Adds the call to the routes. */
    void addTo(Routes routes) {
        var route = routes.add(method, path, handler);
        if (!method.equals("GET")) {
            route.bodyLimit(BODY_LIMIT);
        }
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        return new ArrayList<>(Stream.concat(some.stream(), more.stream()).distinct().toList());
    }

    /** What statuses mean in this API (spec gitops-engine B). */
    private static final class Meanings {
        static String of(int status) {
            return switch (status) {
                case 400 -> "a value cannot be understood, or the spec is refused";
                case 401 -> "no credential, or one that is not valid";
                case 403 -> "the role in the project does not allow it";
                case 404 -> "there is no such thing for the caller";
                case 409 -> "it exists already, was changed meanwhile, or is busy";
                case 410 -> "the token or version is too old: list again";
                case 413 -> "the body is larger than 3 MiB";
                case 415 -> "the body is in a format that this call does not read";
                case 422 -> "a field has the wrong type or form; the causes name each";
                case 501 -> "a field asks for something that is not built here";
                case 503 -> "a cluster or the server is not available now";
                case 504 -> "it takes longer than the caller can wait; it goes on";
                default -> "something went wrong here; the log has it";
            };
        }
    }
}
