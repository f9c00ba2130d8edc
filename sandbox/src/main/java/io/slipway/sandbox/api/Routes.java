package io.slipway.sandbox.api;

import io.slipway.manifests.Trees;
import io.slipway.manifests.schema.TypeTable;
import io.slipway.sandbox.access.Authorizer;
import io.slipway.sandbox.access.Question;
import io.slipway.sandbox.access.Reviews;
import io.slipway.sandbox.registry.Registry;
import io.slipway.sandbox.registry.Target;
import io.slipway.sandbox.status.ApiFailure;
import io.slipway.sandbox.type.Discovery;
import io.slipway.sandbox.type.OpenApi;
import io.slipway.sandbox.type.ServedType;
import java.util.List;
import java.util.Map;

/** Finds what answers a path, after asking whether the caller may. Safe for several threads. */
final class Routes {

    private final Registry registry;
    private final Authorizer authorizer;
    private final Discovery discovery;
    private final OpenApi openApi;
    private final ObjectCalls objects;
    private final Reviews reviews;
    private final String address;

    Routes(
            Registry registry,
            Authorizer authorizer,
            Reviews reviews,
            ObjectCalls objects,
            String address) {
        this.registry = registry;
        this.authorizer = authorizer;
        this.reviews = reviews;
        this.objects = objects;
        this.address = address;
        this.discovery = new Discovery(registry.types());
        this.openApi = new OpenApi(registry.types());
    }

    Reply answer(Call call) {
        var path = call.path();
        var first = path.isEmpty() ? "" : path.getFirst();
        if ((first.equals("api") && path.size() > 2) || (first.equals("apis") && path.size() > 3)) {
            return resource(call);
        }
        requirePath(call);
        if (!call.method().equals("GET") && !call.method().equals("HEAD")) {
            throw ApiFailure.methodNotAllowed();
        }
        return switch (first) {
            case "" ->
                    Reply.json(
                            200,
                            Map.of(
                                    "paths",
                                    List.of(
                                            "/api",
                                            "/apis",
                                            "/healthz",
                                            "/livez",
                                            "/openapi/v3",
                                            "/readyz",
                                            "/version")));
            case "api" -> legacy(call);
            case "apis" -> groups(call);
            case "version" -> version(call);
            case "healthz", "livez", "readyz" -> Reply.text(200, "ok");
            case "openapi" -> openApi(call);
            default -> throw ApiFailure.noSuchPath();
        };
    }

    private void requirePath(Call call) {
        var path = "/" + String.join("/", call.path());
        var verb = call.method().toLowerCase(java.util.Locale.ROOT);
        var question = Question.path(verb, path);
        if (!authorizer.ask(call.user(), question).allowed()) {
            throw new ApiFailure(
                    403,
                    "Forbidden",
                    "forbidden: User \"" + call.user().name() + "\" " + question.shown(),
                    Map.of());
        }
    }

    private static final String DISCOVERY_TYPE =
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private Reply aggregated(boolean core) {
        return new Reply.Whole(
                200,
                DISCOVERY_TYPE,
                io.slipway.manifests.yaml.Json.writeBytes(discovery.aggregated(core)),
                List.of());
    }

    private Reply legacy(Call call) {
        if (call.path().size() == 1) {
            return Accept.of(call.header("accept")).as().equals("APIGroupDiscoveryList")
                    ? aggregated(true)
                    : Reply.json(200, discovery.legacyVersions(address));
        }
        return discovery
                .resources("", call.path().get(1))
                .map(t -> Reply.json(200, t))
                .orElseThrow(ApiFailure::noSuchPath);
    }

    private Reply groups(Call call) {
        var path = call.path();
        if (path.size() == 1) {
            return Accept.of(call.header("accept")).as().equals("APIGroupDiscoveryList")
                    ? aggregated(false)
                    : Reply.json(200, discovery.groups());
        }
        var found =
                path.size() == 2
                        ? discovery.group(path.get(1))
                        : discovery.resources(path.get(1), path.get(2));
        return found.map(t -> Reply.json(200, t)).orElseThrow(ApiFailure::noSuchPath);
    }

    private static Reply version(Call call) {
        if (call.path().size() > 1) {
            throw ApiFailure.noSuchPath();
        }
        var number = TypeTable.version();
        var parts = number.split("\\.");
        return Reply.json(
                200,
                Shapes.tree(
                        "major",
                        parts[0],
                        "minor",
                        parts[1],
                        "emulationMajor",
                        parts[0],
                        "emulationMinor",
                        parts[1],
                        "minCompatibilityMajor",
                        parts[0],
                        "minCompatibilityMinor",
                        Integer.toString(Integer.parseInt(parts[1]) - 1),
                        "gitVersion",
                        "v" + number,
                        "gitCommit",
                        "",
                        "gitTreeState",
                        "clean",
                        "buildDate",
                        "1970-01-01T00:00:00Z",
                        "goVersion",
                        "",
                        "compiler",
                        "slipway-sandbox",
                        "platform",
                        "linux/amd64"));
    }

