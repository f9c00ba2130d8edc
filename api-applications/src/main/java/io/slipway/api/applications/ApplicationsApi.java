package io.slipway.api.applications;

import io.slipway.delivery.Delivery;
import io.slipway.engine.cluster.Identity;
import io.slipway.forge.identity.Authentication;
import io.slipway.forge.identity.Caller;
import io.slipway.http.Routes;
import io.slipway.http.Surface;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The route table of the Applications API. */
public final class ApplicationsApi {

    private static final String LIST = "/gitops/v1/project/:project/applications";
    private static final String ONE = LIST + "/:name";
    private static final long BODY_LIMIT = 3L << 20;

    private final Surface surface;

    /** Without single live objects and logs, which are asked for as a person. */
    public ApplicationsApi(Delivery delivery, Authentication authentication, Clock clock) {
        this(delivery, authentication, Optional.empty(), clock);
    }

    /**
     * The whole API.
     *
     * @param identities as whom clusters are asked for a caller
     */
    public ApplicationsApi(
            Delivery delivery,
            Authentication authentication,
            Function<Caller, Identity> identities,
            Clock clock) {
        this(delivery, authentication, Optional.of(identities), clock);
    }

    private ApplicationsApi(
            Delivery delivery,
            Authentication authentication,
            Optional<Function<Caller, Identity>> identities,
            Clock clock) {
        var callers = new Callers(authentication);
        var waiting = new Waiting(delivery.records(), delivery.changes());
        var applications = new ApplicationCalls(delivery.applications(), callers, waiting, clock);
        var actions = new ActionCalls(delivery.applications(), callers, waiting);
        var events = new EventCalls(delivery.applications(), delivery.objects(), callers);
        var watch = new WatchCall(delivery.applications(), delivery.changes(), callers, clock);
        var routes = new Routes();
        routes.get(
                LIST,
                request ->
                        Bodies.flag(request, "watch")
                                ? watch.watch(request)
                                : applications.list(request));
        routes.post(LIST, applications::create).bodyLimit(BODY_LIMIT);
        routes.get(ONE, applications::get);
        routes.put(ONE, applications::update).bodyLimit(BODY_LIMIT);
        routes.patch(ONE, applications::patch).bodyLimit(BODY_LIMIT);
        routes.delete(ONE, applications::delete).bodyLimit(BODY_LIMIT);
        routes.get(ONE + "/events", events::list);
        routes.post(ONE + "/refresh", actions::refresh).bodyLimit(BODY_LIMIT);
        routes.post(ONE + "/sync", actions::sync).bodyLimit(BODY_LIMIT);
        routes.post(ONE + "/rollback", actions::rollback).bodyLimit(BODY_LIMIT);
        routes.post(ONE + "/confirm", actions::confirm).bodyLimit(BODY_LIMIT);
        routes.delete(ONE + "/operation", actions::terminate).bodyLimit(BODY_LIMIT);
        var objects =
                new ObjectCalls(
                        delivery.objects(), callers, identities.orElse(_ -> Identity.registered()));
        routes.get(ONE + "/manifests", objects::manifests);
        routes.get(ONE + "/diff", objects::diff);
        routes.get(ONE + "/resource-tree", objects::tree);
        routes.get(ONE + "/revisions/:revision", objects::revision);
        routes.post(ONE + "/preview", objects::preview).bodyLimit(BODY_LIMIT);
        if (identities.isPresent()) {
            routes.get(
                    ONE + "/resources/:group/:version/:kind/:namespace/:object", objects::resource);
            routes.get(ONE + "/logs", objects::logs);
        }
        var document = OpenApiDocument.of(routes);
        routes.get(OpenApiDocument.PATH, request -> Bodies.reply(request, 200, document));
        surface = Surface.of("applications", List.of("/gitops"), routes, new StatusBody());
    }

    /** The surface to serve. */
    public Surface surface() {
        return surface;
    }
}
