package io.slipway.api.applications;

import io.slipway.delivery.cluster.ClusterEntry;
import io.slipway.delivery.cluster.ConnectionSettings;
import io.slipway.delivery.cluster.NewCluster;
import io.slipway.delivery.cluster.RegisteredClusters;
import io.slipway.forge.grant.Grants;
import io.slipway.forge.group.Namespaces;
import io.slipway.forge.identity.Authentication;
import io.slipway.forge.identity.Caller;
import io.slipway.http.Failures;
import io.slipway.http.HttpFailure;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.http.Routes;
import io.slipway.http.Surface;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Problem;
import io.slipway.platform.problem.Unavailable;
import io.slipway.platform.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Clusters as objects of the shape that Argo CD's own API has: {@code name}, {@code server}, {@code
 * config} and {@code info.connectionState}. Credentials go in and never come out.
 */
public final class ClustersApi {

    private static final String LIST = "/gitops/v1/clusters";
    private static final String ONE = LIST + "/:name";
    private static final String GRANTS = "/gitops/v1/grants";
    private static final String GRANT = GRANTS + "/:project";
    private static final long BODY_LIMIT = 1L << 20;
    private static final Set<String> FIELDS =
            Set.of(
                    "name",
                    "server",
                    "config",
                    "kubeconfig",
                    "context",
                    "inCluster",
                    "bindAdministrators");
    private static final Set<String> CONFIG =
            Set.of("bearerToken", "username", "password", "tlsClientConfig", "proxyUrl");
    private static final Set<String> TLS =
            Set.of("insecure", "serverName", "caData", "certData", "keyData");

    private final RegisteredClusters clusters;
    private final Grants grants;
    private final Namespaces namespaces;
    private final Callers callers;
    private final Surface surface;

    /** The calls over this door. */
    public ClustersApi(
            RegisteredClusters clusters,
            Grants grants,
            Namespaces namespaces,
            Authentication authentication) {
        this.clusters = clusters;
        this.grants = grants;
        this.namespaces = namespaces;
        this.callers = new Callers(authentication);
        var routes = new Routes();
        routes.get(LIST, this::list);
        routes.post(LIST, this::register).bodyLimit(BODY_LIMIT);
        routes.get(ONE, this::get);
        routes.put(ONE, this::update).bodyLimit(BODY_LIMIT);
        routes.delete(ONE, this::remove);
        routes.get(GRANT, this::grant);
        routes.put(GRANT, this::setGrant);
        surface = Surface.of("clusters", List.of(LIST, GRANTS), routes, new Status());
    }

    /** The surface to serve. */
    public Surface surface() {
        return surface;
    }

    private Reply list(Request request) {
        var caller = callers.of(request);
        var items = clusters.list(caller).stream().<Object>map(ClustersApi::tree).toList();
        return reply(200, Map.of("items", items));
    }

    private Reply get(Request request) {
        var caller = callers.of(request);
        return one(200, caller, clusters.get(caller, request.path("name")));
    }

    private Reply register(Request request) {
        var caller = callers.of(request);
        var body = body(request);
        var wanted = wanted(request, body, Trees.stringAt(body, "name").orElse(""));
        return one(201, caller, clusters.register(caller, wanted));
    }

    private Reply update(Request request) {
        var caller = callers.of(request);
        var body = body(request);
        var name = request.path("name");
        if (Trees.stringAt(body, "name").filter(n -> !n.equals(name)).isPresent()) {
            throw Invalid.of("name", "cannot be changed: register the cluster anew");
        }
        return one(200, caller, clusters.update(caller, wanted(request, body, name)));
    }

    private Reply remove(Request request) {
        var caller = callers.of(request);
        clusters.remove(caller, request.path("name"));
        return Reply.empty(204);
    }

    private Reply grant(Request request) {
        var caller = callers.of(request);
        var project = namespaces.byPath(caller, request.path("project"));
        return reply(200, GrantFormat.write(project.path(), grants.grant(caller, project)));
    }

    private Reply setGrant(Request request) {
        var caller = callers.of(request);
        caller.requireAdmin();
        var project = namespaces.byPath(caller, request.path("project"));
        var body = body(request);
        if (Trees.stringAt(body, "project").filter(p -> !p.equals(project.path())).isPresent()) {
            throw Invalid.of("project", "is another one than that of the address");
        }
        grants.setGrant(caller, project, GrantFormat.read(body));
        return reply(200, GrantFormat.write(project.path(), grants.grant(caller, project)));
    }

    // --- in ------------------------------------------------------------------------------------