    private Reply openApi(Call call) {
        var path = call.path();
        if (path.size() < 2 || !path.get(1).equals("v3")) {
            throw ApiFailure.noSuchPath();
        }
        if (path.size() == 2) {
            return Reply.json(200, openApi.index());
        }
        boolean core = path.get(2).equals("api") && path.size() == 4;
        if (!core && path.size() != 5) {
            throw ApiFailure.noSuchPath();
        }
        return openApi.document(core ? "" : path.get(3), path.getLast())
                .map(t -> Reply.json(200, t))
                .orElseThrow(ApiFailure::noSuchPath);
    }

    // --- resources ---------------------------------------------------------------------------

    private record Place(ServedType type, String namespace, String name, String subresource) {}

    private Place place(Call call) {
        var path = call.path();
        boolean core = path.getFirst().equals("api");
        var group = core ? "" : path.get(1);
        var version = path.get(core ? 1 : 2);
        var rest = path.subList(core ? 2 : 3, path.size());
        var namespace = "";
        boolean inNamespace =
                rest.size() >= 3
                        && rest.getFirst().equals("namespaces")
                        && !(core
                                && rest.size() == 3
                                && List.of("status", "finalize").contains(rest.get(2)));
        if (inNamespace) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        var type =
                registry.types()
                        .find(group, version, rest.getFirst())
                        .orElseThrow(ApiFailure::noSuchPath);
        if (inNamespace != type.namespaced() && (inNamespace || rest.size() > 1)) {
            throw ApiFailure.noSuchPath();
        }
        return new Place(
                type,
                namespace,
                rest.size() > 1 ? rest.get(1) : "",
                rest.size() > 2 ? String.join("/", rest.subList(2, rest.size())) : "");
    }

    private Reply resource(Call call) {
        var place = place(call);
        var type = place.type();
        var verb = verb(call, place);
        int slash = place.subresource().indexOf('/');
        var part = slash < 0 ? place.subresource() : place.subresource().substring(0, slash);
        if (!part.isEmpty() && !type.resource().has(part)) {
            throw ApiFailure.noSuchPath();
        }
        require(call, verb, place, part);
        requireVerb(type, verb, part);
        var target = new Target(type, place.namespace(), place.name(), part);
        if (List.of("authorization.k8s.io", "authentication.k8s.io").contains(type.group())) {
            return Reply.tree(
                    201,
                    reviews.answer(type.plural(), call.user(), place.namespace(), call.object()));
        }
        return objects.answer(call, verb, target);
    }

    private static String verb(Call call, Place place) {
        boolean collection = place.name().isEmpty();
        return switch (call.method()) {
            case "GET", "HEAD" -> !collection ? "get" : call.flag("watch") ? "watch" : "list";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> collection ? "deletecollection" : "delete";
            default -> throw ApiFailure.methodNotAllowed();
        };
    }

    private static void requireVerb(ServedType type, String verb, String part) {
        boolean known =
                part.isEmpty()
                        ? type.resource().verbs().contains(verb)
                        : type.resource().subresources().stream()
                                .filter(s -> s.name().equals(part))
                                .anyMatch(s -> s.verbs().contains(verb));
        if (!known) {
            throw ApiFailure.methodNotAllowed();
        }
    }

    private void require(Call call, String verb, Place place, String part) {
        var type = place.type();
        var namespace =
                type.group().isEmpty()
                                && type.plural().equals("namespaces")
                                && !place.name().isEmpty()
                        ? place.name()
                        : place.namespace();
        var name = place.name();
        if (verb.equals("list") || verb.equals("watch")) {
            name = ObjectCalls.nameSelected(call, type).orElse("");
        }
        var question = Question.resource(verb, type.group(), type.plural(), part, namespace, name);
        if (!authorizer.ask(call.user(), question).allowed()) {
            throw ApiFailure.forbidden(
                    type.group(),
                    type.plural(),
                    place.name(),
                    "User \"" + call.user().name() + "\" " + question.shown());
        }
    }

    static Map<String, Object> success(Target target, Map<String, Object> object) {
        var details = Shapes.tree("name", target.name());
        if (!target.type().group().isEmpty()) {
            details.put("group", target.type().group());
        }
        details.put("kind", target.type().plural());
        details.put("uid", Trees.stringAt(object, "metadata", "uid").orElse(""));
        return Shapes.tree(
                "kind",
                "Status",
                "apiVersion",
                "v1",
                "metadata",
                Shapes.tree(),
                "status",
                "Success",
                "details",
                details);
    }
}
