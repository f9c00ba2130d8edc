package io.slipway.api.applications;

import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.platform.problem.Invalid;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bodies in and out: JSON, or YAML where the client says so. */
final class Bodies {

    private Bodies() {}

    /** The body as a tree, by its content type; null when it is empty. */
    static @Nullable Object tree(Request request) {
        var bytes = request.bodyBytes();
        if (bytes.length == 0) {
            return null;
        }
        try {
            return request.mediaType().endsWith("yaml")
                    ? Yaml.document(new String(bytes, StandardCharsets.UTF_8))
                    : Json.read(bytes);
        } catch (ManifestException e) {
            throw Refusal.badRequest("the body cannot be read: " + e.getMessage());
        }
    }

    /** The body as an object; empty when there is no body. */
    static Map<String, Object> object(Request request) {
        var tree = tree(request);
        if (tree == null) {
            return Map.of();
        }
        return Trees.map(tree).orElseThrow(() -> Refusal.badRequest("the body must be an object"));
    }

    /** The application in the body. */
    static ApplicationFormat.Parsed application(Request request) {
        var tree = object(request);
        if (tree.isEmpty()) {
            throw Refusal.badRequest("the body is empty: send an Application");
        }
        return application(request, tree);
    }

    static ApplicationFormat.Parsed application(Request request, Map<String, Object> tree) {
        boolean strict =
                request.query("fieldValidation").filter(v -> v.equals("Strict")).isPresent();
        try {
            return ApplicationFormat.read(tree, strict);
        } catch (Invalid e) {
            boolean onlyUnknown =
                    strict
                            && e.messages().values().stream()
                                    .allMatch(m ->
                                            m.equals(List.of("is no field of an Application")));
            throw onlyUnknown
                    ? new Refusal(400, "BadRequest", e.getMessage(), e.messages())
                    : Refusal.unprocessable(e.getMessage(), e.messages());
        }
    }

    /** A reply with a tree, and a warning for each field that was dropped. */
    static Reply reply(Request request, int status, Object tree, List<String> unknown) {
        boolean yaml =
                request.header("Accept")
                        .filter(a -> a.contains("yaml") && !a.contains("application/json"))
                        .isPresent();
        var reply =
                yaml
                        ? Reply.bytes(
                                status,
                                "application/yaml",
                                Yaml.write(tree).getBytes(StandardCharsets.UTF_8))
                        : Reply.bytes(status, "application/json", Json.writeBytes(tree));
        for (var field : unknown) {
            var text =
                    field.replaceAll("[^\\x20-\\x7e]", "?")
                            .replace("\\", "\\\\")
                            .replace("\"", "\\\"");
            reply = reply.with("Warning", "299 - \"unknown field \\\"" + text + "\\\"\"");
        }
        return reply;
    }

    static Reply reply(Request request, int status, Object tree) {
        return reply(request, status, tree, List.of());
    }

    /** Whether a query parameter says true. */
    static boolean flag(Request request, String name) {
        return request.query(name)
                .map(text ->
                        switch (text) {
                            case "true", "1", "" -> true;
                            case "false", "0" -> false;
                            default ->
                                    throw Refusal.badRequest(
                                            name + " must be true or false, not " + text);
                        })
                .orElse(false);
    }

    /** Whether {@code dryRun=All} is asked for. */
    static boolean dryRun(Request request) {
        return request.query("dryRun")
                .map(text -> {
                    if (!text.equals("All")) {
                        throw Refusal.badRequest("dryRun must be All, not " + text);
                    }
                    return true;
                })
                .orElse(false);
    }

    /** A whole number of the query in a range. */
    static int number(Request request, String name, int least, int most, int otherwise) {
        return request.query(name)
                .map(text -> {
                    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least) {
                        throw Refusal.badRequest(
                                name + " must be a whole number of at least " + least);
                    }
                    return Math.min(most, Integer.parseInt(text));
                })
                .orElse(otherwise);
    }
}
