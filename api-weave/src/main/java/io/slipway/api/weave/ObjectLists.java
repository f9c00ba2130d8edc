package io.slipway.api.weave;

import io.slipway.engine.cluster.ApiResource;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.ListOptions;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists of objects, and one object, as the person sees them (endpoints 1 to 4). */
final class ObjectLists {
    private static final Comparator<ResourceObject> ORDER =
            Comparator.comparing(ResourceObject::namespace).thenComparing(ResourceObject::name);

    private final WeaveSettings settings;
    private final OwnApplications applications;
    private final LiveLists lists;
    private final HelmReleases releases = new HelmReleases();

    ObjectLists(WeaveSettings settings, OwnApplications applications, Clock clock) {
        this.settings = settings;
        this.lists = new LiveLists(settings.accessKept(), clock);
        this.applications = applications;
    }

    private static final class Answer {
        private final List<Map<String, @Nullable Object>> objects = new ArrayList<>();
        private final List<Map<String, @Nullable Object>> errors = new ArrayList<>();
        private final List<Map<String, @Nullable Object>> searched = new ArrayList<>();

        Reply reply() {
            return Reply.json(
                    200,
                    Json.object(
                            "objects", objects, "errors", errors, "searchedNamespaces", searched));
        }
    }

    Reply objects(Request request, Visitor visitor) {
        var fields = Fields.body(request);
        var kind = fields.text("kind");
        var namespace = settings.namespaceFilter() ? fields.text("namespace") : "";
        var labels = fields.texts("labels");
        var answer = new Answer();
        var chosen = visitor.chosen(fields.text("clusterName"));
        var own = kind.equals(OwnApplications.KIND);
        if (!own) {
            requireKnown(kind, chosen);
        }
        if (own) {
            for (var application : applications.visibleTo(visitor.caller())) {
                if (chosen.containsKey(application.clusterName())
                        && (namespace.isEmpty()
                                || application.object().namespace().equals(namespace))
                        && labels.entrySet().stream()
                                .allMatch(label ->
                                        label.getValue()
                                                .equals(
                                                        application
                                                                .object()
                                                                .labels()
                                                                .get(label.getKey())))) {
                    answer.objects.add(
                            ObjectJson.of(
                                    application.object(),
                                    application.clusterName(),
                                    "",
                                    applications.inventoryKinds(application)));
                }
            }
        }
        var outcomes =
                Parallel.each(
                        chosen.keySet(),
                        settings.callLimit(),
                        name -> {
                            var part = new Answer();
                            list(
                                    visitor,
                                    name,
                                    visitor.required(name),
                                    kind,
                                    namespace,
                                    labels,
                                    part);
                            return part;
                        });
        outcomes.forEach((name, outcome) -> {
            switch (outcome) {
                case Parallel.Outcome.Done<Answer>(var part) -> {
                    answer.objects.addAll(part.objects);
                    answer.errors.addAll(part.errors);
                    answer.searched.addAll(part.searched);
                }
                case Parallel.Outcome.Failed<Answer>(var failure) ->
                        answer.errors.add(
                                ObjectJson.error(name, "", String.valueOf(failure.getMessage())));
            }
        });
        return answer.reply();
    }

    private void list(
            Visitor visitor,
            String name,
            Cluster cluster,
            String kind,
            String namespace,
            Map<String, String> labels,
            Answer answer) {
        var found = Kinds.find(cluster.catalog(), kind);
        if (found instanceof Kinds.Lookup.Unknown) {
            return;
        }
        var seen = visitor.sees(name, cluster);
        if (seen.namespaces().isEmpty()) {
            if (!seen.reason().isEmpty()) {
                answer.errors.add(ObjectJson.error(name, "", seen.reason()));
            }
            return;
        }
        var wanted =
                namespace.isEmpty()
                        ? seen.namespaces()
                        : seen.namespaces().stream().filter(namespace::equals).toList();
        answer.searched.add(Json.object("clusterName", name, "namespaces", wanted));
        switch (found) {
            case Kinds.Lookup.Served(var resource) ->
                    served(visitor, name, cluster, resource, seen, wanted, labels, answer);
            case Kinds.Lookup.Missing missing ->
                    answer.errors.add(ObjectJson.error(name, "", missing.message()));
            case Kinds.Lookup.Unknown() -> {}
        }
    }

