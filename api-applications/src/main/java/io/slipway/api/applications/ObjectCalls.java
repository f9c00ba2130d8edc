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
import io.slipway.manifests.Trees;
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

    private final ApplicationObjects objects;
    private final Callers callers;
    private final Function<Caller, Identity> identities;

    ObjectCalls(
            ApplicationObjects objects, Callers callers, Function<Caller, Identity> identities) {
        this.objects = objects;
        this.callers = callers;
        this.identities = identities;
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
        var body = Bodies.object(request);
        var revision =
                Trees.stringAt(body, "revision")
                        .filter(r -> !r.isEmpty())
                        .orElseThrow(() ->
                                Refusal.badRequest("revision must name what would be deployed"));
        var found =
                objects.preview(caller, request.path("project"), request.path("name"), revision);
        return Bodies.reply(
                request, 200, Map.of("items", found.stream().map(ObjectCalls::tree).toList()));
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
                request.query("pod")
                        .filter(p -> !p.isEmpty())
                        .orElseThrow(
                                () -> Refusal.badRequest("pod must name a pod of the application"));
        boolean follow = Bodies.flag(request, "follow");
        var log =
                objects.logs(
                        caller,
                        identities.apply(caller),
                        request.path("project"),
                        request.path("name"),
                        request.query("namespace").orElse(""),
                        pod,
                        new LogOptions(
                                request.query("container").filter(c -> !c.isEmpty()),
                                follow,
                                Bodies.flag(request, "previous"),
                                Bodies.flag(request, "timestamps"),
                                number(request, "sinceSeconds", MOST_SECONDS),
                                number(request, "tailLines", MOST_LINES),
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

    private static OptionalLong number(Request request, String name, int most) {
        return request.query(name).isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Bodies.number(request, name, 0, most, 0));
    }

    private static String wantedRevision(Request request) {
        return request.query("revision").orElse("");
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
