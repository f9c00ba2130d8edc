package io.slipway.api.weave;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ListOptions;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The controllers and their definitions (endpoints 9 to 13), and the version (15). */
final class RuntimeLists {
    private static final GroupVersionKind NAMESPACE = new GroupVersionKind("", "v1", "Namespace");
    private static final GroupVersionKind DEPLOYMENT =
            new GroupVersionKind("apps", "v1", "Deployment");
    private static final GroupVersionKind DEFINITION =
            new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
    private static final String PART_OF = "app.kubernetes.io/part-of";
    private static final String FALLBACK = "flux-system";

    private final WeaveSettings settings;

    RuntimeLists(WeaveSettings settings) {
        this.settings = settings;
    }

    Reply fluxObjects(Request request, Visitor visitor) {
        return deployments(visitor, List.of("flux"));
    }

    Reply runtimeObjects(Request request, Visitor visitor) {
        return deployments(visitor, List.of("flux", "weave-gitops"));
    }

    Reply fluxDefinitions(Request request, Visitor visitor) {
        return definitions(visitor, List.of("flux"));
    }

    Reply runtimeDefinitions(Request request, Visitor visitor) {
        return definitions(visitor, List.of("flux", "weave-gitops"));
    }

    private Reply deployments(Visitor visitor, List<String> parts) {
        var deployments = new ArrayList<Map<String, @Nullable Object>>();
        var errors = new ArrayList<Map<String, @Nullable Object>>();
        visitor.clusters()
                .forEach((name, cluster) -> {
                    var places = places(cluster);
                    if (places.isEmpty()) {
                        errors.add(
                                ObjectJson.error(
                                        name, "", "could not find flux namespace in cluster"));
                    }
                    for (var place : places) {
                        for (var part : parts) {
                            deployments(visitor, name, cluster, place, part, deployments, errors);
                        }
                    }
                });
        return Reply.json(200, Json.object("deployments", deployments, "errors", errors));
    }

    private static List<String> places(Cluster cluster) {
        return cluster.list(Identity.registered(), NAMESPACE, ListOptions.all()).items().stream()
                .filter(namespace ->
                        namespace.label(PART_OF).orElse("").equals("flux")
                                || namespace.name().equals(FALLBACK))
                .map(ResourceObject::name)
                .sorted()
                .toList();
    }

    private static void deployments(
            Visitor visitor,
            String name,
            Cluster cluster,
            String place,
            String part,
            List<Map<String, @Nullable Object>> deployments,
            List<Map<String, @Nullable Object>> errors) {
        try {
            cluster.list(
                            visitor.who(),
                            DEPLOYMENT,
                            ListOptions.inNamespace(place).labelled(PART_OF + "=" + part))
                    .items()
                    .forEach(object -> deployments.add(deployment(object, name)));
        } catch (ClusterException e) {
            errors.add(
                    ObjectJson.error(
                            name,
                            place,
                            "could not list deployments in namespace, " + e.getMessage()));
        }
    }

    private static Map<String, @Nullable Object> deployment(ResourceObject object, String cluster) {
        var conditions =
                Trees.listAt(object.tree(), "status", "conditions").stream()
                        .map(condition ->
                                Json.object(
                                        "type",
                                        Trees.stringAt(condition, "type").orElse(""),
                                        "status",
                                        Trees.stringAt(condition, "status").orElse(""),
                                        "reason",
                                        Trees.stringAt(condition, "reason").orElse(""),
                                        "message",
                                        Trees.stringAt(condition, "message").orElse(""),
                                        "timestamp",
                                        ""))
                        .toList();
        var images =
                Trees.listAt(object.tree(), "spec", "template", "spec", "containers").stream()
                        .map(container -> Trees.stringAt(container, "image").orElse(""))
                        .toList();
        return Json.object(
                "name",
                object.name(),
                "namespace",
                object.namespace(),
                "conditions",
                conditions,
                "images",
                images,
                "suspended",
                false,
                "clusterName",
                cluster,
                "uid",
                object.uid(),
                "labels",
                new TreeMap<>(object.labels()));
    }

    private Reply definitions(Visitor visitor, List<String> parts) {
        var definitions = new ArrayList<Map<String, @Nullable Object>>();
        var errors = new ArrayList<Map<String, @Nullable Object>>();
        visitor.clusters()
                .forEach((name, cluster) -> {
                    for (var part : parts) {
                        try {
                            cluster.list(
                                            visitor.who(),
                                            DEFINITION,
                                            ListOptions.all().labelled(PART_OF + "=" + part))
                                    .items()
                                    .forEach(o -> definitions.add(definition(o, name)));
                        } catch (ClusterException e) {
                            errors.add(ObjectJson.error(name, "", String.valueOf(e.getMessage())));
                        }
                    }
                });
        return Reply.json(200, Json.object("crds", definitions, "errors", errors));
    }

    private static Map<String, @Nullable Object> definition(ResourceObject object, String cluster) {
        var version =
                Trees.listAt(object.tree(), "spec", "versions").stream()
                        .filter(one -> Trees.isTrueAt(one, "storage"))
                        .findFirst()
                        .flatMap(one -> Trees.stringAt(one, "name"))
                        .orElse("");
        return Json.object(
                "name",
                Json.object(
                        "plural",
                        Trees.stringAt(object.tree(), "spec", "names", "plural").orElse(""),
                        "group",
                        Trees.stringAt(object.tree(), "spec", "group").orElse("")),
                "version",
                version,
                "kind",
                Trees.stringAt(object.tree(), "spec", "names", "kind").orElse(""),
                "clusterName",
                cluster,
                "uid",
                object.uid());
    }

    Reply isAvailable(Request request, Visitor visitor) {
        var name = Fields.query(request).text("name");
        var clusters = Json.object();
        visitor.clusters()
                .forEach((label, cluster) -> clusters.put(label, isServed(cluster, name)));
        return Reply.json(200, Json.object("clusters", clusters));
    }

    private static boolean isServed(Cluster cluster, String name) {
        try {
            return cluster.catalog().resources().stream()
                    .anyMatch(resource ->
                            (resource.plural() + "." + resource.type().group()).equals(name));
        } catch (ClusterException e) {
            return false;
        }
    }

    Reply version(Request request, Visitor visitor) {
        var version = settings.version();
        return Reply.json(
                200,
                Json.object(
                        "semver",
                        version.semver(),
                        "commit",
                        version.commit(),
                        "branch",
                        version.branch(),
                        "buildTime",
                        version.buildTime(),
                        "kubeVersion",
                        kubernetes(visitor)));
    }

    private static String kubernetes(Visitor visitor) {
        var cluster = visitor.clusters().get(WeaveApi.PRIMARY);
        try {
            return cluster == null ? "" : cluster.catalog().serverVersion();
        } catch (ClusterException e) {
            return "";
        }
    }
}
