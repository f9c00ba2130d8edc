package io.slipway.api.applications;

import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.platform.problem.Invalid;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Bodies in and out: JSON, or YAML where the client says so. */
final class Bodies {

    static final String JSON_PATCH = "application/json-patch+json";
    static final String MERGE_PATCH = "application/merge-patch+json";

    static final Parameter DRY_RUN =
            Parameter.choice("dryRun", "make every check and store nothing", "All");
    static final Parameter VALIDATION =
            Parameter.choice(
                    "fieldValidation",
                    "what becomes of fields that nobody knows: dropped, dropped with a warning each,"
                            + " or refused; Warn when absent",
                    "Ignore",
                    "Warn",
                    "Strict");

    private static final int MOST_WARNINGS = 20;
    private static final int MOST_LETTERS = 120;

    private static final Set<String> JSON = Set.of("", "application/json", "text/json");
    private static final Set<String> YAML =
            Set.of("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml");

    private Bodies() {}

    /** The body as a tree, by its content type; null when it is empty. */
    static @Nullable Object tree(Request request) {
        var bytes = request.bodyBytes();
        if (bytes.length == 0) {
            return null;
        }
        var type = request.mediaType();
        if (YAML.contains(type)) {
            return parsed(() -> Yaml.document(text(bytes)));
        }
        if (JSON.contains(type)) {
            return parsed(() -> Json.readStrict(bytes));
        }
        throw unsupported(type, "application/json and application/yaml");
    }

    /** A JSON document of a type that the handler has looked at. */
    static @Nullable Object json(Request request) {
        var bytes = request.bodyBytes();
        return bytes.length == 0 ? null : parsed(() -> Json.readStrict(bytes));
    }

    static Refusal unsupported(String type, String instead) {
        return new Refusal(
                415,
                "UnsupportedMediaType",
                "the body is " + type + ", but this call reads " + instead,
                Map.of());
    }

    private static @Nullable Object parsed(Supplier<@Nullable Object> parser) {
        try {
            return parser.get();
        } catch (ManifestException e) {
            throw Refusal.badRequest("the body cannot be read: " + e.getMessage());
        }
    }

    private static String text(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw Refusal.badRequest("the body cannot be read: it is not UTF-8");
        }
    }

    /**
     * The body of a call as a record; one that is not there is empty.
     *
     * @throws Refusal when a field has the wrong type, or is unknown and that is asked for
     */
    static <T extends Record> ApplicationFormat.Part<T> part(
            Request request, Class<T> type, UnaryOperator<Map<String, Object>> prepared) {
        try {
            var part = ApplicationFormat.readPart(type, prepared.apply(object(request)), "");
            if (isStrict(request) && !part.unknown().isEmpty()) {
                throw Refusal.badRequest("unknown fields: " + String.join(", ", part.unknown()));
            }
            return part;
        } catch (Invalid e) {
            throw Refusal.unprocessable(e.getMessage(), e.messages());
        }
    }

    private static boolean isStrict(Request request) {
        return VALIDATION.choiceIn(request).filter(v -> v.equals("Strict")).isPresent();
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
        boolean strict = isStrict(request);
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
        var said = request.query("fieldValidation").filter(v -> v.equals("Ignore"));
        return said.isPresent() ? reply : warned(reply, unknown);
    }

    /** The reply with a warning for each field that was dropped, as far as headers can hold. */
    static Reply warned(Reply plain, List<String> unknown) {
        var reply = plain;
        for (var field : unknown.subList(0, Math.min(MOST_WARNINGS, unknown.size()))) {
            var known = field.length() > MOST_LETTERS ? field.substring(0, MOST_LETTERS) : field;
            var text =
                    known.replaceAll("[^\\x20-\\x7e]", "?")
                            .replace("\\", "\\\\")
                            .replace("\"", "\\\"");
            reply = reply.with("Warning", "299 - \"unknown field \\\"" + text + "\\\"\"");
        }
        if (unknown.size() > MOST_WARNINGS) {
            reply =
                    reply.with(
                            "Warning",
                            "299 - \""
                                    + (unknown.size() - MOST_WARNINGS)
                                    + " more unknown fields\"");
        }
        return reply;
    }

    static Reply reply(Request request, int status, Object tree) {
        return reply(request, status, tree, List.of());
    }
}
