package io.slipway.engine.health;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** OpenKruise's sets: what is held back by a pause or a partition waits for a human. */
final class KruiseHealth {

    /** Whole numbers that no product of two overflows. */
    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,9})%?");

    private KruiseHealth() {}

    static Health assess(ResourceObject set) {
        if (!set.at("metadata", "generation").equals(set.at("status", "observedGeneration"))) {
            return Health.progressing("The controller has not read the newest specification yet");
        }
        var rolling =
                set.kind().equals("CloneSet")
                        ? Trees.mapAt(set.tree(), "spec", "updateStrategy")
                        : Trees.mapAt(set.tree(), "spec", "updateStrategy", "rollingUpdate");
        var done = set.at("status", doneField(set));
        if (Trees.isTrueAt(rolling, "paused") || done.isEmpty()) {
            return Health.suspended(set.kind() + " waits: its update is paused");
        }
        var partition = Trees.at(rolling, "partition");
        if (holdsBack(set, partition) && Conditions.number(set, "metadata", "generation") > 1) {
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

    /** The other sets have the field filled in when they are taken; a daemon set may lack it. */
    private static boolean holdsBack(ResourceObject set, Optional<Object> partition) {
        return partition
                .map(p -> !List.of("0", "0%").contains(String.valueOf(p)))
                .orElse(!set.kind().equals("DaemonSet"));
    }

    private static boolean isAtPartition(ResourceObject set, Optional<Object> partition) {
        return switch (set.kind()) {
            case "CloneSet" ->
                    Conditions.number(set, "status", "updatedReplicas")
                            >= Conditions.number(set, "status", "expectedUpdatedReplicas");
            case "DaemonSet" ->
                    isBeyond(
                            Conditions.number(set, "status", "updatedNumberScheduled"),
                            Conditions.number(set, "status", "desiredNumberScheduled"),
                            partition);
            default ->
                    isBeyond(
                            Conditions.number(set, "status", "updatedReplicas"),
                            Conditions.number(set, "status", "replicas"),
                            partition);
        };
    }

    /**
     * Whether more is updated than a partition leaves, which is a number or a part in percent of
     * all; what is neither holds nothing back.
     */
    private static boolean isBeyond(long updated, long all, Optional<Object> partition) {
        var text = partition.map(String::valueOf).orElse("0");
        var number = NUMBER.matcher(text);
        if (!number.matches()) {
            return updated > all;
        }
        long held = Long.parseLong(number.group(1));
        return text.endsWith("%") ? updated * 100 > all * (100 - held) : updated > all - held;
    }

    private static Health replicas(ResourceObject set) {
        return set.at("status", "updatedAvailableReplicas").equals(set.at("status", "replicas"))
                ? Health.healthy("Every pod is new and available")
                : Health.degraded("Pods are missing, old or not available");
    }

    private static Health daemons(ResourceObject set) {
        long wanted = Conditions.number(set, "status", "desiredNumberScheduled");
        if (Conditions.number(set, "status", "updatedNumberScheduled") != wanted) {
            return Health.progressing("Not every node has a new pod");
        }
        if (Conditions.number(set, "status", "numberAvailable") == wanted) {
            return Health.healthy("Every node has a new, available pod");
        }
        return Conditions.number(set, "status", "numberUnavailable") == wanted
                ? Health.degraded("Not one pod is available")
                : Health.progressing("Not every node has an available pod");
    }
}
