package io.slipway.api.applications;

import io.slipway.delivery.Delivery;
import io.slipway.engine.cluster.Identity;
import io.slipway.forge.identity.Authentication;
import io.slipway.forge.identity.Caller;
import io.slipway.http.Routes;
import io.slipway.http.Surface;
import io.slipway.http.openapi.Document;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The Applications API: each class of calls has its part of the table. */
public final class ApplicationsApi {

    static final String LIST = "/gitops/v1/project/:project/applications";
    static final String ONE = LIST + "/:name";

    private final Surface surface;
    private final List<Call> calls = new ArrayList<>();

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
        var applications =
                new ApplicationCalls(
                        delivery.applications(), delivery.lists(), callers, waiting, clock);
        var actions = new ActionCalls(delivery.applications(), callers, waiting);
        var events = new EventCalls(delivery.applications(), delivery.objects(), callers);
        var watch =
                new WatchCall(
                        delivery.applications(),
                        delivery.lists(),
                        delivery.changes(),
                        callers,
                        clock);
        var objects =
                new ObjectCalls(
                        delivery.objects(), callers, identities.orElse(_ -> Identity.registered()));
        calls.addAll(applications.table(watch));
        calls.addAll(actions.table());
        calls.addAll(events.table());
        calls.addAll(new WindowCalls(delivery.windows(), callers).table());
        calls.addAll(new PolicyCalls(delivery.policies(), callers).table());
        identities.ifPresent(
                who -> calls.addAll(new ImportCalls(delivery.argo(), callers, who).table()));
        calls.addAll(objects.table(identities.isPresent()));
        calls.add(
                Call.get(
                                OpenApiDocument.PATH,
                                "getDocument",
                                "This document",
                                request -> Bodies.reply(request, 200, document().tree()))
                        .gives(200, "the document", "Document"));
        var routes = new Routes();
        calls.forEach(c -> c.addTo(routes));
        surface = Surface.of("applications", List.of("/gitops"), routes, new StatusBody());
    }

    /** What this API says of itself. */
    public Document document() {
        return OpenApiDocument.of(calls);
    }

    /** The surface to serve. */
    public Surface surface() {
        return surface;
    }
}
