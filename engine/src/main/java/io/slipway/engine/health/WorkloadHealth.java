package io.slipway.engine.health;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.Optional;

/** Deployment, StatefulSet, DaemonSet, ReplicaSet: judged by their own status alone (health H3). */
final class WorkloadHealth {

    private static final String UNREAD = "The controller has not read the newest specification yet";

    private WorkloadHealth() {}

    static Optional<Health> deployment(ResourceObject object) {
        return Optional.of(requireV1(object).orElseGet(() -> deploymentV1(object)));
    }

    private static Health deploymentV1(ResourceObject object) {
        if (Trees.isTrueAt(object.tree(), "spec", "paused")) {
            return Health.suspended("Nothing is rolled out while spec.paused is true");
        }
        if (Conditions.isObservedLate(object)) {
            return Health.progressing(UNREAD);
        }
        var progressing = Conditions.find(object, "Progressing");
        if (progressing.filter(c -> c.reason().equals("ProgressDeadlineExceeded")).isPresent()) {
            return Health.degraded("Nothing moved within the progress deadline");
        }
        long updated = number(object, "status", "updatedReplicas");
        long replicas = number(object, "status", "replicas");
        long available = number(object, "status", "availableReplicas");
        var wanted = optionalNumber(object, "spec", "replicas");
        if (wanted.isPresent() && updated < wanted.get()) {
            return Health.progressing(
                    "Pods of the newest template: %d of %d".formatted(updated, wanted.get()));
        }
        if (replicas > updated) {
            return Health.progressing(
                    "Pods of older templates that are still there: %d"
                            .formatted(replicas - updated));
        }
        if (available < updated) {
            return Health.progressing(
                    "Available pods of the newest template: %d of %d"
                            .formatted(available, updated));
        }
        return Health.healthy("");
    }

    static Optional<Health> statefulSet(ResourceObject object) {
        return Optional.of(requireV1(object).orElseGet(() -> statefulSetV1(object)));
    }

    private static Health statefulSetV1(ResourceObject object) {
        if (number(object, "status", "observedGeneration") == 0
                || Conditions.isObservedLate(object)) {
            return Health.progressing(UNREAD);
        }
        var wanted = optionalNumber(object, "spec", "replicas");
        long ready = number(object, "status", "readyReplicas");
        if (wanted.isPresent() && ready < wanted.get()) {
            return Health.progressing("Ready pods: %d of %d".formatted(ready, wanted.get()));
        }
        var strategy = Conditions.text(object, "spec", "updateStrategy", "type");
        boolean block = object.at("spec", "updateStrategy", "rollingUpdate").isPresent();
        if (strategy.equals("RollingUpdate") && block) {
            return partitioned(object, wanted);
        }
        if (strategy.equals("OnDelete")) {
            return Health.healthy("Ready pods: %d".formatted(ready));
        }
        if (!Conditions.text(object, "status", "updateRevision")
                .equals(Conditions.text(object, "status", "currentRevision"))) {
            return Health.progressing(
                    "%d pods have the revision %s, the others follow"
                            .formatted(
                                    number(object, "status", "updatedReplicas"),
                                    Conditions.text(object, "status", "updateRevision")));
        }
        return Health.healthy(
                "All %d pods have the revision %s"
                        .formatted(
                                number(object, "status", "currentReplicas"),
                                Conditions.text(object, "status", "currentRevision")));
    }

    private static Health partitioned(ResourceObject object, Optional<Long> wanted) {
        var partition =
                optionalNumber(object, "spec", "updateStrategy", "rollingUpdate", "partition");
        long updated = number(object, "status", "updatedReplicas");
        if (wanted.isPresent()
                && partition.isPresent()
                && updated < wanted.get() - partition.get()) {
            return Health.progressing(
                    "Pods beyond the partition that have the newest template: %d of %d"
                            .formatted(updated, wanted.get() - partition.get()));
        }
        return Health.healthy(
                "All pods beyond the partition have the newest template: %d".formatted(updated));
    }

    static Optional<Health> daemonSet(ResourceObject object) {
        return Optional.of(requireV1(object).orElseGet(() -> daemonSetV1(object)));
    }

    private static Health daemonSetV1(ResourceObject object) {
        if (Conditions.isObservedLate(object)) {
            return Health.progressing(UNREAD);
        }
        long wanted = number(object, "status", "desiredNumberScheduled");
        long updated = number(object, "status", "updatedNumberScheduled");
        long available = number(object, "status", "numberAvailable");
        if (Conditions.text(object, "spec", "updateStrategy", "type").equals("OnDelete")) {
            return Health.healthy(
                    "Pods of the newest template: %d of %d".formatted(updated, wanted));
        }
        if (updated < wanted) {
            return Health.progressing(
                    "Nodes with a pod of the newest template: %d of %d".formatted(updated, wanted));
        }
        if (available < wanted) {
            return Health.progressing(
                    "Nodes with an available pod: %d of %d".formatted(available, wanted));
        }
        return Health.healthy("");
    }

    static Optional<Health> replicaSet(ResourceObject object) {
        return Optional.of(requireV1(object).orElseGet(() -> replicaSetV1(object)));
    }

    private static Health replicaSetV1(ResourceObject object) {
        if (Conditions.isObservedLate(object)) {
            return Health.progressing(UNREAD);
        }
        var failure =
                Conditions.find(object, "ReplicaFailure").filter(Conditions.Condition::isTrue);
        if (failure.isPresent()) {
            return Health.degraded(failure.get().message());
        }
        long available = number(object, "status", "availableReplicas");
        var wanted = optionalNumber(object, "spec", "replicas");
        if (wanted.isPresent() && available < wanted.get()) {
            return Health.progressing(
                    "Available pods: %d of %d".formatted(available, wanted.get()));
        }
        return Health.healthy("");
    }

    private static long number(ResourceObject object, String... path) {
        return optionalNumber(object, path).orElse(0L);
    }

    /**
     * What is there and no whole number cannot be judged, so the rule fails rather than guesses.
     */
    private static Optional<Long> optionalNumber(ResourceObject object, String... path) {
        var there = object.at(path);
        if (there.isPresent() && !(there.get() instanceof Long)) {
            throw new IllegalArgumentException(String.join(".", path) + " is no whole number");
        }
        return there.map(Long.class::cast);
    }

    private static Optional<Health> requireV1(ResourceObject object) {
        return object.apiVersion().equals("apps/v1")
                ? Optional.empty()
                : Optional.of(
                        Health.unknown(
                                "Only apps/v1 can be assessed, not " + object.groupVersionKind()));
    }
}
