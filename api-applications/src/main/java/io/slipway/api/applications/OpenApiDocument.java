package io.slipway.api.applications;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.http.Route;
import io.slipway.http.Routes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The OpenAPI document of this API, made of the route table and of the records of the schema, so
 * that it cannot say anything else than the code does.
 */
final class OpenApiDocument {

    /** Where it is served. */
    static final String PATH = "/gitops/openapi.json";

    private static final Set<String> APPLICATION_OUT = Set.of("GET", "POST", "PUT", "PATCH");
    private static final Set<String> ACTIONS = Set.of("refresh", "sync", "rollback", "confirm");
    private static final Map<String, List<String>> QUERIES =
            Map.of(
                    "applications",
                    List.of(
                            "limit",
                            "continue",
                            "labelSelector",
                            "fieldSelector",
                            "repo",
                            "q",
                            "sort",
                            "fields",
                            "facets",
                            "access",
                            "watch",
                            "resourceVersion",
                            "upsert",
                            "validate",
                            "dryRun",
                            "fieldValidation"),
                    ":name",
                    List.of(
                            "refresh",
                            "access",
                            "fields",
                            "validate",
                            "dryRun",
                            "fieldValidation",
                            "cascade",
                            "propagationPolicy"),
                    "events",
                    List.of(
                            "start_time",
                            "end_time",
                            "reason",
                            "kind",
                            "name",
                            "event_type",
                            "pageno",
                            "size"),
                    "refresh",
                    List.of("type"),
                    "manifests",
                    List.of("revision"),
                    "diff",
                    List.of("revision"),
                    "logs",
                    List.of(
                            "namespace",
                            "pod",
                            "container",
                            "follow",
                            "previous",
                            "timestamps",
                            "sinceSeconds",
                            "tailLines"));

    private OpenApiDocument() {}

    static Map<String, Object> of(Routes routes) {
        var paths = new TreeMap<String, Object>();
        for (var route : routes.all()) {
            var path = route.template().replaceAll(":([A-Za-z]+)", "{$1}");
            @SuppressWarnings("unchecked")
            var operations =
                    (Map<String, Object>)
                            paths.computeIfAbsent(path, _ -> new LinkedHashMap<String, Object>());
            operations.put(route.method().toLowerCase(Locale.ROOT), operation(route));
        }
        var document = new LinkedHashMap<String, Object>();
        document.put("openapi", "3.0.3");
        document.put("info", Map.of("title", "Applications", "version", "v1"));
        document.put("security", List.of(Map.of("bearer", List.of())));
        document.put("paths", paths);
        document.put("components", components());
        return document;
    }

    private static Map<String, Object> components() {
        var schemas = new LinkedHashMap<>(ApplicationFormat.schemas());
        schemas.put(
                "ApplicationList",
                object(
                        Map.of(
                                "apiVersion", Map.of("type", "string"),
                                "kind", Map.of("type", "string"),
                                "metadata", Map.of("type", "object"),
                                "items",
                                        Map.of(
                                                "type",
                                                "array",
                                                "items",
                                                reference(Application.KIND)))));
        schemas.put(
                "Status",
                object(
                        Map.of(
                                "kind", Map.of("type", "string"),
                                "apiVersion", Map.of("type", "string"),
                                "metadata", Map.of("type", "object"),
                                "status", Map.of("type", "string"),
                                "message", Map.of("type", "string"),
                                "reason", Map.of("type", "string"),
                                "details", Map.of("type", "object"),
                                "code", Map.of("type", "integer"))));
        return Map.of(
                "schemas",
                schemas,
                "securitySchemes",
                Map.of("bearer", Map.of("type", "http", "scheme", "bearer")));
    }

    private static Map<String, Object> operation(Route route) {
        var last = route.template().substring(route.template().lastIndexOf('/') + 1);
        var operation = new LinkedHashMap<String, Object>();
        var parameters = new ArrayList<Object>();
        Arrays.stream(route.template().split("/"))
                .filter(p -> p.startsWith(":"))
                .forEach(p -> parameters.add(parameter(p.substring(1), "path")));
        QUERIES.getOrDefault(last, List.of()).forEach(q -> parameters.add(parameter(q, "query")));
        operation.put("parameters", parameters);
        boolean whole = last.equals("applications") || last.equals(":name");
        boolean body = Set.of("POST", "PUT", "PATCH").contains(route.method());
        if (body) {
            var schema =
                    whole && !route.method().equals("PATCH")
                            ? reference(Application.KIND)
                            : Map.<String, Object>of("type", "object");
            operation.put(
                    "requestBody",
                    Map.of(
                            "required",
                            whole,
                            "content",
                            Map.of("application/json", Map.of("schema", schema))));
        }
        operation.put("responses", responses(route, last, whole));
        return operation;
    }

    private static Map<String, Object> responses(Route route, String last, boolean whole) {
        var responses = new LinkedHashMap<String, Object>();
        boolean application =
                (whole && APPLICATION_OUT.contains(route.method())) || ACTIONS.contains(last);
        boolean list = last.equals("applications") && route.method().equals("GET");
        if (route.method().equals("DELETE") || ACTIONS.contains(last)) {
            responses.put("204", Map.of("description", "accepted"));
        }
        if (!route.method().equals("DELETE")) {
            var schema =
                    list
                            ? reference("ApplicationList")
                            : application ? reference(Application.KIND) : Map.<String, Object>of();
            responses.put(
                    last.equals("applications") && route.method().equals("POST") ? "201" : "200",
                    Map.of(
                            "description",
                            "success",
                            "content",
                            Map.of(
                                    last.equals("logs") ? "text/plain" : "application/json",
                                    Map.of("schema", schema))));
        }
        responses.put(
                "default",
                Map.of(
                        "description",
                        "failure",
                        "content",
                        Map.of("application/json", Map.of("schema", reference("Status")))));
        return responses;
    }

    private static Map<String, Object> parameter(String name, String in) {
        return Map.of(
                "name",
                name,
                "in",
                in,
                "required",
                in.equals("path"),
                "schema",
                Map.of("type", "string"));
    }

    private static Map<String, Object> reference(String name) {
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    private static Map<String, Object> object(Map<String, Object> properties) {
        return Map.of("type", "object", "properties", properties);
    }
}
