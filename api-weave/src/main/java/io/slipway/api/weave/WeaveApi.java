package io.slipway.api.weave;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.Identity;
import io.slipway.forge.identity.Authentication;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Sessions;
import io.slipway.forge.identity.SignIn;
import io.slipway.http.Handler;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.http.Routes;
import io.slipway.http.Surface;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** The route table of the Weave-GitOps-compatible API. */
public final class WeaveApi {
    /** What this API calls the primary cluster. */
    public static final String PRIMARY = "Default";

    private static final String FORM = "application/x-www-form-urlencoded";

    private final SignInDesk desk;
    private final ProviderDesk provider;
    private final Supplier<Map<String, Cluster>> clusters;
    private final Function<Caller, Identity> identities;
    private final Visibility visibility;
    private final WeaveSettings settings;
    private final Routes routes = new Routes();

    /** Answers as the visitor. */
    @FunctionalInterface
    private interface VisitorHandler {
        Reply handle(Request request, Visitor visitor);
    }

    /**
     * @param clusters every cluster by the name that this API gives it; the primary one is {@link
     *     #PRIMARY}
     * @param external the provider that signs people in, if there is one
     * @param identities as whom the clusters are asked for a caller
     */
    public WeaveApi(
            SignIn signIn,
            Sessions sessions,
            Authentication authentication,
            Supplier<Map<String, Cluster>> clusters,
            Function<Caller, Identity> identities,
            OwnApplications applications,
            Optional<ExternalSignIn> external,
            WeaveSettings settings,
            Clock clock) {
        this.provider = new ProviderDesk(external, signIn, settings, clock);
        this.desk = new SignInDesk(signIn, sessions, authentication, settings, clock);
        this.clusters = clusters;
        this.identities = identities;
        this.visibility = new Visibility(settings, clock);
        this.settings = settings;
        table(applications, clock);
    }

    private void table(OwnApplications applications, Clock clock) {
        var objects = new ObjectLists(settings, applications, clock);
        var inventories = new Inventories(settings, applications);
        var events = new EventLists(settings);
        var runtime = new RuntimeLists(settings);
        var actions = new Actions(settings, applications, clock);
        var policies = new PolicyLists(settings);

        for (var method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
            routes.add(method, "/oauth2/sign_in", desk::signIn).bodyLimit(64 << 10);
            routes.add(method, "/oauth2/userinfo", desk::userInfo);
            routes.add(method, "/oauth2/refresh", desk::refresh);
            routes.add(method, "/oauth2/logout", desk::logout);
        }
        for (var method : List.of("GET", "POST")) {
            routes.add(method, "/oauth2", provider::begin);
            routes.add(method, "/oauth2/callback", provider::callback);
        }

        post("/v1/objects", objects::objects);
        get("/v1/object/:name", objects::object);
        post("/v1/reconciled_objects", objects::reconciled);
        post("/v1/child_objects", objects::children);
        get("/v1/inventory", inventories::inventory);
        get("/v1/events", events::events);
        post("/v1/sync", actions::sync);
        post("/v1/suspend", actions::suspend);
        get("/v1/flux_runtime_objects", runtime::fluxObjects);
        get("/v1/flux_crds", runtime::fluxDefinitions);
        get("/v1/runtime_objects", runtime::runtimeObjects);
        get("/v1/runtime_crds", runtime::runtimeDefinitions);
        get("/v1/crd/is_available", runtime::isAvailable);
        get("/v1/version", runtime::version);
        get("/v1/policies", policies::policies);
        get("/v1/policies/:policyName", policies::policy);
        post("/v1/policyvalidations", policies::validations);
        get("/v1/policyvalidations/:validationId", policies::validation);
        post("/v1/session_logs", policies::sessionLogs);
        get(
                "/v1/namespaces",
                (_, _) -> {
                    throw ApiError.unimplemented("ListNamespaces");
                });
        post(
                "/v1/namespace/flux",
                (_, _) -> {
                    throw ApiError.unimplemented("GetFluxNamespace");
                });
        routes.get("/v1/featureflags", _ -> featureFlags());
        routes.post("/v1/featureflags", formOnly(_ -> featureFlags()));
        routes.get("/v1", _ -> Reply.redirect(301, "/v1/"));
    }

    /** This API as a surface. */
    public Surface surface() {
        return Surface.of("weave", List.of("/v1", "/oauth2"), routes, new WeaveFailures())
                .around(this::around);
    }

    /** Signing in is asked for before the path is looked at, so a stranger learns no paths. */
    private Reply around(Request request, Handler routed) throws Exception {
        return guarded(request, routed).with("Vary", "Cookie");
    }

    private Reply guarded(Request request, Handler routed) throws Exception {
        var path = request.rawPath();
        if (!path.startsWith("/v1/")
                || path.equals("/v1/featureflags")
                || desk.caller(request).isPresent()) {
            return routed.handle(request);
        }
        return ApiError.unauthenticated(401, "Authentication required");
    }

    private void get(String template, VisitorHandler handler) {
        var visited = visited(handler);
        routes.get(template, visited);
        routes.post(template, formOnly(visited));
    }

    private void post(String template, VisitorHandler handler) {
        routes.post(template, visited(handler));
    }

    /** curl sends an empty form with --data '': such a POST stands for the GET. */
    private static Handler formOnly(Handler get) {
        return request -> {
            if (!request.header("Content-Type").map(FORM::equals).orElse(false)) {
                throw new ApiError(ApiError.Code.UNIMPLEMENTED, "Method Not Allowed");
            }
            return get.handle(request);
        };
    }

    private Handler visited(VisitorHandler handler) {
        return request -> {
            if (request.pathParameters().values().stream().anyMatch(v -> v.contains("/"))) {
                return new WeaveFailures().notFound(request);
            }
            if (request.method().equals("POST")
                    && desk.usesCookie(request)
                    && CrossSite.refused(request)) {
                return ApiError.unauthenticated(403, CrossSite.MESSAGE);
            }
            Optional<Caller> caller = desk.caller(request);
            if (caller.isEmpty()) {
                return ApiError.unauthenticated(401, "Authentication required");
            }
            var visitor =
                    new Visitor(
                            caller.get(),
                            identities.apply(caller.get()),
                            new LinkedHashMap<>(clusters.get()),
                            visibility);
            return handler.handle(request, visitor);
        };
    }

    private Reply featureFlags() {
        var flags = new TreeMap<>(settings.flags());
        desk.methods().forEach(method -> flags.put(method, "true"));
        if (provider.isThere()) {
            flags.put("OIDC_AUTH", "true");
        }
        return Reply.json(200, Json.object("flags", flags));
    }
}
