package io.slipway.api.applications;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.delivery.application.Applications;
import io.slipway.delivery.application.InfoItem;
import io.slipway.delivery.application.Operation;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.application.SyncPolicy;
import io.slipway.delivery.application.SyncRequest;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.manifests.Trees;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Refresh, sync, rollback, terminate (spec gitops-engine A6 to A8). */
final class ActionCalls {

    private static final Parameter TYPE =
            Parameter.choice("type", "hard forgets what was rendered", "normal", "hard");

    /** What a sync can be told; the second spellings are those of the original's own API. */
    record SyncBody(
            String revision,
            List<String> revisions,
            boolean prune,
            boolean dryRun,
            Optional<Operation.Strategy> syncStrategy,
            Optional<Operation.Strategy> strategy,
            List<Operation.SyncResource> resources,
            Optional<List<String>> syncOptions,
            Optional<SyncPolicy.RetryStrategy> retry,
            Optional<SyncPolicy.RetryStrategy> retryStrategy,
            List<InfoItem> info,
            List<InfoItem> infos,
            List<String> manifests) {}

    /** Which deployment is wanted back. */
    record RollbackBody(Optional<Long> id, boolean prune, boolean dryRun) {}

    /** Which deletions may go on. */
    record ConfirmBody(String revision, String hash) {}

    private final Applications applications;
    private final Callers callers;
    private final Waiting waiting;

    ActionCalls(Applications applications, Callers callers, Waiting waiting) {
        this.applications = applications;
        this.callers = callers;
        this.waiting = waiting;
    }

    List<Call> table() {
        var one = ApplicationsApi.ONE;
        return List.of(
                action(Call.post(one + "/refresh", "refresh", "Looks again", this::refresh))
                        .takes(TYPE),
                action(
                                Call.post(one + "/sync", "sync", "Deploys a revision", this::sync)
                                        .reads("SyncBody"))
                        .takes(Bodies.VALIDATION),
                action(
                                Call.post(
                                                one + "/rollback",
                                                "rollback",
                                                "Deploys an entry of the history again",
                                                this::rollback)
                                        .reads("RollbackBody"))
                        .takes(Bodies.VALIDATION),
                Call.post(
                                one + "/confirm",
                                "confirm",
                                "Lets deletions go on that wait for a person",
                                this::confirm)
                        .reads("ConfirmBody")
                        .takes(Bodies.VALIDATION)
                        .gives(204, "confirmed")
                        .fails(409),
                Call.of(
                                "DELETE",
                                one + "/operation",
                                "terminate",
                                "Stops the running operation",
                                this::terminate)
                        .gives(204, "stopping")
                        .fails(409));
    }

    private static Call action(Call call) {
        return call.gives(204, "accepted and stored")
                .gives(200, "done, when the request says Prefer: wait=30", Application.KIND)
                .fails(409);
    }

    Reply refresh(Request request) {
        var caller = callers.of(request);
        var type = TYPE.choiceIn(request).orElse("normal");
        var asked =
                applications.refresh(
                        caller, request.path("project"), request.path("name"), type.equals("hard"));
        return accepted(request, asked, Waiting::isRefreshed);
    }

    Reply sync(Request request) {
        var caller = callers.of(request);
        var body = Bodies.part(request, SyncBody.class, ActionCalls::flat);
        var asked =
                applications.sync(
                        caller,
                        request.path("project"),
                        request.path("name"),
                        syncRequest(body.value()));
        return Bodies.warned(accepted(request, asked, Waiting::isIdle), body.unknown());
    }

    Reply rollback(Request request) {
        var caller = callers.of(request);
        var body = Bodies.part(request, RollbackBody.class, b -> b);
        long id =
                body.value()
                        .id()
                        .orElseThrow(() ->
                                Refusal.badRequest(
                                        "id must be the number of an entry of the history"));
        var asked =
                applications.rollback(
                        caller,
                        request.path("project"),
                        request.path("name"),
                        id,
                        body.value().prune(),
                        body.value().dryRun());
        return Bodies.warned(accepted(request, asked, Waiting::isIdle), body.unknown());
    }

    Reply terminate(Request request) {
        applications.terminate(callers.of(request), request.path("project"), request.path("name"));
        return Reply.empty(204);
    }

    Reply confirm(Request request) {
        var caller = callers.of(request);
        var body = Bodies.part(request, ConfirmBody.class, b -> b);
        applications.confirm(
                caller,
                request.path("project"),
                request.path("name"),
                body.value().revision(),
                body.value().hash());
        return Bodies.warned(Reply.empty(204), body.unknown());
    }

    /** 204 at once, or 200 with the application when the client waits and the work ends in time. */
    private Reply accepted(Request request, StoredApplication asked, Predicate<Application> done) {
        return Waiting.preferred(request)
                .flatMap(limit -> waiting.until(asked.id(), limit, done))
                .map(a -> Bodies.reply(request, 200, ApplicationFormat.write(a)))
                .orElseGet(() -> Reply.empty(204));
    }

    private static SyncRequest syncRequest(SyncBody body) {
        var revisions =
                !body.revisions().isEmpty()
                        ? body.revisions()
                        : body.revision().isEmpty() ? List.<String>of() : List.of(body.revision());
        return new SyncRequest(
                revisions,
                body.prune(),
                body.dryRun(),
                body.syncStrategy().or(body::strategy),
                body.resources(),
                body.syncOptions(),
                body.retry().or(body::retryStrategy),
                body.info().isEmpty() ? body.infos() : body.info(),
                body.manifests());
    }

    /** The other spelling of the options: an object around the list. */
    private static Map<String, Object> flat(Map<String, Object> body) {
        var items = Trees.at(body.get("syncOptions"), "items");
        if (items.isEmpty()) {
            return body;
        }
        var copy = new LinkedHashMap<>(body);
        copy.put("syncOptions", items.get());
        return copy;
    }
}
