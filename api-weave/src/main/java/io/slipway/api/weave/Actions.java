package io.slipway.api.weave;

import io.slipway.engine.cluster.ApiResource;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ListOptions;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.cluster.Patch;
import io.slipway.engine.cluster.Validation;
import io.slipway.engine.cluster.WriteOptions;
import io.slipway.forge.identity.Scope;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.platform.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sync and suspend (endpoints 7 and 8): merge patches of single objects, made as the person. */
final class Actions {
    private static final String REQUESTED_AT = "reconcile.fluxcd.io/requestedAt";
    private static final String SUSPENDED_BY = "metadata.weave.works/suspended-by";
    private static final String SUSPENDED_COMMENT = "metadata.weave.works/suspended-comment";
    private static final GroupVersionKind DEPLOYMENT =
            new GroupVersionKind("apps", "v1", "Deployment");
    private static final int CONFLICTS = 5;
    private static final WriteOptions WRITE =
            WriteOptions.defaults().withValidation(Validation.IGNORE);

    private final WeaveSettings settings;
    private final OwnApplications applications;
    private final Clock clock;

    Actions(WeaveSettings settings, OwnApplications applications, Clock clock) {
        this.settings = settings;
        this.applications = applications;
        this.clock = clock;
    }

    private record Target(String clusterName, String kind, String namespace, String name) {
        static Target of(Fields fields) {
            return new Target(
                    fields.text("clusterName"),
                    fields.text("kind"),
                    fields.text("namespace"),
                    fields.text("name"));
        }
    }

    Reply sync(Request request, Visitor visitor) {
        visitor.caller().requireScope(Scope.API);
        var fields = Fields.body(request);
        var withSource = fields.flag("withSource");
        var errors = new ArrayList<String>();
        for (var target : fields.messages("objects").stream().map(Target::of).toList()) {
            try {
                sync(visitor, target, withSource);
            } catch (ApiError | ClusterException | Problem e) {
                errors.add(String.valueOf(e.getMessage()));
            }
        }
        if (!errors.isEmpty()) {
            throw ApiError.unknown(String.join("\n", errors));
        }
        return Reply.json(200, Map.of());
    }

    private void sync(Visitor visitor, Target target, boolean withSource) {
        var cluster = visitor.required(target.clusterName());
        var own = own(visitor, target);
        if (own.isPresent()) {
            applications.sync(visitor.caller(), own.get());
            return;
        }
        var object = read(visitor, cluster, target, "error getting object: ");
        requireActive(object);
        requireReconciler(cluster, object);
        if (withSource) {
            var source = source(object, target.namespace());
            if (source.isPresent()) {
                var found =
                        ObjectLists.get(
                                visitor,
                                cluster,
                                source.get().kind(),
                                source.get().namespace(),
                                source.get().name());
                requireActive(found);
                reconcile(visitor, cluster, found, "syncing source: ");
            }
        }
        reconcile(visitor, cluster, object, "syncing automation: ");
    }

    private static Optional<Target> source(ResourceObject object, String namespace) {
        Optional<Map<String, Object>> reference =
                switch (object.kind()) {
                    case "Kustomization" -> object.at("spec", "sourceRef").flatMap(Trees::map);
                    case "HelmRelease" ->
                            object.at("spec", "chartRef")
                                    .or(() -> object.at("spec", "chart", "spec", "sourceRef"))
                                    .flatMap(Trees::map);
                    default -> Optional.empty();
                };
        return reference.map(tree ->
                new Target(
                        "",
                        Trees.stringAt(tree, "kind").orElse(""),
                        Trees.stringAt(tree, "namespace").orElse(namespace),
                        Trees.stringAt(tree, "name").orElse("")));
    }

    private void reconcile(Visitor visitor, Cluster cluster, ResourceObject object, String what) {
        var reference = ObjectReference.of(object);
        var before = Trees.stringAt(object.tree(), "status", "lastHandledReconcileAt").orElse("");
        var annotations = new LinkedHashMap<String, @Nullable Object>();
        annotations.put(REQUESTED_AT, clock.instant().toString());
        try {
            patch(
                    visitor,
                    cluster,
                    reference,
                    Map.of("metadata", Map.of("annotations", annotations)));
            if (hasNoStatus(object)) {
                return;
            }
            await(visitor, cluster, reference, before, what);
        } catch (ClusterException e) {
            throw ApiError.unknown(what + e.getMessage());
        }
    }

    private void await(
            Visitor visitor,
            Cluster cluster,
            ObjectReference reference,
            String before,
            String what) {
        var deadline = System.nanoTime() + settings.syncWait().toNanos();
        while (true) {
            var handled =
                    cluster.get(visitor.who(), reference)
                            .flatMap(now ->
                                    Trees.stringAt(now.tree(), "status", "lastHandledReconcileAt"))
                            .orElse("");
            if (!handled.isEmpty() && !handled.equals(before)) {
                return;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw ApiError.unknown(
                        what
                                + "sync request timed out. The sync operation may still be in progress");
            }
            pause(settings.syncPoll());
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiError.unknown("the server is stopping");
        }
    }

    /** Kinds without a status cannot say that they were reconciled. */
    private static boolean hasNoStatus(ResourceObject object) {
        return switch (object.kind()) {
            case "Provider", "Alert" -> Kinds.isFlux(object.groupKind());
            case "HelmRepository" ->
                    Trees.stringAt(object.tree(), "spec", "type").orElse("").equals("oci");
            default -> false;
        };
    }

