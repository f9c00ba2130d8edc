package io.slipway.api.weave;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.ListOptions;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Policies and what they found (endpoints 16 to 20); empty where the component is absent. */
final class PolicyLists {
    private static final GroupVersionKind EVENT = new GroupVersionKind("", "v1", "Event");
    private static final String LABEL = "pac.weave.works/";

    private final WeaveSettings settings;

    PolicyLists(WeaveSettings settings) {
        this.settings = settings;
    }

    Reply policies(Request request, Visitor visitor) {
        var fields = Fields.query(request);
        var size = fields.number("pagination.pageSize");
        var start = tokens(fields.text("pagination.pageToken"));
        var policies = new ArrayList<Map<String, @Nullable Object>>();
        var errors = new ArrayList<Map<String, @Nullable Object>>();
        var next = new TreeMap<String, Object>();
        visitor.clusters()
                .forEach((name, cluster) -> {
                    next.put(name, Map.of("", ""));
                    var token = start.tokens().getOrDefault(name, "");
                    if (start.given() && token.isEmpty()) {
                        return;
                    }
                    if (!(Kinds.find(cluster.catalog(), "Policy")
                            instanceof Kinds.Lookup.Served(var resource))) {
                        return;
                    }
                    try {
                        var page =
                                cluster.list(
                                        visitor.who(),
                                        resource.type(),
                                        ListOptions.all().page(size, token));
                        next.put(name, Map.of("", page.continueToken()));
                        page.items().forEach(item -> policies.add(policy(item, name)));
                    } catch (ClusterException e) {
                        errors.add(ObjectJson.error(name, "", String.valueOf(e.getMessage())));
                    }
                });
        var token =
                Base64.getEncoder().encodeToString(Json.write(Json.object("ContinueTokens", next)));
        return Reply.json(
                200,
                Json.object(
                        "policies",
                        policies,
                        "total",
                        policies.size(),
                        "nextPageToken",
                        token,
                        "errors",
                        errors));
    }

    private record Start(boolean given, Map<String, String> tokens) {}

    private static Start tokens(String text) {
        if (text.isEmpty()) {
            return new Start(false, Map.of());
        }
        try {
            var tree = Json.read(Base64.getDecoder().decode(text));
            var tokens = new TreeMap<String, String>();
            Trees.mapAt(tree, "ContinueTokens")
                    .forEach((cluster, inner) ->
                            tokens.put(cluster, Trees.stringAt(inner, "").orElse("")));
            return new Start(true, tokens);
        } catch (IllegalArgumentException | io.slipway.http.HttpFailure e) {
            throw ApiError.unknown("error: failed decoding pagination info: " + text);
        }
    }

    Reply policy(Request request, Visitor visitor) {
        var name = Fields.query(request).text("clusterName");
        var clusterName = name.isEmpty() ? WeaveApi.PRIMARY : name;
        var object =
                ObjectLists.get(
                        visitor,
                        visitor.required(clusterName),
                        "Policy",
                        "",
                        request.path("policyName"));
        return Reply.json(
                200, Json.object("policy", policy(object, clusterName), "clusterName", ""));
    }

    private static Map<String, @Nullable Object> policy(ResourceObject object, String cluster) {
        var spec = Trees.mapAt(object.tree(), "spec");
        var standards =
                Trees.listAt(spec, "standards").stream()
                        .map(one ->
                                Json.object(
                                        "id",
                                        Trees.stringAt(one, "id").orElse(""),
                                        "controls",
                                        Trees.listAt(one, "controls")))
                        .toList();
        var labels =
                Trees.listAt(spec, "targets", "labels").stream()
                        .map(one -> Json.object("values", one))
                        .toList();
        return Json.object(
                "name",
                Trees.stringAt(spec, "name").orElse(""),
                "id",
                Trees.stringAt(spec, "id").orElse(""),
                "code",
                Trees.stringAt(spec, "code").orElse(""),
                "description",
                Trees.stringAt(spec, "description").orElse(""),
                "howToSolve",
                Trees.stringAt(spec, "how_to_solve").orElse(""),
                "category",
                Trees.stringAt(spec, "category").orElse(""),
                "tags",
                Trees.listAt(spec, "tags"),
                "severity",
                Trees.stringAt(spec, "severity").orElse(""),
                "standards",
                standards,
                "gitCommit",
                "",
                "parameters",
                Trees.listAt(spec, "parameters").stream().map(PolicyLists::parameter).toList(),
                "targets",
                Json.object(
                        "kinds",
                        Trees.listAt(spec, "targets", "kinds"),
                        "labels",
                        labels,
                        "namespaces",
                        Trees.listAt(spec, "targets", "namespaces")),
                "createdAt",
                Trees.stringAt(object.tree(), "metadata", "creationTimestamp").orElse(""),
                "clusterName",
                cluster,
                "tenant",
                object.label("toolkit.fluxcd.io/tenant").orElse(""),
                "modes",
                Trees.listAt(object.tree(), "status", "modes"));
    }

