package io.slipway.engine.health;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.Optional;

/** Deployment, StatefulSet, DaemonSet, ReplicaSet: judged by their own status alone (health H3). */
final class WorkloadHealth {

    private WorkloadHealth() {}

    static Optional<Health> deployment(ResourceObject object) {
        return Optional.of(requireV1(object).orElseGet(() -> deploymentV1(object)));
    }

    private static Health deploymentV1(ResourceObject object) {
        if (Trees.isTrueAt(object.tree(), "spec", "paused")) {
            return Health.suspended("Deployment is paused");
        }
        if (Conditions.isObservedLate(object)) {
            return Health.progressing(
                    "Waiting for rollout to finish: observed deployment generation less than desired generation");
        }
        var progressing = Conditions.find(object, "Progressing");
        if (progressing.filter(c -> c.reason().equals("ProgressDeadlineExceeded")).isPresent()) {
            return Health.degraded(
                    "Deployment \"%s\" exceeded its progress deadline".formatted(object.name()));
        }
        long updated = number(object, "status", "updatedReplicas");
        long replicas = number(object, "status", "replicas");
        long available = number(object, "status", "availableReplicas");
        var wanted = optionalNumber(object, "spec", "replicas");
        if (wanted.isPresent() && updated < wanted.get()) {
            return Health.progressing(
                    "Waiting for rollout to finish: %d out of %d new replicas have been updated..."
                            .formatted(updated, wanted.get()));
        }
        if (replicas > updated) {
            return Health.progressing(
                    "Waiting for rollout to finish: %d old replicas are pending termination..."
                            .formatted(replicas - updated));
        }
        if (available < updated) {
            return Health.progressing(
                    "Waiting for rollout to finish: %d of %d updated replicas are available..."
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
            return Health.progressing("Waiting for statefulset spec update to be observed...");
        }
        var wanted = optionalNumber(object, "spec", "replicas");
        long ready = number(object, "status", "readyReplicas");
        if (wanted.isPresent() && ready < wanted.get()) {
            return Health.progressing(
                    "Waiting for %d pods to be ready...".formatted(wanted.get() - ready));
        }
        var strategy = Conditions.text(object, "spec", "updateStrategy", "type");
        boolean block = object.at("spec", "updateStrategy", "rollingUpdate").isPresent();
        if (strategy.equals("RollingUpdate") && block) {
            return partitioned(object, wanted);
        }
        if (strategy.equals("OnDelete")) {
            return Health.healthy("statefulset has %d ready pods".formatted(ready));
        }
        if (!Conditions.text(object, "status", "updateRevision")
                .equals(Conditions.text(object, "status", "currentRevision"))) {
            return Health.progressing(
                    "waiting for statefulset rolling update to complete %d pods at revision %s..."
                            .formatted(
                                    number(object, "status", "updatedReplicas"),
                                    Conditions.text(object, "status", "updateRevision")));
        }
        return Health.healthy(
                "statefulset rolling update complete %d pods at revision %s..."
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
                    "Waiting for partitioned roll out to finish: %d out of %d new pods have been updated..."
                            .formatted(updated, wanted.get() - partition.get()));
        }
        return Health.healthy(
                "partitioned roll out complete: %d new pods have been updated..."
                        .formatted(updated));
    }

    static Optional<Health> daemonSet(ResourceObject object) {
        return Optional.of(requireV1(object).orElseGet(() -> daemonSetV1(object)));
    }

    private static Health daemonSetV1(ResourceObject object) {
        if (Conditions.isObservedLate(object)) {
            return Health.progressing(
                    "Waiting for rollout to finish: observed daemon set generation less than desired generation");
        }
        long wanted = number(object, "status", "desiredNumberScheduled");
        long updated = number(object, "status", "updatedNumberScheduled");
        long available = number(object, "status", "numberAvailable");
        if (Conditions.text(object, "spec", "updateStrategy", "type").equals("OnDelete")) {
            return Health.healthy(
                    "daemon set %d out of %d new pods have been updated"
                            .formatted(updated, wanted));
        }
        if (updated < wanted) {
            return Health.progressing(
                    "Waiting for daemon set \"%s\" rollout to finish: %d out of %d new pods have been updated..."
                            .formatted(object.name(), updated, wanted));
        }
        if (available < wanted) {
            return Health.progressing(
                    "Waiting for daemon set \"%s\" rollout to finish: %d of %d updated pods are available..."
                            .formatted(object.name(), available, wanted));
        }
        return Health.healthy("");
    }

    static Optional<Health> replicaSet(ResourceObject object) {
        return Optional.of(requireV1(object).orElseGet(() -> replicaSetV1(object)));
    }

    private static Health replicaSetV1(ResourceObject object) {
        if (Conditions.isObservedLate(object)) {
            return Health.progressing(
                    "Waiting for rollout to finish: observed replica set generation less than desired generation");
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
                    "Waiting for rollout to finish: %d out of %d new replicas are available..."
                            .formatted(available, wanted.get()));
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
                                "unsupported %s GVK: %s"
                                        .formatted(object.kind(), object.groupVersionKind())));
    }
}
