package io.slipway.http.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An API as it describes itself. Immutable.
 *
 * @param title the name of the API
 * @param version of the API, not of the server
 * @param description a few sentences for whoever reads it first
 * @param address where the document is served
 * @param credentials the ways to say who calls, by name, each as OpenAPI's security scheme
 * @param schemas what bodies look like, by the names that operations refer to
 * @param operations all calls
 */
public record Document(
        String title,
        String version,
        String description,
        String address,
        Map<String, Object> credentials,
        Map<String, Object> schemas,
        List<Operation> operations) {
    public Document {
        operations = List.copyOf(operations);
    }

    /** The document in the form of OpenAPI 3.0.3, as plain values for {@code Json.write}. */
    public Map<String, Object> tree() {
        var paths = new TreeMap<String, Map<String, Object>>();
        for (var operation : operations) {
            paths.computeIfAbsent(operation.path(), _ -> new LinkedHashMap<>())
                    .put(operation.method().toLowerCase(Locale.ROOT), tree(operation));
        }
        var document = new LinkedHashMap<String, Object>();
        document.put("openapi", "3.0.3");
        document.put(
                "info", Map.of("title", title, "version", version, "description", description));
        document.put(
                "security",
                credentials.keySet().stream()
                        .sorted()
                        .map(name -> Map.of(name, List.of()))
                        .toList());
        document.put("paths", paths);
        document.put(
                "components",
                Map.of("schemas", new TreeMap<>(schemas), "securitySchemes", credentials));
        return document;
    }

    private static Map<String, Object> tree(Operation operation) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("operationId", operation.id());
        tree.put("summary", operation.summary());
        tree.put("tags", List.of(operation.section()));
        tree.put("parameters", operation.parameters().stream().map(Parameter::tree).toList());
        if (!operation.body().isEmpty()) {
            tree.put(
                    "requestBody",
                    Map.of(
                            "required",
                            operation.bodyRequired(),
                            "content",
                            content(operation.body())));
        }
        var responses = new TreeMap<String, Object>();
        for (var answer : operation.answers()) {
            var response = new LinkedHashMap<String, Object>();
            response.put("description", answer.meaning());
            if (!answer.content().isEmpty()) {
                response.put("content", content(answer.content()));
            }
            if (!answer.headers().isEmpty()) {
                response.put("headers", answer.headers());
            }
            responses.put(Integer.toString(answer.status()), response);
        }
        tree.put("responses", responses);
        if (operation.open()) {
            tree.put("security", List.of());
        }
        return tree;
    }

    private static Map<String, Object> content(List<Content> forms) {
        var content = new LinkedHashMap<String, Object>();
        forms.forEach(form -> content.put(form.type(), Map.of("schema", form.schema())));
        return content;
    }
}