    private static Map<String, @Nullable Object> parameter(Object tree) {
        var type = Trees.stringAt(tree, "type").orElse("");
        var value = Trees.at(tree, "value");
        return Json.object(
                "name",
                Trees.stringAt(tree, "name").orElse(""),
                "type",
                type,
                "value",
                value.map(known -> wrapped(type, known)).orElse(null),
                "required",
                Trees.isTrueAt(tree, "required"));
    }

    /** A value with the name of its message type, which this API needs where any type may stand. */
    private static Map<String, @Nullable Object> wrapped(String type, Object value) {
        var name =
                switch (type) {
                    case "string" -> "google.protobuf.StringValue";
                    case "integer" -> "google.protobuf.Int32Value";
                    case "boolean" -> "google.protobuf.BoolValue";
                    case "array" -> "gitops_core.v1.PolicyParamRepeatedString";
                    default ->
                            throw ApiError.unknown(
                                    "found unsupported policy parameter type: " + type);
                };
        return Json.object("@type", "type.googleapis.com/" + name, "value", value);
    }

    Reply validations(Request request, Visitor visitor) {
        var fields = Fields.body(request);
        var application = fields.text("application");
        var selectors = new ArrayList<String>();
        selectors.add("type=Warning");
        if (!application.isEmpty()) {
            selectors.add("involvedObject.name=" + application);
            if (!fields.text("kind").isEmpty()) {
                selectors.add("involvedObject.kind=" + fields.text("kind"));
            }
        }
        if (!fields.text("namespace").isEmpty()) {
            selectors.add("involvedObject.namespace=" + fields.text("namespace"));
        }
        if (!fields.text("policyId").isEmpty()) {
            selectors.add("involvedObject.fieldPath=" + fields.text("policyId"));
        }
        var violations = new ArrayList<Map<String, @Nullable Object>>();
        var errors = new ArrayList<Map<String, @Nullable Object>>();
        var label = LABEL + "type=" + type(fields.text("validationType"));
        visitor.chosen(fields.text("clusterName"))
                .forEach((name, cluster) ->
                        found(visitor, name, cluster, label, selectors, errors)
                                .forEach(event -> violations.add(violation(event, name, false))));
        return Reply.json(
                200,
                Json.object(
                        "violations",
                        violations,
                        "total",
                        violations.size(),
                        "nextPageToken",
                        "",
                        "errors",
                        errors));
    }

    private List<ResourceObject> found(
            Visitor visitor,
            String name,
            Cluster cluster,
            String label,
            List<String> selectors,
            List<Map<String, @Nullable Object>> errors) {
        var events = new ArrayList<ResourceObject>();
        var options = new ListOptions("", label, String.join(",", selectors), 0, "");
        Parallel.each(
                        visitor.sees(name, cluster).namespaces(),
                        settings.callLimit(),
                        place ->
                                cluster.list(
                                                visitor.who(),
                                                EVENT,
                                                new ListOptions(
                                                        place,
                                                        options.labelSelector(),
                                                        options.fieldSelector(),
                                                        0,
                                                        ""))
                                        .items())
                .forEach((place, outcome) -> {
                    switch (outcome) {
                        case Parallel.Outcome.Done<List<ResourceObject>>(var items) ->
                                events.addAll(items);
                        case Parallel.Outcome.Failed<List<ResourceObject>>(var failure) ->
                                errors.add(
                                        ObjectJson.error(
                                                name, place, String.valueOf(failure.getMessage())));
                    }
                });
        return events;
    }

