package io.slipway.engine.health;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.Optional;

/** OpenKruise's sets: what is held back by a pause or a partition waits for a human. */
final class KruiseHealth {

    private KruiseHealth() {}

    static Health assess(ResourceObject set) {
        if (!set.at("metadata", "generation").equals(set.at("status", "observedGeneration"))) {
            return Health.progressing("Waiting for the newest specification to be observed");
        }
        var rolling =
                set.kind().equals("CloneSet")
                        ? Trees.mapAt(set.tree(), "spec", "updateStrategy")
                        : Trees.mapAt(set.tree(), "spec", "updateStrategy", "rollingUpdate");
        var done = set.at("status", doneField(set));
        if (Trees.isTrueAt(rolling, "paused") || done.isEmpty()) {
            return Health.suspended(set.kind() + " is paused");
        }
        var partition = Trees.at(rolling, "partition");
        if (!partition.filter(p -> p.equals(0L)).isPresent()
                && Conditions.number(set, "metadata", "generation") > 1) {
            return isAtPartition(set, partition)
                    ? Health.suspended(set.kind() + " is updated up to its partition")
                    : Health.progressing(set.kind() + " is being updated up to its partition");
        }
        return set.kind().equals("DaemonSet") ? daemons(set) : replicas(set);
    }

    private static String doneField(ResourceObject set) {
        return set.kind().equals("DaemonSet")
                ? "updatedNumberScheduled"
                : "updatedAvailableReplicas";
    }

    private static boolean isAtPartition(ResourceObject set, Optional<Object> partition) {
        long held = partition.filter(Long.class::isInstance).map(Long.class::cast).orElse(0L);
        return switch (set.kind()) {
            case "CloneSet" ->
                    Conditions.number(set, "status", "updatedReplicas")
                            >= Conditions.number(set, "status", "expectedUpdatedReplicas");
            case "DaemonSet" ->
                    Conditions.number(set, "status", "updatedNumberScheduled")
                            > Conditions.number(set, "status", "desiredNumberScheduled") - held;
            default ->
                    Conditions.number(set, "status", "updatedReplicas")
                            > Conditions.number(set, "status", "replicas") - held;
        };
    }

    private static Health replicas(ResourceObject set) {
        return set.at("status", "updatedAvailableReplicas").equals(set.at("status", "replicas"))
                ? Health.healthy("all replicas are updated and available")
                : Health.degraded("some replicas are not available");
    }

    private static Health daemons(ResourceObject set) {
        long wanted = Conditions.number(set, "status", "desiredNumberScheduled");
        if (Conditions.number(set, "status", "updatedNumberScheduled") != wanted) {
            return Health.progressing("pods are being updated");
        }
        if (Conditions.number(set, "status", "numberAvailable") == wanted) {
            return Health.healthy("all pods are updated and available");
        }
        return Conditions.number(set, "status", "numberUnavailable") == wanted
                ? Health.degraded("no pod is available")
                : Health.progressing("pods are becoming available");
    }
}