    private void served(
            Visitor visitor,
            String name,
            Cluster cluster,
            ApiResource resource,
            Visibility.Seen seen,
            List<String> wanted,
            Map<String, String> labels,
            Answer answer) {
        var places = resource.namespaced() ? wanted : List.of("");
        var pages =
                Parallel.each(
                        places,
                        settings.callLimit(),
                        place -> lists.list(cluster, visitor.who(), resource, place, labels));
        pages.forEach((place, outcome) -> {
            switch (outcome) {
                case Parallel.Outcome.Done<List<ResourceObject>>(var items) ->
                        items.stream()
                                .sorted(ORDER)
                                .forEach(object ->
                                        add(visitor, name, cluster, seen, object, answer));
                case Parallel.Outcome.Failed<List<ResourceObject>>(var failure) ->
                        answer.errors.add(
                                ObjectJson.error(
                                        name, place, String.valueOf(failure.getMessage())));
            }
        });
    }

    private void add(
            Visitor visitor,
            String name,
            Cluster cluster,
            Visibility.Seen seen,
            ResourceObject object,
            Answer answer) {
        var kinds = List.<GroupVersionKind>of();
        if (object.kind().equals("HelmRelease")) {
            try {
                kinds = releases.kinds(cluster, visitor.who(), object);
            } catch (ClusterException | HelmReleases.Unreadable e) {
                answer.errors.add(
                        ObjectJson.error(name, "", "get helmrelease inventory: " + e.getMessage()));
            }
        }
        answer.objects.add(
                ObjectJson.of(
                        object, name, Visibility.tenant(cluster, seen, object.namespace()), kinds));
    }

    Reply object(Request request, Visitor visitor) {
        var fields = Fields.query(request);
        var name = request.path("name");
        var kind = fields.text("kind");
        var clusterName = fields.text("clusterName");
        var cluster = visitor.required(clusterName);
        if (kind.equals(OwnApplications.KIND)) {
            var own =
                    applications.find(
                            visitor.caller(), clusterName, fields.text("namespace"), name);
            if (own.isPresent()) {
                return Reply.json(
                        200,
                        Json.object(
                                "object",
                                ObjectJson.of(
                                        own.get().object(),
                                        clusterName,
                                        "",
                                        applications.inventoryKinds(own.get()))));
            }
        }
        var object = get(visitor, cluster, kind, fields.text("namespace"), name);
        var kinds = List.<GroupVersionKind>of();
        if (kind.equals("HelmRelease")) {
            try {
                kinds = releases.kinds(cluster, visitor.who(), object);
            } catch (ClusterException | HelmReleases.Unreadable e) {
                // The original hides this for one object: the release is there, its list is not.
                kinds = List.of();
            }
        }
        var tenant =
                Visibility.tenant(cluster, visitor.sees(clusterName, cluster), object.namespace());
        return Reply.json(
                200, Json.object("object", ObjectJson.of(object, clusterName, tenant, kinds)));
    }

    /** One object as the person, or the cluster's own words why not. */
    static ResourceObject get(
            Visitor visitor, Cluster cluster, String kind, String namespace, String name) {
        var resource = resource(cluster, kind);
        var reference =
                new ObjectReference(resource.type(), resource.namespaced() ? namespace : "", name);
        return cluster.get(visitor.who(), reference)
                .orElseThrow(() -> ApiError.unknown(notFound(resource, name)));
    }

    static ApiResource resource(Cluster cluster, String kind) {
        return switch (Kinds.find(cluster.catalog(), kind)) {
            case Kinds.Lookup.Served(var resource) -> resource;
            case Kinds.Lookup.Missing missing -> throw ApiError.unknown(missing.message());
            case Kinds.Lookup.Unknown() -> throw Kinds.unsupported(kind);
        };
    }

    static String notFound(ApiResource resource, String name) {
        var group = resource.type().group();
        return resource.plural()
                + (group.isEmpty() ? "" : "." + group)
                + " \""
                + name
                + "\" not found";
    }

