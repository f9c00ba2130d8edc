package io.slipway.api.applications;

import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.delivery.appproject.ProjectPolicy;
import io.slipway.delivery.argo.ImportRequest;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The OpenAPI document of this API, made of the table of calls and of the records that bodies are
 * read into, so that it cannot say anything else than the code does. Replies that are no record are
 * described in {@code replies.yaml}; the conformance run compares them with what is answered.
 */
final class OpenApiDocument {

    /** Where it is served. */
    static final String PATH = "/gitops/openapi.json";

    private static final List<Integer> EVERY_CALL = List.of(400, 401, 403, 404, 500, 503);
    private static final Map<String, String> SEGMENTS =
            Map.of(
                    "project", "full path of the project, its slashes written as %2F",
                    "name", "name of the application",
                    "revision", "a commit, branch or tag",
                    "group", "of the resource; - for the core group",
                    "version", "of the resource",
                    "kind", "of the resource",
                    "namespace", "of the resource; - when it has none",
                    "object", "name of the resource");

    private OpenApiDocument() {}

    static Map<String, Object> of(List<Call> calls) {
        var paths = new TreeMap<String, Map<String, Object>>();
        for (var call : calls) {
            paths.computeIfAbsent(
                            call.path().replaceAll(":([A-Za-z]+)", "{$1}"),
                            _ -> new LinkedHashMap<>())
                    .put(call.method().toLowerCase(Locale.ROOT), operation(call));
        }
        var document = new LinkedHashMap<String, Object>();
        document.put("openapi", "3.0.3");
        document.put(
                "info",
                Map.of(
                        "title", "Applications",
                        "version", "v1",
                        "description",
                                "What runs where, and what became of it. Applications belong to"
                                        + " projects, which are groups and users of the forge."));
        document.put(
                "security",
                List.of(
                        Map.of("bearer", List.of()),
                        Map.of("session", List.of()),
                        Map.of("forgeSession", List.of())));
        document.put("paths", paths);
        document.put("components", components());
        return document;
    }

    private static Map<String, Object> components() {
        var schemas = new TreeMap<String, Object>(ApplicationFormat.schemas());
        schemas.putAll(ApplicationFormat.schemasOf(ActionCalls.SyncBody.class));
        schemas.putAll(ApplicationFormat.schemasOf(ActionCalls.RollbackBody.class));
        schemas.putAll(ApplicationFormat.schemasOf(ActionCalls.ConfirmBody.class));
        schemas.putAll(ApplicationFormat.schemasOf(ObjectCalls.PreviewBody.class));
        schemas.putAll(ApplicationFormat.schemasOf(WindowCalls.WindowsBody.class));
        schemas.putAll(ApplicationFormat.schemasOf(ProjectPolicy.class));
        schemas.putAll(ApplicationFormat.schemasOf(ImportRequest.class));
        // Records of a surface are named with the class that reads them.
        var named = new TreeMap<String, Object>();
        schemas.forEach((name, schema) ->
                named.put(name.replaceFirst("^(Action|Object|Window)Calls", ""), schema));
        named.putAll(replies());
        return Map.of(
                "schemas",
                named,
                "securitySchemes",
                Map.of(
                        "bearer", Map.of("type", "http", "scheme", "bearer"),
                        "session", cookie("id_token"),
                        "forgeSession", cookie("_gitlab_session")));
    }

    private static Map<String, Object> cookie(String name) {
        return Map.of("type", "apiKey", "in", "cookie", "name", name);
    }

    private static Map<String, Object> replies() {
        try (var in = OpenApiDocument.class.getResourceAsStream("replies.yaml")) {
            if (in == null) {
                throw new IllegalStateException("replies.yaml is not beside this class");
            }
            return Trees.map(Yaml.document(new String(in.readAllBytes(), StandardCharsets.UTF_8)))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> operation(Call call) {
        var operation = new LinkedHashMap<String, Object>();
        operation.put("operationId", call.id());
        operation.put("summary", call.summary());
        var parameters = new ArrayList<Object>();
        for (var segment : call.path().split("/")) {
            if (segment.startsWith(":")) {
                var name = segment.substring(1);
                parameters.add(tree(Parameter.path(name, SEGMENTS.getOrDefault(name, "a name"))));
            }
        }
        call.parameters().forEach(p -> parameters.add(tree(p)));
        operation.put("parameters", parameters);
        if (!call.body().isEmpty()) {
            boolean whole = call.body().stream().noneMatch(c -> c.schema().equals("SyncBody"));
            operation.put(
                    "requestBody", Map.of("required", whole, "content", content(call.body())));
        }
        operation.put("responses", responses(call));
        if (call.path().equals(PATH)) {
            operation.put("security", List.of());
        }
        return operation;
    }

    private static Map<String, Object> responses(Call call) {
        var complete = call;
        if (!call.path().equals(PATH)) {
            complete = call.fails(EVERY_CALL.stream().mapToInt(s -> s).toArray());
        }
        var responses = new TreeMap<String, Object>();
        for (var answer : complete.answers()) {
            var response = new LinkedHashMap<String, Object>();
            response.put("description", answer.meaning());
            if (!answer.content().isEmpty()) {
                response.put("content", content(answer.content()));
            }
            headers(answer.status()).forEach(response::put);
            responses.put(Integer.toString(answer.status()), response);
        }
        return responses;
    }

    private static Map<String, Object> headers(int status) {
        return switch (status) {
            case 401 -> Map.of("headers", Map.of("WWW-Authenticate", header("Bearer", true)));
            case 503 -> Map.of("headers", Map.of("Retry-After", header("seconds to wait", true)));
            case 200, 201, 204 ->
                    Map.of(
                            "headers",
                            Map.of("Warning", header("a field that nobody knows", false)));
            default -> Map.of();
        };
    }

    private static Map<String, Object> header(String meaning, boolean required) {
        return Map.of(
                "description", meaning,
                "required", required,
                "schema", Map.of("type", "string"));
    }

    private static Map<String, Object> content(List<Call.Content> forms) {
        var content = new LinkedHashMap<String, Object>();
        forms.forEach(f ->
                content.put(
                        f.type(),
                        Map.of("schema", Map.of("$ref", "#/components/schemas/" + f.schema()))));
        return content;
    }

    private static Map<String, Object> tree(Parameter parameter) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", parameter.name());
        tree.put("in", parameter.place());
        tree.put("description", parameter.purpose());
        tree.put("required", parameter.place().equals("path"));
        tree.put("schema", parameter.schema());
        return tree;
    }
}
