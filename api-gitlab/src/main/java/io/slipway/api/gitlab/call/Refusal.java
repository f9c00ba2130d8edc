package io.slipway.api.gitlab.call;

import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.platform.problem.Invalid;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A failure in this surface's own words: a status and the whole body. */
public final class Refusal extends RuntimeException {
    private final transient Reply reply;

    private Refusal(Reply reply, String message) {
        super(message, null, false, false);
        this.reply = reply;
    }

    /** {@code {"message": text}}. */
    public static Refusal message(int status, String text) {
        return new Refusal(Reply.json(status, Json.object("message", text)), text);
    }

    /** {@code {"message": anything}}. */
    public static Refusal messages(int status, Object message) {
        return new Refusal(Reply.json(status, Json.object("message", message)), "refused");
    }

    /** {@code {"error": anything}}, which a few endpoints use instead. */
    public static Refusal error(int status, Object error) {
        return new Refusal(Reply.json(status, Json.object("error", error)), "refused");
    }

    /** The OAuth 2 shape, with the header that goes with it. */
    public static Refusal oauth(int status, String error, String description) {
        var reply =
                Reply.json(status, Json.object("error", error, "error_description", description));
        return new Refusal(
                status == 401
                        ? reply.with(
                                "WWW-Authenticate",
                                "Bearer realm=\"Slipway\", error=\"%s\", error_description=\"%s\""
                                        .formatted(error, description.replace("\"", "'")))
                        : reply,
                description);
    }

    /** A required parameter is missing. */
    public static Refusal notGiven(String name) {
        return message(400, "400 (Bad request) \"" + name + "\" not given");
    }

    /** Nobody is signed in. */
    public static Refusal unauthorized() {
        return message(401, "401 Unauthorized");
    }

    /** The caller may not do this. */
    public static Refusal forbidden() {
        return message(403, "403 Forbidden");
    }

    /** {@code 404 X Not Found}; for a thing looked up by its number, see {@link #noRecord}. */
    public static Refusal notFound(String thing) {
        return message(404, thing.isEmpty() ? "404 Not Found" : "404 " + thing + " Not Found");
    }

    /** A record looked up by its number is not there: with a small f. */
    public static Refusal noRecord() {
        return message(404, "404 Not found");
    }

    /** Nothing changed: a status without a body. */
    public static Refusal notModified() {
        return new Refusal(Reply.empty(304), "304 Not Modified");
    }

    /** Field to messages. */
    public static Refusal invalid(Map<String, List<String>> messages) {
        return messages(400, messages);
    }

    /** Messages the way the original prints a hash into a sentence. */
    public static String dump(Invalid invalid) {
        return invalid.messages().entrySet().stream()
                .map(field ->
                        ":"
                                + field.getKey()
                                + "=>["
                                + field.getValue().stream()
                                        .map(text -> "\"" + text + "\"")
                                        .collect(Collectors.joining(", "))
                                + "]")
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** The answer to send. */
    public Reply reply() {
        return reply;
    }
}
