package io.slipway.api.weave;

import io.slipway.engine.cluster.ApiResource;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.ListOptions;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an automation put into the cluster, with health and children (endpoint 5). */
final class Inventories {
    private final WeaveSettings settings;
    private final OwnApplications applications;
    private final HelmReleases releases = new HelmReleases();

    Inventories(WeaveSettings settings, OwnApplications applications) {
        this.settings = settings;
        this.applications = applications;
    }

    Reply inventory(Request request, Visitor visitor) {
        var fields = Fields.query(request);
        var kind = fields.text("kind");
        var name = fields.text("name");
        var namespace = fields.text("namespace");
        var clusterName = fields.text("clusterName");
        var cluster = visitor.required(clusterName);
        var withChildren = fields.queryFlag("withChildren");
        var references = references(visitor, cluster, clusterName, kind, namespace, name);
        var seen = visitor.sees(clusterName, cluster);
        var lists = new ChildLists(visitor, cluster);
        var found =
                new LinkedHashMap<ObjectReference, Parallel.Outcome<Optional<ResourceObject>>>();
        found.putAll(
                Parallel.each(
                        references,
                        settings.callLimit(),
                        reference -> cluster.get(visitor.who(), reference)));
        var entries = new ArrayList<Map<String, @Nullable Object>>();
        for (var outcome : found.values()) {
            // What cannot be read (forbidden, gone, unknown) is left out, as in the original.
            if (outcome instanceof Parallel.Outcome.Done<Optional<ResourceObject>>(var object)
                    && object.isPresent()) {
                entries.add(entry(object.get(), clusterName, cluster, seen, withChildren, lists));
            }
        }
        return Reply.json(200, Json.object("entries", entries));
    }

    private List<ObjectReference> references(
            Visitor visitor,
            Cluster cluster,
            String clusterName,
            String kind,
            String namespace,
            String name) {
        if (kind.equals(OwnApplications.KIND)) {
            var own = applications.find(visitor.caller(), clusterName, namespace, name);
            if (own.isPresent()) {
                return applications.inventory(own.get());
            }
        }
        var what =
                switch (kind) {
                    case "Kustomization" ->
                            "failed getting kustomization inventory: failed to get kustomization: ";
                    case "HelmRelease" -> "failed getting Helm Release for inventory: ";
                    default -> "failed getting flux like inventory: ";
                };
        ResourceObject automation;
        try {
            automation = ObjectLists.get(visitor, cluster, kind, namespace, name);
        } catch (ClusterException | ApiError e) {
            if (e instanceof ApiError unsupported
                    && !Kinds.isKnown(kind)
                    && String.valueOf(unsupported.getMessage()).startsWith("looking up")) {
                throw unsupported;
            }
            throw ApiError.unknown(what + e.getMessage());
        }
        return switch (kind) {
            case "Kustomization" ->
                    automation.at("spec", "kubeConfig").isPresent()
                            ? List.of()
                            : entries(automation);
            case "HelmRelease" -> {
                try {
                    yield releases.inventory(cluster, visitor.who(), automation);
                } catch (ClusterException | HelmReleases.Unreadable e) {
                    throw ApiError.unknown(
                            "failed getting Helm Release inventory: " + e.getMessage());
                }
            }
            default -> {
                if (automation.at("status", "inventory").isEmpty()) {
                    throw ApiError.unknown(
                            what
                                    + "status.inventory not found in object "
                                    + namespace
                                    + "/"
                                    + name);
                }
                yield entries(automation);
            }
        };
    }

    private static List<ObjectReference> entries(ResourceObject automation) {
        return Trees.listAt(automation.tree(), "status", "inventory", "entries").stream()
                .map(InventoryIds::parse)
                .toList();
    }

    private static Map<String, @Nullable Object> entry(
            ResourceObject object,
            String clusterName,
            Cluster cluster,
            Visibility.Seen seen,
            boolean withChildren,
            ChildLists lists) {
        var children = new ArrayList<Map<String, @Nullable Object>>();
        if (withChildren) {
            for (var child : lists.of(object)) {
                children.add(entry(child, clusterName, cluster, seen, true, lists));
            }
        }
        return Json.object(
                "payload",
                Payload.of(object),
                "tenant",
                Visibility.tenant(cluster, seen, object.namespace()),
                "clusterName",
                clusterName,
                "health",
                ObjectJson.health(Health.of(object)),
                "children",
                children);
    }

    /** The kinds that own others, read once per kind and namespace for one request. */
    private static final class ChildLists {
        private static final Map<String, GroupKind> CHILDREN =
                Map.of(
                        "Deployment", new GroupKind("apps", "ReplicaSet"),
                        "ReplicaSet", new GroupKind("", "Pod"),
                        "StatefulSet", new GroupKind("", "Pod"),
                        "DaemonSet", new GroupKind("", "Pod"),
                        "Job", new GroupKind("", "Pod"),
                        "CronJob", new GroupKind("batch", "Job"));

        private final Visitor visitor;
        private final Cluster cluster;
        private final Map<String, List<ResourceObject>> lists = new LinkedHashMap<>();

        ChildLists(Visitor visitor, Cluster cluster) {
            this.visitor = visitor;
            this.cluster = cluster;
        }

        List<ResourceObject> of(ResourceObject parent) {
            var kind = CHILDREN.get(parent.kind());
            if (kind == null) {
                return List.of();
            }
            var resource = cluster.catalog().find(kind);
            return resource.map(found -> list(found, parent.namespace())).orElse(List.of()).stream()
                    .filter(object -> ObjectLists.ownedBy(object, parent.uid()))
                    .sorted(Comparator.comparing(ResourceObject::name))
                    .toList();
        }

        private List<ResourceObject> list(ApiResource resource, String namespace) {
            return lists.computeIfAbsent(
                    resource.type() + "/" + namespace,
                    _ -> {
                        try {
                            return cluster.list(
                                            visitor.who(),
                                            resource.type(),
                                            ListOptions.inNamespace(namespace))
                                    .items();
                        } catch (ClusterException e) {
                            // Children that the person may not see are left out.
                            return List.of();
                        }
                    });
        }
    }
}
