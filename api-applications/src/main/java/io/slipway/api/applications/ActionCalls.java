package io.slipway.api.applications;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.delivery.application.Applications;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.application.SyncRequest;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.manifests.Trees;
import io.slipway.platform.problem.Invalid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Refresh, sync, rollback, terminate (spec gitops-engine A6 to A8). */
final class ActionCalls {

    private final Applications applications;
    private final Callers callers;
    private final Waiting waiting;

    ActionCalls(Applications applications, Callers callers, Waiting waiting) {
        this.applications = applications;
        this.callers = callers;
        this.waiting = waiting;
    }

    Reply refresh(Request request) {
        var caller = callers.of(request);
        var type = request.query("type").filter(t -> !t.isEmpty()).orElse("normal");
        if (!type.equals("normal") && !type.equals("hard")) {
            throw Refusal.badRequest("type must be normal or hard, not " + type);
        }
        var asked =
                applications.refresh(
                        caller, request.path("project"), request.path("name"), type.equals("hard"));
        return accepted(request, asked, Waiting::isRefreshed);
    }

    Reply sync(Request request) {
        var caller = callers.of(request);
        var asked =
                applications.sync(
                        caller,
                        request.path("project"),
                        request.path("name"),
                        syncRequest(Bodies.object(request)));
        return accepted(request, asked, Waiting::isIdle);
    }

    Reply rollback(Request request) {
        var caller = callers.of(request);
        var body = Bodies.object(request);
        long id =
                Trees.longAt(body, "id")
                        .orElseThrow(() ->
                                Refusal.badRequest(
                                        "id must be the number of an entry of the history"));
        var asked =
                applications.rollback(
                        caller,
                        request.path("project"),
                        request.path("name"),
                        id,
                        Trees.isTrueAt(body, "prune"),
                        Trees.isTrueAt(body, "dryRun"));
        return accepted(request, asked, Waiting::isIdle);
    }

    Reply terminate(Request request) {
        applications.terminate(callers.of(request), request.path("project"), request.path("name"));
        return Reply.empty(204);
    }

    Reply confirm(Request request) {
        var caller = callers.of(request);
        var body = Bodies.object(request);
        applications.confirm(
                caller,
                request.path("project"),
                request.path("name"),
                Trees.stringAt(body, "revision").orElse(""),
                Trees.stringAt(body, "hash").orElse(""));
        return Reply.empty(204);
    }

    /** 204 at once, or 200 with the application when the client waits and the work ends in time. */
    private Reply accepted(Request request, StoredApplication asked, Predicate<Application> done) {
        return Waiting.preferred(request)
                .flatMap(limit -> waiting.until(asked.id(), limit, done))
                .map(a -> Bodies.reply(request, 200, ApplicationFormat.write(a)))
                .orElseGet(() -> Reply.empty(204));
    }

    private static SyncRequest syncRequest(Map<String, Object> body) {
        var sync = new LinkedHashMap<String, Object>();
        for (var field :
                List.of("revision", "revisions", "prune", "dryRun", "resources", "manifests")) {
            copy(body, field, sync, field);
        }
        copy(body, "strategy", sync, "syncStrategy");
        copy(body, "syncStrategy", sync, "syncStrategy");
        var options = body.get("syncOptions");
        Trees.at(options, "items")
                .or(() -> Optional.ofNullable(options))
                .ifPresent(o -> sync.put("syncOptions", o));
        var tree = new LinkedHashMap<String, Object>();
        tree.put("sync", sync);
        copy(body, "infos", tree, "info");
        copy(body, "info", tree, "info");
        copy(body, "retryStrategy", tree, "retry");
        copy(body, "retry", tree, "retry");
        try {
            var operation = ApplicationFormat.readOperation(tree);
            var read = operation.sync().orElseThrow();
            return new SyncRequest(
                    read.allRevisions(),
                    read.prune(),
                    read.dryRun(),
                    read.syncStrategy(),
                    read.resources(),
                    sync.containsKey("syncOptions")
                            ? Optional.of(read.syncOptions())
                            : Optional.empty(),
                    tree.containsKey("retry") ? Optional.of(operation.retry()) : Optional.empty(),
                    operation.info(),
                    read.manifests());
        } catch (Invalid e) {
            throw Refusal.unprocessable(e.getMessage(), e.messages());
        }
    }

    private static void copy(
            Map<String, Object> from, String name, Map<String, Object> to, String newName) {
        Optional.ofNullable(from.get(name)).ifPresent(v -> to.put(newName, v));
    }
}
