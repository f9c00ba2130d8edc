package io.slipway.sandbox.registry;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.type.ServedType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Between the versions in which one object is served. Custom resources change their apiVersion
 * only; autoscalers and events have forms of their own. Stateless.
 */
final class Conversions {

    private Conversions() {}

    /** The tree in another version; the same tree when it is the same version. */
    static Map<String, Object> convert(Map<String, Object> tree, ServedType to) {
        var wanted = to.kind().apiVersion();
        var given = Trees.stringAt(tree, "apiVersion").orElse(wanted);
        if (given.equals(wanted)) {
            return tree;
        }
        var copy = new LinkedHashMap<>(tree);
        copy.put("apiVersion", wanted);
        switch (given + ">" + wanted) {
            case "autoscaling/v1>autoscaling/v2" -> autoscalerUp(copy);
            case "autoscaling/v2>autoscaling/v1" -> autoscalerDown(copy);
            case "v1>events.k8s.io/v1" -> {
                rename(copy, "involvedObject", "regarding");
                rename(copy, "message", "note");
                rename(copy, "reportingComponent", "reportingController");
                rename(copy, "source", "deprecatedSource");
                rename(copy, "firstTimestamp", "deprecatedFirstTimestamp");
                rename(copy, "lastTimestamp", "deprecatedLastTimestamp");
                rename(copy, "count", "deprecatedCount");
            }
            case "events.k8s.io/v1>v1" -> {
                rename(copy, "regarding", "involvedObject");
                rename(copy, "note", "message");
                rename(copy, "reportingController", "reportingComponent");
                rename(copy, "deprecatedSource", "source");
                rename(copy, "deprecatedFirstTimestamp", "firstTimestamp");
                rename(copy, "deprecatedLastTimestamp", "lastTimestamp");
                rename(copy, "deprecatedCount", "count");
            }
            default -> {}
        }
        return copy;
    }

    private static void rename(Map<String, Object> tree, String from, String to) {
        if (tree.containsKey(from)) {
            tree.put(to, tree.remove(from));
        }
    }

    private static void autoscalerUp(Map<String, Object> tree) {
        var spec = new LinkedHashMap<>(Trees.mapAt(tree, "spec"));
        var percent = spec.remove("targetCPUUtilizationPercentage");
        if (percent != null) {
            var metric =
                    Map.of(
                            "type",
                            "Resource",
                            "resource",
                            Map.of(
                                    "name",
                                    "cpu",
                                    "target",
                                    Map.of("type", "Utilization", "averageUtilization", percent)));
            spec.put("metrics", new ArrayList<Object>(List.of(Trees.copyMap(metric))));
        }
        tree.put("spec", spec);
        var status = new LinkedHashMap<>(Trees.mapAt(tree, "status"));
        status.remove("currentCPUUtilizationPercentage");
        if (tree.containsKey("status")) {
            tree.put("status", status);
        }
    }

    private static void autoscalerDown(Map<String, Object> tree) {
        var spec = new LinkedHashMap<>(Trees.mapAt(tree, "spec"));
        for (var metric : Trees.list(spec.remove("metrics"))) {
            if (Trees.stringAt(metric, "resource", "name").filter("cpu"::equals).isPresent()) {
                Trees.at(metric, "resource", "target", "averageUtilization")
                        .ifPresent(p -> spec.put("targetCPUUtilizationPercentage", p));
            }
        }
        spec.remove("behavior");
        tree.put("spec", spec);
        if (tree.containsKey("status")) {
            var status = new LinkedHashMap<>(Trees.mapAt(tree, "status"));
            status.remove("conditions");
            status.remove("currentMetrics");
            tree.put("status", status);
        }
    }
}