    Reply reconciled(Request request, Visitor visitor) {
        var fields = Fields.body(request);
        var automation = fields.text("automationKind");
        var name = fields.text("automationName");
        var namespace = fields.text("namespace");
        var prefix =
                switch (automation) {
                    case "Kustomization" -> "kustomize.toolkit.fluxcd.io/";
                    case "HelmRelease" -> "helm.toolkit.fluxcd.io/";
                    default ->
                            throw ApiError.unknown("unsupported application kind: " + automation);
                };
        var clusterName = fields.text("clusterName");
        var cluster = visitor.required(clusterName);
        var seen = visitor.sees(clusterName, cluster);
        var selector = prefix + "name=" + name + "," + prefix + "namespace=" + namespace;
        var types = new LinkedHashSet<GroupVersionKind>();
        fields.messages("kinds").forEach(kind -> types.add(type(kind)));
        var uids = new HashSet<String>();
        var objects = new ArrayList<Map<String, @Nullable Object>>();
        for (var type : types) {
            var resource =
                    cluster.catalog()
                            .find(type)
                            .orElseThrow(() ->
                                    ApiError.unknown(
                                            "1 error occurred:\n\t* listing unstructured object: no matches for kind \""
                                                    + type.kind()
                                                    + "\" in version \""
                                                    + type.apiVersion()
                                                    + "\"\n\n"));
            var places = resource.namespaced() ? seen.namespaces() : List.of("");
            for (var object : listed(visitor, cluster, type, places, selector)) {
                if (uids.add(object.uid())) {
                    objects.add(
                            ObjectJson.of(
                                    object,
                                    clusterName,
                                    Visibility.tenant(cluster, seen, object.namespace()),
                                    List.of()));
                }
            }
        }
        return Reply.json(200, Json.object("objects", objects));
    }

    private List<ResourceObject> listed(
            Visitor visitor,
            Cluster cluster,
            GroupVersionKind type,
            List<String> places,
            String selector) {
        var all = new ArrayList<ResourceObject>();
        Parallel.each(
                        places,
                        settings.callLimit(),
                        place ->
                                cluster.list(
                                                visitor.who(),
                                                type,
                                                ListOptions.inNamespace(place).labelled(selector))
                                        .items())
                .values()
                .forEach(outcome -> {
                    switch (outcome) {
                        case Parallel.Outcome.Done<List<ResourceObject>>(var items) ->
                                all.addAll(items);
                        case Parallel.Outcome.Failed<List<ResourceObject>>(var failure) -> {
                            if (!(failure instanceof ClusterException.Forbidden)
                                    && !(failure instanceof ClusterException.Unavailable)) {
                                throw ApiError.unknown(
                                        "1 error occurred:\n\t* listing unstructured object: "
                                                + failure.getMessage()
                                                + "\n\n");
                            }
                        }
                    }
                });
        all.sort(ORDER);
        return all;
    }

    Reply children(Request request, Visitor visitor) {
        var fields = Fields.body(request);
        var type =
                type(
                        fields.message("groupVersionKind")
                                .orElseThrow(
                                        () -> ApiError.invalid("groupVersionKind is required")));
        var clusterName = fields.text("clusterName");
        var cluster = visitor.required(clusterName);
        var namespace = fields.text("namespace");
        var parent = fields.text("parentUid");
        var seen = visitor.sees(clusterName, cluster);
        try {
            var objects =
                    cluster
                            .list(visitor.who(), type, ListOptions.inNamespace(namespace))
                            .items()
                            .stream()
                            .filter(object -> ownedBy(object, parent))
                            .sorted(ORDER)
                            .map(object ->
                                    ObjectJson.of(
                                            object,
                                            clusterName,
                                            Visibility.tenant(cluster, seen, object.namespace()),
                                            List.of()))
                            .toList();
            return Reply.json(200, Json.object("objects", objects));
        } catch (ClusterException e) {
            throw ApiError.unknown("could not get unstructured object: " + e.getMessage());
        }
    }

    /** Whether the object has owners and all of them are this one. */
    static boolean ownedBy(ResourceObject object, String uid) {
        var owners = object.ownerReferences();
        return !owners.isEmpty()
                && owners.stream()
                        .allMatch(owner -> Trees.stringAt(owner, "uid").orElse("").equals(uid));
    }

    private static GroupVersionKind type(Fields kind) {
        return new GroupVersionKind(kind.text("group"), kind.text("version"), kind.text("kind"));
    }

    private static void requireKnown(String kind, Map<String, Cluster> clusters) {
        if (Kinds.isKnown(kind)) {
            return;
        }
        var served =
                clusters.values().stream()
                        .anyMatch(cluster ->
                                Kinds.find(cluster.catalog(), kind) instanceof Kinds.Lookup.Served);
        if (!served) {
            throw Kinds.unsupported(kind);
        }
    }
}