    private static Map<String, Object> body(Request request) {
        var bytes = request.bodyBytes();
        try {
            var tree =
                    request.mediaType().endsWith("yaml")
                            ? Yaml.document(new String(bytes, StandardCharsets.UTF_8))
                            : Json.read(bytes);
            return Trees.map(tree)
                    .orElseThrow(() -> Refusal.badRequest("the body must be an object"));
        } catch (ManifestException e) {
            throw Refusal.badRequest("the body cannot be read: " + e.getMessage());
        }
    }

    private static NewCluster wanted(Request request, Map<String, Object> body, String name) {
        refuseOthers(body, FIELDS, "");
        boolean check = !request.query("check").filter(c -> c.equals("false")).isPresent();
        boolean bind = Trees.isTrueAt(body, "bindAdministrators");
        var context = Trees.stringAt(body, "context").filter(c -> !c.isEmpty());
        if (Trees.isTrueAt(body, "inCluster")) {
            return new NewCluster(name, new ConnectionSettings.InCluster(), bind, check);
        }
        var kubeconfig = Trees.at(body, "kubeconfig");
        if (kubeconfig.isPresent()) {
            var text =
                    kubeconfig.get() instanceof String written
                            ? written
                            : Json.write(kubeconfig.get());
            return new NewCluster(
                    named(name, text, context),
                    new ConnectionSettings.Kubeconfig(new Secret(text), context),
                    bind,
                    check);
        }
        return new NewCluster(
                name,
                new ConnectionSettings.Kubeconfig(
                        new Secret(Json.write(kubeconfig(body))), Optional.empty()),
                bind,
                check);
    }

    /** The name that was given, else that of the context. */
    private static String named(String name, String kubeconfig, Optional<String> context) {
        if (!name.isEmpty()) {
            return name;
        }
        try {
            return context.or(() -> Trees.stringAt(Yaml.document(kubeconfig), "current-context"))
                    .orElse("");
        } catch (ManifestException e) {
            // Its text may hold secrets, and the parser's message quotes it.
            throw Invalid.of("kubeconfig", "is no YAML");
        }
    }