    Reply validation(Request request, Visitor visitor) {
        var fields = Fields.query(request);
        var id = request.path("validationId");
        var clusterName = fields.text("clusterName");
        var label =
                LABEL + "type=" + type(fields.text("validationType")) + "," + LABEL + "id=" + id;
        var errors = new ArrayList<Map<String, @Nullable Object>>();
        for (var cluster : visitor.chosen(clusterName).entrySet()) {
            var events =
                    found(
                            visitor,
                            cluster.getKey(),
                            cluster.getValue(),
                            label,
                            List.of("type=Warning"),
                            errors);
            if (!errors.isEmpty()) {
                throw ApiError.unknown(String.valueOf(errors.getFirst().get("message")));
            }
            if (!events.isEmpty()) {
                return Reply.json(
                        200,
                        Json.object(
                                "validation",
                                violation(events.getFirst(), cluster.getKey(), true)));
            }
        }
        throw ApiError.unknown(
                "no policy violation found with id " + id + " and cluster: " + clusterName);
    }

    private static String type(String asked) {
        return asked.isEmpty() ? "Admission" : asked;
    }

    private static Map<String, @Nullable Object> violation(
            ResourceObject event, String cluster, boolean whole) {
        return Json.object(
                "id",
                event.label(LABEL + "id").orElse(""),
                "message",
                text(event, "message"),
                "clusterId",
                event.annotation("cluster_id").orElse(""),
                "category",
                event.annotation("category").orElse(""),
                "severity",
                event.annotation("severity").orElse(""),
                "createdAt",
                text(event, "metadata", "creationTimestamp"),
                "entity",
                text(event, "involvedObject", "name"),
                "entityKind",
                text(event, "involvedObject", "kind"),
                "namespace",
                text(event, "involvedObject", "namespace"),
                "violatingEntity",
                whole ? event.annotation("entity_manifest").orElse("") : "",
                "description",
                whole ? event.annotation("description").orElse("") : "",
                "howToSolve",
                whole ? event.annotation("how_to_solve").orElse("") : "",
                "name",
                event.annotation("policy_name").orElse(""),
                "clusterName",
                cluster,
                "occurrences",
                whole ? occurrences(event) : List.of(),
                "policyId",
                event.annotation("policy_id").orElse(""),
                "parameters",
                whole ? parameters(event) : List.of());
    }

    private static List<Map<String, @Nullable Object>> occurrences(ResourceObject event) {
        return annotationList(event, "occurrences").stream()
                .map(one -> Json.object("message", Trees.stringAt(one, "message").orElse("")))
                .toList();
    }

    private static List<Map<String, @Nullable Object>> parameters(ResourceObject event) {
        return annotationList(event, "parameters").stream()
                .map(one ->
                        Json.object(
                                "name",
                                Trees.stringAt(one, "name").orElse(""),
                                "type",
                                Trees.stringAt(one, "type").orElse(""),
                                "value",
                                Trees.at(one, "value")
                                        .map(PolicyLists::wrappedByValue)
                                        .orElse(null),
                                "required",
                                Trees.isTrueAt(one, "required"),
                                "configRef",
                                Trees.stringAt(one, "config_ref").orElse("")))
                .toList();
    }

    private static Map<String, @Nullable Object> wrappedByValue(Object value) {
        return switch (value) {
            case Number number ->
                    Json.object(
                            "@type",
                            "type.googleapis.com/google.protobuf.DoubleValue",
                            "value",
                            number.doubleValue());
            case Boolean flag -> wrapped("boolean", flag);
            case List<?> list -> wrapped("array", list);
            default -> wrapped("string", String.valueOf(value));
        };
    }

    private static List<Object> annotationList(ResourceObject event, String name) {
        try {
            return event.annotation(name)
                    .map(io.slipway.manifests.yaml.Json::read)
                    .map(Trees::list)
                    .orElse(List.of());
        } catch (ManifestException e) {
            throw ApiError.unknown("the annotation " + name + " of the event is not JSON");
        }
    }

    /** The feature behind this is gone from the original too; nothing is ever found. */
    Reply sessionLogs(Request request, Visitor visitor) {
        var fields = Fields.body(request);
        return Reply.json(
                200,
                Json.object(
                        "logs",
                        List.of(),
                        "nextToken",
                        "",
                        "error",
                        "secret not found in the namespace gitops-run: there are no logs of session "
                                + fields.text("sessionId"),
                        "logSources",
                        List.of()));
    }

    private static String text(ResourceObject object, String... fields) {
        return Trees.stringAt(object.tree(), fields).orElse("");
    }
}
