package io.slipway.api.applications;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.delivery.application.ApplicationLists;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls on applications themselves (spec gitops-engine A1 to A5). */
final class ApplicationCalls {

    private static final String ALL_PROJECTS = "-";
    private static final int PATCH_TRIES = 5;

    private static final Parameter REFRESH =
            Parameter.choice("refresh", "look again first, and wait for it", "normal", "hard");
    static final Parameter ACCESS =
            Parameter.flag("access", "add what the caller may do, each with the reason if not");
    static final Parameter FIELDS =
            Parameter.text("fields", "only these fields: dotted paths, separated by commas");
    private static final Parameter UPSERT =
            Parameter.flag("upsert", "change an application of the same name");
    private static final Parameter VALIDATE =
            Parameter.flag("validate", "render the sources before storing; true when absent");
    private static final Parameter CASCADE =
            Parameter.flag("cascade", "delete the objects as well; true when absent");
    private static final Parameter PROPAGATION =
            Parameter.choice(
                    "propagationPolicy",
                    "how the objects are deleted",
                    "foreground",
                    "background",
                    "Foreground",
                    "Background");

    private final Applications applications;
    private final ApplicationLists lists;
    private final Callers callers;
    private final Waiting waiting;
    private final Clock clock;

    ApplicationCalls(
            Applications applications,
            ApplicationLists lists,
            Callers callers,
            Waiting waiting,
            Clock clock) {
        this.applications = applications;
        this.lists = lists;
        this.callers = callers;
        this.waiting = waiting;
        this.clock = clock;
    }

    /** The calls; a list with {@code watch} goes to the other. */
    List<Call> table(WatchCall watch) {
        return List.of(
                Call.get(
                                ApplicationsApi.LIST,
                                "listApplications",
                                "The applications of a project, of all with - for the project",
                                request ->
                                        WatchCall.WATCH.isTrueIn(request)
                                                ? watch.watch(request)
                                                : list(request))
                        .takes(ListQuery.PARAMETERS)
                        .takes(ACCESS, FIELDS)
                        .takes(WatchCall.WATCH, WatchCall.VERSION, WatchCall.TIMEOUT)
                        .gives(200, "the applications, or a stream of changes", LISTS)
                        .fails(410),
                Call.post(
                                ApplicationsApi.LIST,
                                "createApplication",
                                "Makes an application",
                                this::create)
                        .takes(UPSERT, VALIDATE, Bodies.DRY_RUN, Bodies.VALIDATION)
                        .reads(Application.KIND)
                        .gives(201, "the application", Application.KIND)
                        .fails(409),
                Call.get(ApplicationsApi.ONE, "getApplication", "One application", this::get)
                        .takes(REFRESH, ACCESS, FIELDS)
                        .gives(200, "the application", Application.KIND)
                        .fails(409, 504),
                Call.of(
                                "PUT",
                                ApplicationsApi.ONE,
                                "replaceApplication",
                                "Replaces spec, labels, annotations and finalizers",
                                this::update)
                        .takes(VALIDATE, Bodies.DRY_RUN, Bodies.VALIDATION)
                        .reads(Application.KIND)
                        .gives(200, "the application", Application.KIND)
                        .fails(409),
                Call.of(
                                "PATCH",
                                ApplicationsApi.ONE,
                                "patchApplication",
                                "Changes an application by JSON patch or merge patch",
                                this::patch)
                        .takes(VALIDATE, Bodies.DRY_RUN, Bodies.VALIDATION)
                        .reads(
                                List.of(
                                        new Call.Content(Bodies.MERGE_PATCH, "MergePatch"),
                                        new Call.Content(Bodies.JSON_PATCH, "JsonPatch"),
                                        new Call.Content("application/json", "MergePatch")))
                        .gives(200, "the application", Application.KIND)
                        .fails(409, 413, 415, 422),
                Call.of(
                                "DELETE",
                                ApplicationsApi.ONE,
                                "deleteApplication",
                                "Begins the deletion of an application",
                                this::delete)
                        .takes(CASCADE, PROPAGATION)
                        .gives(204, "accepted")
                        .fails(409));
    }

    private static final List<Call.Content> LISTS =
            List.of(
                    new Call.Content("application/json", "ApplicationList"),
                    new Call.Content("application/yaml", "ApplicationList"),
                    new Call.Content("application/json;stream=watch", "WatchEvent"),
                    new Call.Content("text/event-stream", "Text"));

