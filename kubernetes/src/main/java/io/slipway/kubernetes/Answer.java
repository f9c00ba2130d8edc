package io.slipway.kubernetes;

import io.slipway.engine.cluster.ClusterException;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the API server answered: the status, how long it asks to wait, and the body. */
@SuppressWarnings("ArrayRecordComponent") // answers are never compared
record Answer(int code, Optional<Duration> retryAfter, byte[] body) {

    private static final int LONGEST_TEXT = 2_000;

    boolean isSuccess() {
        return code >= 200 && code < 300;
    }

    /** The body as a JSON object. */
    Map<String, Object> tree() {
        try {
            return Trees.map(Json.read(body)).orElseThrow(() -> unreadable("it is no JSON object"));
        } catch (ManifestException e) {
            throw unreadable(String.valueOf(e.getMessage()));
        }
    }

    private ClusterException unreadable(String why) {
        return new ClusterException.Unavailable(
                code, "the API server's answer cannot be read: " + why);
    }

    /**
     * Whether a 404 is about the path (the kind is not served) rather than about an object: objects
     * that do not exist are named in the Status.
     */
    boolean isUnknownPath() {
        return code == 404
                && status().flatMap(s -> Trees.stringAt(s, "details", "name"))
                        .filter(n -> !n.isEmpty())
                        .isEmpty();
    }

    /** What a refusal means, in the server's own words. */
    ClusterException refusal() {
        var status = status();
        var text = status.flatMap(s -> Trees.stringAt(s, "message")).orElseGet(this::plainText);
        var reason = status.flatMap(s -> Trees.stringAt(s, "reason")).orElse("");
        return switch (code) {
            case 401 -> new ClusterException.Unauthorized(text);
            case 403 -> new ClusterException.Forbidden(text);
            case 404 -> new ClusterException.NotFound(text);
            case 405 -> new ClusterException.MethodNotSupported(text);
            case 409 ->
                    reason.equals("AlreadyExists")
                            ? new ClusterException.AlreadyExists(text)
                            : new ClusterException.Conflict(text);
            case 410 -> new ClusterException.Expired(text);
            case 429 -> new ClusterException.TooManyRequests(text, retryAfter);
            default ->
                    (code >= 400 && code < 500) || isBadApply(text)
                            ? new ClusterException.Invalid(code, text)
                            : new ClusterException.Unavailable(code, text);
        };
    }

    /**
     * An apply of a field that the schema does not have is told as 500; trying again would not
     * help.
     */
    private static boolean isBadApply(String text) {
        return text.contains("failed to create typed patch object");
    }

    private Optional<Map<String, Object>> status() {
        try {
            return Trees.map(Json.read(body)).filter(t -> "Status".equals(t.get("kind")));
        } catch (ManifestException _) {
            return Optional.empty();
        }
    }

    private String plainText() {
        var text = new String(body, StandardCharsets.UTF_8).strip();
        if (text.isEmpty()) {
            return "the API server answered " + code + " without a reason";
        }
        return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + " …" : text;
    }

    /** The items of a list answer, as they are. */
    static List<Object> items(Map<String, Object> list) {
        return Trees.listAt(list, "items");
    }
}
