package io.slipway.api.applications;

import io.slipway.delivery.objects.ApplicationObjects;
import io.slipway.delivery.objects.ObjectChange;
import io.slipway.delivery.objects.RenderedChange;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.LogOptions;
import io.slipway.engine.compare.TreeNode;
import io.slipway.engine.diff.FieldDifference;
import io.slipway.forge.identity.Caller;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** What an application consists of: manifests, diff, tree, single objects, logs, preview. */
final class ObjectCalls {

    private static final int MOST_LINES = 100_000;
    private static final int MOST_SECONDS = 100_000_000;
    private static final int BUFFER = 8 << 10;

    private static final Parameter REVISION =
            Parameter.text("revision", "of the first source; the tracked one when absent");
    private static final Parameter POD = Parameter.text("pod", "name of a pod; required");
    private static final Parameter NAMESPACE = Parameter.text("namespace", "of the pod");
    private static final Parameter CONTAINER =
            Parameter.text("container", "of the pod; needed when it has several");
    private static final Parameter FOLLOW = Parameter.flag("follow", "stay and tell what comes");
    private static final Parameter PREVIOUS =
            Parameter.flag("previous", "of the container that ran before");
    private static final Parameter TIMESTAMPS =
            Parameter.flag("timestamps", "begin each line with its time");
    private static final Parameter SINCE =
            Parameter.number("sinceSeconds", "not older than this", 1, MOST_SECONDS, 0);
    private static final Parameter TAIL =
            Parameter.number("tailLines", "how many of the last lines", 0, MOST_LINES, -1);

    /** What is looked at before it is merged. */
    record PreviewBody(String revision) {}

    private final ApplicationObjects objects;
    private final Callers callers;
    private final Function<Caller, Identity> identities;

    ObjectCalls(
            ApplicationObjects objects, Callers callers, Function<Caller, Identity> identities) {
        this.objects = objects;
        this.callers = callers;
        this.identities = identities;
    }

    /**
     * The calls.
     *
     * @param persons whether clusters can be asked as a person
     */
    List<Call> table(boolean persons) {
        var one = ApplicationsApi.ONE;
        var calls = new ArrayList<Call>();
        calls.add(
                Call.get(one + "/manifests", "getManifests", "What is rendered", this::manifests)
                        .takes(REVISION)
                        .gives(200, "the objects", "ManifestList"));
        calls.add(
                Call.get(one + "/diff", "getDiff", "What is wanted beside what is", this::diff)
                        .takes(REVISION)
                        .gives(200, "the objects of both sides", "DiffList"));
        calls.add(
                Call.get(
                                one + "/resource-tree",
                                "getResourceTree",
                                "The objects and all that they own",
                                this::tree)
                        .gives(200, "the tree", "ResourceTree"));
        calls.add(
                Call.get(
                                one + "/revisions/:revision",
                                "getRevision",
                                "Who made a revision, and why",
                                this::revision)
                        .gives(200, "the commit", "RevisionMetadata"));
        calls.add(
                Call.post(
                                one + "/preview",
                                "preview",
                                "What a revision would render differently",
                                this::preview)
                        .reads("PreviewBody")
                        .takes(Bodies.VALIDATION)
                        .gives(200, "the objects that differ", "PreviewList"));
        if (persons) {
            calls.add(
                    Call.get(
                                    one + "/resources/:group/:version/:kind/:namespace/:object",
                                    "getResource",
                                    "One live object, as the cluster shows it to the caller",
                                    this::resource)
                            .gives(200, "the object", "Resource"));
            calls.add(
                    Call.get(one + "/logs", "getLogs", "The log of a pod", this::logs)
                            .takes(POD, NAMESPACE, CONTAINER, FOLLOW, PREVIOUS, TIMESTAMPS)
                            .takes(SINCE, TAIL)
                            .gives(
                                    200,
                                    "the lines",
                                    List.of(new Call.Content("text/plain", "Text"))));
        }
        return calls;
    }

    Reply manifests(Request request) {
        var found =
                objects.manifests(
                        callers.of(request),
                        request.path("project"),
                        request.path("name"),
                        wantedRevision(request));
        var body = new LinkedHashMap<String, Object>();
        body.put("revisions", found.revisions());
        body.put("sourceTypes", found.sourceTypes());
        body.put("manifests", found.objects().stream().map(ResourceObject::tree).toList());
        return Bodies.reply(request, 200, body);
    }

    Reply revision(Request request) {
        var commit =
                objects.revision(
                        callers.of(request),
                        request.path("project"),
                        request.path("name"),
                        request.path("revision"));
        var author = commit.author();
        var body = new LinkedHashMap<String, Object>();
        body.put("revision", commit.id().hex());
        body.put("author", author.name() + " <" + author.email() + ">");
        body.put("date", author.when().toInstant().truncatedTo(ChronoUnit.SECONDS).toString());
        body.put("message", commit.message());
        return Bodies.reply(request, 200, body);
    }

    Reply diff(Request request) {
        var found =
                objects.diff(
                        callers.of(request),
                        request.path("project"),
                        request.path("name"),
                        wantedRevision(request));
        return Bodies.reply(
                request, 200, Map.of("items", found.stream().map(ObjectCalls::tree).toList()));
    }

