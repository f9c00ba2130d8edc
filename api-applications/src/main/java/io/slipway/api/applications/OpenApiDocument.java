package io.slipway.api.applications;

import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.delivery.appproject.ProjectPolicy;
import io.slipway.delivery.argo.ImportRequest;
import io.slipway.http.openapi.Answer;
import io.slipway.http.openapi.Content;
import io.slipway.http.openapi.Document;
import io.slipway.http.openapi.Operation;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

    static Document of(List<Call> calls) {
        return new Document(
                "Applications",
                "v1",
                "What runs where, and what became of it. Applications belong to projects, which"
                        + " are groups and users of the forge.",
                PATH,
                Map.of(
                        "bearer",
                        Map.of("type", "http", "scheme", "bearer"),
                        "session",
                        cookie("id_token"),
                        "forgeSession",
                        cookie("_gitlab_session")),
                schemas(),
                calls.stream().map(OpenApiDocument::operation).toList());
    }

    private static Map<String, Object> schemas() {
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
        return named;
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

    private static Operation operation(Call call) {
        var parameters = new ArrayList<io.slipway.http.openapi.Parameter>();
        for (var name : Operation.segments(call.path())) {
            parameters.add(
                    io.slipway.http.openapi.Parameter.path(
                            name, SEGMENTS.getOrDefault(name, "a name")));
        }
        call.parameters().forEach(one -> parameters.add(one.described()));
        return new Operation(
                call.method(),
                call.path(),
                call.id(),
                section(call.path()),
                call.summary(),
                parameters,
                content(call.body()),
                call.body().stream().noneMatch(one -> one.schema().equals("SyncBody")),
                answers(call),
                call.path().equals(PATH));
    }

    private static String section(String path) {
        if (path.equals(PATH)) {
            return "This API";
        }
        return path.equals(ApplicationsApi.LIST) || path.equals(ApplicationsApi.ONE)
                ? "Applications"
                : "Parts and actions";
    }

    private static List<Answer> answers(Call call) {
        var complete =
                call.path().equals(PATH)
                        ? call
                        : call.fails(EVERY_CALL.stream().mapToInt(s -> s).toArray());
        return complete.answers().stream()
                .map(one ->
                        new Answer(
                                one.status(),
                                one.meaning(),
                                content(one.content()),
                                headers(one.status())))
                .toList();
    }

    private static Map<String, Object> headers(int status) {
        return switch (status) {
            case 401 -> Map.of("WWW-Authenticate", Answer.header("Bearer", true));
            case 503 -> Map.of("Retry-After", Answer.header("seconds to wait", true));
            case 200, 201, 204 ->
                    Map.of("Warning", Answer.header("a field that nobody knows", false));
            default -> Map.of();
        };
    }

    private static List<Content> content(List<Call.Content> forms) {
        return forms.stream().map(one -> Content.of(one.type(), one.schema())).toList();
    }
}
