package io.slipway.api.weave;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Events about one object (endpoint 6), read in the object's own namespace only. */
final class EventLists {
    private static final GroupVersionKind EVENT = new GroupVersionKind("", "v1", "Event");

    private final WeaveSettings settings;

    EventLists(WeaveSettings settings) {
        this.settings = settings;
    }

    Reply events(Request request, Visitor visitor) {
        var fields = Fields.query(request);
        if (!fields.has("involvedObject")) {
            throw ApiError.invalid("bad request: no object was specified");
        }
        var kind = fields.text("involvedObject.kind");
        var name = fields.text("involvedObject.name");
        var namespace = fields.text("involvedObject.namespace");
        var clusterName = fields.text("involvedObject.clusterName");
        Map<String, Cluster> clusters;
        try {
            clusters = visitor.chosen(clusterName);
        } catch (ApiError e) {
            throw new ApiError(
                    ApiError.Code.INTERNAL, "unable to make k8s rest client: " + e.getMessage());
        }
        if (!Kinds.isKnown(kind)
                && clusters.values().stream()
                        .noneMatch(cluster ->
                                Kinds.find(cluster.catalog(), kind)
                                        instanceof Kinds.Lookup.Served)) {
            throw ApiError.invalid("bad request: not a recognized object kind");
        }
        var events = new ArrayList<Map<String, @Nullable Object>>();
        clusters.forEach((label, cluster) -> {
            var places =
                    namespace.isEmpty()
                            ? visitor.sees(label, cluster).namespaces()
                            : List.of(namespace);
            var selector =
                    "involvedObject.kind="
                            + kind
                            + ",involvedObject.name="
                            + name
                            + ",involvedObject.namespace="
                            + namespace;
            Parallel.each(
                            places,
                            settings.callLimit(),
                            place -> list(visitor, cluster, place, selector))
                    .forEach((place, outcome) -> {
                        switch (outcome) {
                            case Parallel.Outcome.Done<List<ResourceObject>>(var items) ->
                                    items.forEach(event -> events.add(json(event)));
                            case Parallel.Outcome.Failed<List<ResourceObject>>(var failure) ->
                                    throw failed(label, place, failure);
                        }
                    });
        });
        return Reply.json(200, Json.object("events", events));
    }

    private static List<ResourceObject> list(
            Visitor visitor, Cluster cluster, String place, String selector) {
        return cluster.list(visitor.who(), EVENT, new ListOptions(place, "", selector, 0, ""))
                .items();
    }

    private static ApiError failed(String cluster, String namespace, RuntimeException failure) {
        if (!(failure instanceof ClusterException)) {
            throw failure;
        }
        return ApiError.unknown(
                "could not get events: list resource: Failed to list resource on cluster=\"%s\" namespace=\"%s\" err=\"%s\""
                        .formatted(cluster, namespace, failure.getMessage()));
    }

    private static Map<String, @Nullable Object> json(ResourceObject event) {
        return Json.object(
                "type",
                text(event, "type"),
                "reason",
                text(event, "reason"),
                "message",
                text(event, "message"),
                "timestamp",
                timestamp(event),
                "component",
                first(
                        text(event, "source", "component"),
                        text(event, "reportingComponent"),
                        text(event, "reportingController")),
                "host",
                text(event, "source", "host"),
                "name",
                event.name(),
                "uid",
                "");
    }

    private static String timestamp(ResourceObject event) {
        return first(
                text(event, "lastTimestamp"),
                text(event, "series", "lastObservedTime"),
                text(event, "eventTime"),
                text(event, "metadata", "creationTimestamp"),
                "0001-01-01T00:00:00Z");
    }

    private static String first(String... texts) {
        return Stream.of(texts).filter(text -> !text.isEmpty()).findFirst().orElse("");
    }

    private static String text(ResourceObject object, String... fields) {
        return Trees.stringAt(object.tree(), fields).orElse("");
    }
}