    Reply list(Request request) {
        var caller = callers.of(request);
        var query = ListQuery.of(request, clock);
        WatchCall.checkTimeout(request);
        var project = project(request);
        var page = lists.page(caller, project, query.wish());
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("resourceVersion", Long.toString(query.version(page)));
        if (page.more()) {
            metadata.put("continue", query.next(page, clock));
            page.remaining().ifPresent(n -> metadata.put("remainingItemCount", n));
        }
        var access = new HashMap<String, Map<String, Object>>();
        var body = new LinkedHashMap<String, Object>();
        body.put("apiVersion", Application.API_VERSION);
        body.put("kind", "ApplicationList");
        body.put("metadata", metadata);
        body.put(
                "items",
                page.applications().stream().map(s -> tree(request, caller, s, access)).toList());
        if (!query.facets().isEmpty()) {
            var wanted = List.copyOf(query.facets().values());
            var counts = lists.counts(caller, project, query.filter(), wanted);
            var facets = new LinkedHashMap<String, Object>();
            query.facets().forEach((name, facet) -> facets.put(name, counts.get(facet)));
            body.put("facets", facets);
        }
        return Bodies.reply(request, 200, body);
    }

    /** The project of the path; empty when it stands for all. */
    static Optional<String> project(Request request) {
        return Optional.of(request.path("project")).filter(p -> !p.equals(ALL_PROJECTS));
    }

    /**
     * An application as the caller wants to see it.
     *
     * @param access what the caller may do in each project, as far as it was asked already
     */
    private Map<String, Object> tree(
            Request request,
            Caller caller,
            StoredApplication stored,
            Map<String, Map<String, Object>> access) {
        var tree =
                ListQuery.projected(
                        ApplicationFormat.write(stored.application()), FIELDS.in(request));
        if (ACCESS.isTrueIn(request)) {
            tree.put(
                    "access",
                    access.computeIfAbsent(stored.application().project(), p -> access(caller, p)));
        }
        return tree;
    }

    private Map<String, Object> access(Caller caller, String project) {
        var access = new LinkedHashMap<String, Object>();
        for (var action : DeliveryAction.values()) {
            access.put(
                    action.name().toLowerCase(Locale.ROOT),
                    applications
                            .refusal(caller, project, action)
                            .<Object>map(why -> Map.of("allowed", false, "reason", why))
                            .orElse(Map.of("allowed", true)));
        }
        return access;
    }

    Reply create(Request request) {
        var caller = callers.of(request);
        var parsed = Bodies.application(request);
        var made =
                applications.create(
                        caller,
                        request.path("project"),
                        parsed.application(),
                        UPSERT.isTrueIn(request),
                        mode(request));
        return Bodies.reply(
                request, 201, ApplicationFormat.write(made.application()), parsed.unknown());
    }

    Reply get(Request request) {
        var caller = callers.of(request);
        var project = request.path("project");
        var name = request.path("name");
        var refresh = REFRESH.choiceIn(request);
        if (refresh.isPresent()) {
            var asked = applications.refresh(caller, project, name, refresh.get().equals("hard"));
            var done = waiting.untilRefreshed(asked.id());
            if (done.isEmpty()) {
                throw Refusal.timeout("the refresh of " + name + " takes longer; it goes on");
            }
        }
        return Bodies.reply(
                request,
                200,
                tree(request, caller, applications.get(caller, project, name), new HashMap<>()));
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
        var change = patchBody(request);
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

    private static @Nullable Object patchBody(Request request) {
        var type = request.mediaType();
        return switch (type) {
            case Bodies.JSON_PATCH, Bodies.MERGE_PATCH, "application/json", "" ->
                    Bodies.json(request);
            default ->
                    throw Bodies.unsupported(
                            type, Bodies.MERGE_PATCH + " and " + Bodies.JSON_PATCH);
        };
    }

    private static Map<String, Object> patched(
            Request request, Map<String, Object> tree, Optional<Object> change) {
        var patch = change.orElseThrow(() -> Refusal.badRequest("the body is empty: send a patch"));
        try {
            var result =
                    switch (request.mediaType()) {
                        case Bodies.JSON_PATCH -> JsonPatch.of(patch).apply(tree);
                        default -> MergePatch.apply(tree, patch);
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
        var policy = PROPAGATION.choiceIn(request);
        if (!CASCADE.isTrueIn(request, true)) {
            if (policy.isPresent()) {
                throw Refusal.badRequest(
                        "cascade=false and propagationPolicy contradict each other");
            }
            return Cascade.NONE;
        }
        return policy.map(p ->
                        p.equalsIgnoreCase("foreground") ? Cascade.FOREGROUND : Cascade.BACKGROUND)
                .orElse(Cascade.DEFAULT);
    }

    private static Applications.WriteMode mode(Request request) {
        return new Applications.WriteMode(
                VALIDATE.isTrueIn(request, true), Bodies.DRY_RUN.choiceIn(request).isPresent());
    }
}