    Reply preview(Request request) {
        var caller = callers.of(request);
        var body = Bodies.part(request, PreviewBody.class, b -> b);
        var revision = body.value().revision();
        if (revision.isEmpty()) {
            throw Refusal.badRequest("revision must name what would be deployed");
        }
        var found =
                objects.preview(caller, request.path("project"), request.path("name"), revision);
        return Bodies.reply(
                request,
                200,
                Map.of("items", found.stream().map(ObjectCalls::tree).toList()),
                body.unknown());
    }

    Reply tree(Request request) {
        var nodes =
                objects.tree(callers.of(request), request.path("project"), request.path("name"));
        var body = new LinkedHashMap<String, Object>();
        body.put(
                "nodes", nodes.stream().filter(n -> !n.orphaned()).map(ObjectCalls::tree).toList());
        body.put(
                "orphanedNodes",
                nodes.stream().filter(TreeNode::orphaned).map(ObjectCalls::tree).toList());
        return Bodies.reply(request, 200, body);
    }

    Reply resource(Request request) {
        var caller = callers.of(request);
        var live =
                objects.live(
                        caller,
                        identities.apply(caller),
                        request.path("project"),
                        request.path("name"),
                        new GroupVersionKind(
                                orEmpty(request.path("group")),
                                request.path("version"),
                                request.path("kind")),
                        orEmpty(request.path("namespace")),
                        request.path("object"));
        return Bodies.reply(request, 200, live.tree());
    }

    Reply logs(Request request) {
        var caller = callers.of(request);
        var pod =
                POD.in(request)
                        .orElseThrow(
                                () -> Refusal.badRequest("pod must name a pod of the application"));
        boolean follow = FOLLOW.isTrueIn(request);
        var log =
                objects.logs(
                        caller,
                        identities.apply(caller),
                        request.path("project"),
                        request.path("name"),
                        NAMESPACE.in(request).orElse(""),
                        pod,
                        new LogOptions(
                                CONTAINER.in(request),
                                follow,
                                PREVIOUS.isTrueIn(request),
                                TIMESTAMPS.isTrueIn(request),
                                number(request, SINCE, MOST_SECONDS),
                                number(request, TAIL, MOST_LINES),
                                OptionalLong.empty()));
        Reply.Writer writer =
                out -> {
                    try (log) {
                        var buffer = new byte[BUFFER];
                        for (int n = log.read(buffer); n >= 0; n = log.read(buffer)) {
                            out.write(buffer, 0, n);
                            out.flush();
                        }
                    }
                };
        return follow
                ? Reply.endless(200, "text/plain; charset=utf-8", writer)
                : Reply.stream(200, "text/plain; charset=utf-8", writer);
    }

    private static OptionalLong number(Request request, Parameter parameter, long most) {
        return parameter.numberIn(request, most).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private static String wantedRevision(Request request) {
        return REVISION.in(request).orElse("");
    }

    /** An empty segment cannot stand in a path, so {@code -} stands for it. */
    private static String orEmpty(String segment) {
        return segment.equals("-") ? "" : segment;
    }

    private static Map<String, Object> key(ResourceKey key) {
        var tree = new LinkedHashMap<String, Object>();
        put(tree, "group", key.group());
        tree.put("kind", key.kind());
        put(tree, "namespace", key.namespace());
        tree.put("name", key.name());
        return tree;
    }

    private static Map<String, Object> tree(ObjectChange change) {
        var tree = key(change.key());
        change.status().ifPresent(s -> tree.put("status", s));
        if (change.hook()) {
            tree.put("hook", true);
        }
        if (change.requiresPruning()) {
            tree.put("requiresPruning", true);
        }
        tree.put("modified", change.modified());
        change.desired().ifPresent(o -> tree.put("target", o.tree()));
        change.live().ifPresent(o -> tree.put("live", o.tree()));
        change.predicted().ifPresent(o -> tree.put("predicted", o.tree()));
        tree.put("differences", change.fields().stream().map(ObjectCalls::tree).toList());
        return tree;
    }

    private static Map<String, Object> tree(FieldDifference field) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("pointer", field.pointer());
        field.live().ifPresent(v -> tree.put("live", v));
        field.predicted().ifPresent(v -> tree.put("predicted", v));
        tree.put("owners", field.owners());
        return tree;
    }

    private static Map<String, Object> tree(RenderedChange change) {
        var tree = key(change.key());
        change.before().ifPresent(o -> tree.put("before", o.tree()));
        change.after().ifPresent(o -> tree.put("after", o.tree()));
        return tree;
    }

    private static Map<String, Object> tree(TreeNode node) {
        var tree = key(node.key());
        tree.put("version", node.version());
        put(tree, "uid", node.uid());
        var parents = new ArrayList<Object>();
        node.parents().forEach(p -> parents.add(key(p)));
        if (!parents.isEmpty()) {
            tree.put("parentRefs", parents);
        }
        if (!node.images().isEmpty()) {
            tree.put("images", node.images());
        }
        node.health()
                .ifPresent(h -> {
                    var health = new LinkedHashMap<String, Object>();
                    health.put("status", h.status().text());
                    put(health, "message", h.message());
                    tree.put("health", health);
                });
        if (!node.externalUrls().isEmpty()) {
            tree.put("networkingInfo", Map.of("externalURLs", List.copyOf(node.externalUrls())));
        }
        put(tree, "createdAt", node.createdAt());
        return tree;
    }

    private static void put(Map<String, Object> tree, String field, String text) {
        Optional.of(text).filter(t -> !t.isEmpty()).ifPresent(t -> tree.put(field, t));
    }
}