    /** A kubeconfig of what Argo CD calls a cluster's config. */
    private static Map<String, Object> kubeconfig(Map<String, Object> body) {
        var server = Trees.stringAt(body, "server").orElse("");
        if (!server.startsWith("https://") && !server.startsWith("http://")) {
            throw Invalid.of("server", "must be an address that begins with https://");
        }
        while (server.endsWith("/")) {
            server = server.substring(0, server.length() - 1);
        }
        var config = Trees.mapAt(body, "config");
        refuseOthers(config, CONFIG, "config.");
        var tls = Trees.mapAt(config, "tlsClientConfig");
        refuseOthers(tls, TLS, "config.tlsClientConfig.");
        var cluster = new LinkedHashMap<String, Object>();
        cluster.put("server", server);
        copy(tls, "caData", cluster, "certificate-authority-data");
        copy(tls, "serverName", cluster, "tls-server-name");
        copy(config, "proxyUrl", cluster, "proxy-url");
        if (Trees.isTrueAt(tls, "insecure")) {
            cluster.put("insecure-skip-tls-verify", true);
        }
        var user = new LinkedHashMap<String, Object>();
        copy(config, "bearerToken", user, "token");
        copy(config, "username", user, "username");
        copy(config, "password", user, "password");
        copy(tls, "certData", user, "client-certificate-data");
        copy(tls, "keyData", user, "client-key-data");
        return Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Config",
                "current-context",
                "cluster",
                "clusters",
                List.of(Map.of("name", "cluster", "cluster", cluster)),
                "users",
                List.of(Map.of("name", "user", "user", user)),
                "contexts",
                List.of(
                        Map.of(
                                "name",
                                "cluster",
                                "context",
                                Map.of("cluster", "cluster", "user", "user"))));
    }

    private static void copy(
            Map<String, Object> from, String field, Map<String, Object> to, String as) {
        Trees.stringAt(from, field).filter(v -> !v.isEmpty()).ifPresent(v -> to.put(as, v));
    }

    /** A field that is not understood could be the one that matters: a way to sign in. */
    private static void refuseOthers(Map<String, Object> tree, Set<String> known, String prefix) {
        var messages = new LinkedHashMap<String, List<String>>();
        for (var field : tree.keySet()) {
            if (!known.contains(field)) {
                messages.put(
                        prefix + field,
                        List.of(
                                field.equals("execProviderConfig") || field.equals("awsAuthConfig")
                                        ? "would run a program on this server: give a token or certificates"
                                        : "is no field of a cluster"));
            }
        }
        if (!messages.isEmpty()) {
            throw new Invalid(messages);
        }
    }

    // --- out -----------------------------------------------------------------------------------

    private Reply one(int status, Caller caller, ClusterEntry entry) {
        var tree = tree(entry);
        if (caller.isAdmin()) {
            // Numbers of other people's applications are nobody else's business.
            var info = Trees.copyMap(Trees.mapAt(tree, "info"));
            info.put("applicationsCount", (long) clusters.users(caller, entry.name()).size());
            tree.put("info", info);
        }
        return reply(status, tree);
    }

    private static Map<String, Object> tree(ClusterEntry entry) {
        var health = entry.health();
        var state = new LinkedHashMap<String, Object>();
        state.put(
                "status",
                switch (health.state()) {
                    case UNKNOWN -> "Unknown";
                    case CONNECTED -> "Successful";
                    case FAILED -> "Failed";
                });
        state.put("message", health.message());
        health.attemptedAt().ifPresent(at -> state.put("attemptedAt", seconds(at)));
        health.lastContact().ifPresent(at -> state.put("lastContact", seconds(at)));
        var info = new LinkedHashMap<String, Object>();
        info.put("connectionState", state);
        info.put("serverVersion", health.version());
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", entry.name());
        tree.put("server", entry.server());
        tree.put("primary", entry.primary());
        tree.put("registered", entry.isRegistered());
        tree.put("bindAdministrators", entry.bindAdministrators());
        entry.registeredAt().ifPresent(at -> tree.put("createdAt", seconds(at)));
        tree.put("info", info);
        return tree;
    }

    private static String seconds(java.time.Instant at) {
        return at.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
    }

    private static Reply reply(int status, Object tree) {
        return Reply.bytes(status, "application/json", Json.writeBytes(tree));
    }

    /** Failures as Kubernetes' {@code Status} objects, as in the rest of this API. */
    private static final class Status implements Failures {

        @Override
        public Reply notFound(Request request) {
            return status(404, "NotFound", "there is no such call", Map.of());
        }

        @Override
        public Reply methodNotAllowed(Request request, Set<String> allowed) {
            return status(
                            405,
                            "MethodNotAllowed",
                            request.method() + " is not allowed here",
                            Map.of())
                    .with("Allow", String.join(", ", allowed));
        }

        @Override
        public Reply failed(Request request, Exception failure) {
            return switch (failure) {
                case Refusal r -> status(r.status(), r.reason(), r.getMessage(), r.causes());
                case Problem p -> problem(p);
                case HttpFailure.BodyTooLarge e ->
                        status(413, "RequestEntityTooLarge", text(e), Map.of());
                case HttpFailure e -> status(e.status(), "BadRequest", text(e), Map.of());
                default ->
                        status(
                                500,
                                "InternalError",
                                "something went wrong here; the log has it under request "
                                        + request.id(),
                                Map.of());
            };
        }

        private static Reply problem(Problem problem) {
            return switch (problem) {
                case NotFound e -> status(404, "NotFound", e.getMessage(), Map.of());
                case Denied e ->
                        e.why() == Denied.Why.NOT_SIGNED_IN
                                ? status(401, "Unauthorized", e.getMessage(), Map.of())
                                        .with("WWW-Authenticate", "Bearer")
                                : status(403, "Forbidden", e.getMessage(), Map.of());
                case Invalid e -> status(400, "Invalid", e.getMessage(), e.messages());
                case Conflict e -> status(409, "Conflict", e.getMessage(), Map.of());
                case Unavailable e ->
                        status(503, "ServiceUnavailable", e.getMessage(), Map.of())
                                .with(
                                        "Retry-After",
                                        Long.toString(Math.max(1, e.retryAfter().toSeconds())));
            };
        }

        private static String text(Exception e) {
            return String.valueOf(e.getMessage());
        }

        private static Reply status(
                int code, String reason, String message, Map<String, List<String>> messages) {
            var causes = new ArrayList<Object>();
            messages.forEach((field, texts) ->
                    texts.forEach(t -> causes.add(Map.of("field", field, "message", t))));
            var tree = new LinkedHashMap<String, Object>();
            tree.put("kind", "Status");
            tree.put("apiVersion", "v1");
            tree.put("status", "Failure");
            tree.put("message", message);
            tree.put("reason", reason);
            tree.put("details", Map.of("kind", "clusters", "causes", causes));
            tree.put("code", (long) code);
            return reply(code, tree);
        }
    }
}
