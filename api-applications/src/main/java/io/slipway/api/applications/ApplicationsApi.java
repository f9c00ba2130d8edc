package io.slipway.api.applications;

import io.slipway.delivery.Delivery;
import io.slipway.forge.identity.Authentication;
import io.slipway.http.Routes;
import io.slipway.http.Surface;
import java.time.Clock;
import java.util.List;

/** The route table of the Applications API. */
public final class ApplicationsApi {

    private static final String LIST = "/gitops/v1/project/:project/applications";
    private static final String ONE = LIST + "/:name";
    private static final long BODY_LIMIT = 3L << 20;

    private final Surface surface;

    public ApplicationsApi(Delivery delivery, Authentication authentication, Clock clock) {
        var callers = new Callers(authentication);
        var waiting = new Waiting(delivery.records(), delivery.changes());
        var applications =
                new ApplicationCalls(delivery.applications(), callers, waiting, clock);
        var actions = new ActionCalls(delivery.applications(), callers, waiting);
        var events = new EventCalls(delivery.applications(), callers);
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
        surface = Surface.of("applications", List.of("/gitops"), routes, new StatusBody());
    }

    /** The surface to serve. */
    public Surface surface() {
        return surface;
    }
}
