package io.slipway.api.applications;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.delivery.application.ApplicationRecords;
import io.slipway.delivery.application.Applications;
import io.slipway.delivery.application.Finalizers.Cascade;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.appproject.DeliveryAction;
import io.slipway.forge.identity.Caller;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.patch.JsonPatch;
import io.slipway.manifests.patch.MergePatch;
import io.slipway.platform.problem.Conflict;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls on applications themselves (spec gitops-engine A1 to A5). */
final class ApplicationCalls {

    private static final String ALL_PROJECTS = "-";
    private static final int PATCH_TRIES = 5;

    private final Applications applications;
    private final Callers callers;
    private final Waiting waiting;
    private final Clock clock;

    ApplicationCalls(Applications applications, Callers callers, Waiting waiting, Clock clock) {
        this.applications = applications;
        this.callers = callers;
        this.waiting = waiting;
        this.clock = clock;
    }

    Reply list(Request request) {
        var caller = callers.of(request);
        var query = ListQuery.of(request, clock);
        if (query.byName()
                && !query.selective()
                && query.limit() > 0
                && request.query("facets").isEmpty()) {
            return page(request, caller, query);
        }
        var listing = listing(caller, request.path("project"));
        var sorted = listing.applications().stream().sorted(query.order()).toList();
        var wanted = sorted.stream().filter(s -> query.test().test(s.application())).toList();
        var rest = wanted.stream().filter(s -> query.isAfter(s, sorted)).toList();
        int size = query.limit() == 0 ? rest.size() : Math.min(query.limit(), rest.size());
        var page = rest.subList(0, size);
        var items = new ArrayList<Object>();
        page.forEach(s -> items.add(tree(request, caller, s)));
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put(
                "resourceVersion",
                Long.toString(
                        query.after().map(ListQuery.Place::version).orElse(listing.version())));
        if (size < rest.size()) {
            metadata.put("continue", ListQuery.token(page.getLast(), listing.version(), clock));
            if (!query.selective()) {
                metadata.put("remainingItemCount", (long) rest.size() - size);
            }
        }
        var body = new LinkedHashMap<String, Object>();
        body.put("apiVersion", Application.API_VERSION);
        body.put("kind", "ApplicationList");
        body.put("metadata", metadata);
        body.put("items", items);
        request.query("facets").ifPresent(f -> body.put("facets", facets(f, wanted)));
        return Bodies.reply(request, 200, body);
    }

    /** A page that the database cuts: its cost does not follow the number of applications. */
    private Reply page(Request request, Caller caller, ListQuery query) {
        var project = request.path("project");
        var place = query.after();
        var part =
                applications.page(
                        caller,
                        project.equals(ALL_PROJECTS) ? Optional.empty() : Optional.of(project),
                        place.map(ListQuery.Place::name).orElse(""),
                        place.map(ListQuery.Place::namespace).orElse(0L),
                        query.limit());
        var metadata = new LinkedHashMap<String, Object>();
        long version = place.map(ListQuery.Place::version).orElse(part.version());
        metadata.put("resourceVersion", Long.toString(version));
        if (part.remaining() > 0 && !part.applications().isEmpty()) {
            metadata.put(
                    "continue", ListQuery.token(part.applications().getLast(), version, clock));
            metadata.put("remainingItemCount", part.remaining());
        }
        var body = new LinkedHashMap<String, Object>();
        body.put("apiVersion", Application.API_VERSION);
        body.put("kind", "ApplicationList");
        body.put("metadata", metadata);
        body.put("items", part.applications().stream().map(s -> tree(request, caller, s)).toList());
        return Bodies.reply(request, 200, body);
    }

    private ApplicationRecords.Listing listing(Caller caller, String project) {
        return project.equals(ALL_PROJECTS)
                ? applications.listAll(caller)
                : applications.list(caller, project);
    }

    private static Map<String, Object> facets(String names, List<StoredApplication> wanted) {
        var all = wanted.stream().map(StoredApplication::application).toList();
        var facets = new LinkedHashMap<String, Object>();
        for (var name : names.split(",")) {
            if (!name.isBlank()) {
                facets.put(name.strip(), new LinkedHashMap<>(Selector.counts(all, name.strip())));
            }
        }
        return facets;
    }

    private Map<String, Object> tree(Request request, Caller caller, StoredApplication stored) {
        var tree =
                ListQuery.projected(
                        ApplicationFormat.write(stored.application()), request.query("fields"));
        if (Bodies.flag(request, "access")) {
            var access = new LinkedHashMap<String, Object>();
            for (var action : DeliveryAction.values()) {
                var refusal = applications.refusal(caller, stored.application().project(), action);
                access.put(
                        action.name().toLowerCase(java.util.Locale.ROOT),
                        refusal.<Object>map(why -> Map.of("allowed", false, "reason", why))
                                .orElse(Map.of("allowed", true)));
            }
            tree.put("access", access);
        }
        return tree;
    }