    private static void requireActive(ResourceObject object) {
        if (Trees.isTrueAt(object.tree(), "spec", "suspend")) {
            throw ApiError.unknown(
                    "syncing automation: %s %s/%s is suspended; resume it first"
                            .formatted(object.kind(), object.namespace(), object.name()));
        }
    }

    private static void requireReconciler(Cluster cluster, ResourceObject object) {
        if (hasNoStatus(object) || hasReconciler(cluster)) {
            return;
        }
        throw ApiError.unknown(
                "syncing automation: nothing reconciles %s %s/%s: no Flux controller runs in this cluster"
                        .formatted(object.kind(), object.namespace(), object.name()));
    }

    private static boolean hasReconciler(Cluster cluster) {
        if (cluster.name().equals("sandbox")) {
            return false;
        }
        return cluster
                .list(
                        Identity.registered(),
                        DEPLOYMENT,
                        ListOptions.all().labelled("app.kubernetes.io/part-of=flux"))
                .items()
                .stream()
                .anyMatch(found ->
                        Trees.longAt(found.tree(), "status", "availableReplicas").orElse(0L) > 0);
    }

    Reply suspend(Request request, Visitor visitor) {
        visitor.caller().requireScope(Scope.API);
        var fields = Fields.body(request);
        var suspend = fields.flag("suspend");
        var comment = fields.text("comment");
        var errors = new ArrayList<String>();
        for (var target : fields.messages("objects").stream().map(Target::of).toList()) {
            try {
                suspend(visitor, target, suspend, comment);
            } catch (ApiError | ClusterException | Problem e) {
                errors.add(String.valueOf(e.getMessage()));
            }
        }
        if (!errors.isEmpty()) {
            throw ApiError.unknown(listed(errors));
        }
        return Reply.json(200, Map.of());
    }

    private void suspend(Visitor visitor, Target target, boolean suspend, String comment) {
        Cluster cluster;
        try {
            cluster = visitor.required(target.clusterName());
        } catch (ApiError e) {
            throw ApiError.unknown("getting cluster client: " + e.getMessage());
        }
        var own = own(visitor, target);
        if (own.isPresent()) {
            applications.suspend(visitor.caller(), own.get(), suspend, comment);
            return;
        }
        ApiResource resource;
        try {
            resource = ObjectLists.resource(cluster, target.kind());
        } catch (ApiError e) {
            throw ApiError.unknown(
                    "looking up GVK for \"" + target.kind() + "\": " + e.getMessage());
        }
        var object = read(visitor, cluster, target, "getting reconcilable object: ");
        var body = difference(visitor, resource, object, suspend, comment);
        try {
            patch(visitor, cluster, ObjectReference.of(object), body);
        } catch (ClusterException e) {
            throw ApiError.unknown("patching object: " + e.getMessage());
        }
    }

    private static Map<String, Object> difference(
            Visitor visitor,
            ApiResource resource,
            ResourceObject object,
            boolean suspend,
            String comment) {
        var annotations = new LinkedHashMap<String, @Nullable Object>();
        var spec = new LinkedHashMap<String, @Nullable Object>();
        if (suspend) {
            spec.put("suspend", true);
            annotations.put(SUSPENDED_BY, visitor.id());
            if (!comment.isEmpty()) {
                annotations.put(SUSPENDED_COMMENT, comment);
            }
        } else {
            spec.put("suspend", Kinds.isFlux(resource.type().groupKind()) ? null : false);
            for (var mark : List.of(SUSPENDED_BY, SUSPENDED_COMMENT)) {
                if (object.annotation(mark).isPresent()) {
                    annotations.put(mark, null);
                }
            }
        }
        var body = new LinkedHashMap<String, Object>();
        if (!annotations.isEmpty()) {
            body.put("metadata", Map.of("annotations", annotations));
        }
        body.put("spec", spec);
        return body;
    }

    private Optional<OwnApplications.Entry> own(Visitor visitor, Target target) {
        return target.kind().equals(OwnApplications.KIND)
                ? applications.find(
                        visitor.caller(), target.clusterName(), target.namespace(), target.name())
                : Optional.empty();
    }

    private static ResourceObject read(
            Visitor visitor, Cluster cluster, Target target, String what) {
        if (Kinds.find(cluster.catalog(), target.kind()) instanceof Kinds.Lookup.Unknown) {
            throw Kinds.unsupported(target.kind());
        }
        try {
            return ObjectLists.get(
                    visitor, cluster, target.kind(), target.namespace(), target.name());
        } catch (ApiError | ClusterException e) {
            throw ApiError.unknown(what + e.getMessage());
        }
    }

    private static void patch(
            Visitor visitor, Cluster cluster, ObjectReference reference, Map<String, Object> body) {
        for (var attempt = 1; ; attempt++) {
            try {
                cluster.patch(visitor.who(), reference, Patch.merge(body), WRITE);
                return;
            } catch (ClusterException.Conflict e) {
                if (attempt == CONFLICTS) {
                    throw e;
                }
            }
        }
    }

    /** Several errors as the original's error list prints them. */
    private static String listed(List<String> errors) {
        return (errors.size() == 1 ? "1 error occurred:" : errors.size() + " errors occurred:")
                + "\n\t* "
                + String.join("\n\t* ", errors)
                + "\n\n";
    }
}