    Reply create(Request request) {
        var caller = callers.of(request);
        var parsed = Bodies.application(request);
        var made =
                applications.create(
                        caller,
                        request.path("project"),
                        parsed.application(),
                        Bodies.flag(request, "upsert"),
                        mode(request));
        return Bodies.reply(
                request, 201, ApplicationFormat.write(made.application()), parsed.unknown());
    }

    Reply get(Request request) {
        var caller = callers.of(request);
        var project = request.path("project");
        var name = request.path("name");
        var refresh = request.query("refresh").filter(r -> !r.isEmpty());
        if (refresh.isPresent()) {
            if (!refresh.get().equals("normal") && !refresh.get().equals("hard")) {
                throw Refusal.badRequest("refresh must be normal or hard, not " + refresh.get());
            }
            var asked = applications.refresh(caller, project, name, refresh.get().equals("hard"));
            var done = waiting.untilRefreshed(asked.id());
            if (done.isEmpty()) {
                throw Refusal.timeout("the refresh of " + name + " takes longer; it goes on");
            }
        }
        return Bodies.reply(
                request, 200, tree(request, caller, applications.get(caller, project, name)));
    }

    Reply update(Request request) {
        var caller = callers.of(request);
        var parsed = Bodies.application(request);
        var updated =
                applications.update(
                        caller,
                        request.path("project"),
                        request.path("name"),
                        parsed.application(),
                        mode(request));
        return Bodies.reply(
                request, 200, ApplicationFormat.write(updated.application()), parsed.unknown());
    }

    Reply patch(Request request) {
        var caller = callers.of(request);
        var change = Bodies.tree(request);
        for (int i = 1; ; i++) {
            var before = applications.get(caller, request.path("project"), request.path("name"));
            var tree = ApplicationFormat.write(before.application());
            var patched = patched(request, tree, Optional.ofNullable(change));
            var parsed = Bodies.application(request, patched);
            try {
                var updated =
                        applications.update(
                                caller,
                                request.path("project"),
                                request.path("name"),
                                parsed.application(),
                                mode(request));
                return Bodies.reply(
                        request,
                        200,
                        ApplicationFormat.write(updated.application()),
                        parsed.unknown());
            } catch (Conflict e) {
                boolean own =
                        Trees.at(change, "metadata", "resourceVersion").isPresent()
                                || change instanceof List;
                if ((own && change instanceof Map) || i == PATCH_TRIES) {
                    throw e;
                }
            }
        }
    }

    private static Map<String, Object> patched(
            Request request, Map<String, Object> tree, Optional<Object> change) {
        var patch = change.orElseThrow(() -> Refusal.badRequest("the body is empty: send a patch"));
        try {
            var result =
                    switch (request.mediaType()) {
                        case "application/json-patch+json" -> JsonPatch.of(patch).apply(tree);
                        case "application/merge-patch+json", "application/json", "" ->
                                MergePatch.apply(tree, patch);
                        default ->
                                throw new Refusal(
                                        415,
                                        "UnsupportedMediaType",
                                        "a patch is application/json-patch+json or"
                                                + " application/merge-patch+json",
                                        Map.of());
                    };
            return Trees.map(result)
                    .orElseThrow(() -> Refusal.badRequest("the patch leaves no object"));
        } catch (ManifestException e) {
            throw Refusal.unprocessable(String.valueOf(e.getMessage()), Map.of());
        }
    }

    Reply delete(Request request) {
        var caller = callers.of(request);
        applications.delete(
                caller, request.path("project"), request.path("name"), cascade(request));
        return Reply.empty(204);
    }

    private static Cascade cascade(Request request) {
        var policy = request.query("propagationPolicy").filter(p -> !p.isEmpty());
        boolean cascades = request.query("cascade").isEmpty() || Bodies.flag(request, "cascade");
        if (!cascades) {
            if (policy.isPresent()) {
                throw Refusal.badRequest(
                        "cascade=false and propagationPolicy contradict each other");
            }
            return Cascade.NONE;
        }
        return policy.map(p ->
                        switch (p.toLowerCase(java.util.Locale.ROOT)) {
                            case "foreground" -> Cascade.FOREGROUND;
                            case "background" -> Cascade.BACKGROUND;
                            default ->
                                    throw Refusal.badRequest(
                                            "propagationPolicy must be foreground or background,"
                                                    + " not "
                                                    + p);
                        })
                .orElse(Cascade.DEFAULT);
    }

    private static Applications.WriteMode mode(Request request) {
        boolean probe = request.query("validate").isEmpty() || Bodies.flag(request, "validate");
        return new Applications.WriteMode(probe, Bodies.dryRun(request));
    }
}
