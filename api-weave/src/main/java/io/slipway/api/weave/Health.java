package io.slipway.api.weave;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.Optional;

/**
 * The health of an inventory entry by this API's own rules, which differ from the engine's: kinds
 * are told by name only, and the first rule that hits wins.
 *
 * @param status {@code Healthy}, {@code Progressing}, {@code Unhealthy} or {@code Unknown}
 */
record Health(String status, String message) {
    private static final String WAIT_FOR_SPEC = "waiting spec to be observed";
    private static final String WAIT_FOR_BALANCER = "waiting for loadbalancer ingress";

    private static Health healthy() {
        return healthy("");
    }

    private static Health healthy(String message) {
        return new Health("Healthy", message);
    }

    private static Health progressing(String message) {
        return new Health("Progressing", message);
    }

    private static Health unhealthy(String message) {
        return new Health("Unhealthy", message);
    }

    static Health of(ResourceObject object) {
        return switch (object.kind()) {
            case "Deployment" -> deployment(object);
            case "ReplicaSet" -> replicaSet(object);
            case "DaemonSet" -> daemonSet(object);
            case "StatefulSet" -> statefulSet(object);
            case "Job" -> job(object);
            case "Pod" -> pod(object);
            case "HorizontalPodAutoscaler" -> autoscaler(object);
            case "Ingress" -> hasBalancer(object) ? healthy() : progressing(WAIT_FOR_BALANCER);
            case "PersistentVolumeClaim" ->
                    switch (text(object, "status", "phase")) {
                        case "Bound" -> healthy();
                        case "Pending" -> progressing("");
                        case "Lost" -> unhealthy("");
                        default -> new Health("Unknown", "");
                    };
            case "Service" ->
                    text(object, "spec", "type").equals("LoadBalancer") && !hasBalancer(object)
                            ? progressing(WAIT_FOR_BALANCER)
                            : healthy();
            default -> generic(object);
        };
    }

    private static Health deployment(ResourceObject object) {
        if (!specSeen(object)) {
            return progressing(WAIT_FOR_SPEC);
        }
        if (condition(object, "Progressing")
                .filter(found -> found.reason().equals("ProgressDeadlineExceeded"))
                .isPresent()) {
            return unhealthy("deployment exceeded its progress deadline");
        }
        var replicas = number(object, "spec", "replicas");
        if (replicas.isPresent()
                && !replicas.get().equals(count(object, "status", "updatedReplicas"))) {
            return progressing("waiting for updated replicas");
        }
        return healthy();
    }

    private static Health replicaSet(ResourceObject object) {
        var failure = condition(object, "ReplicaFailure").filter(Condition::isTrue);
        if (failure.isPresent()) {
            return unhealthy(failure.get().message());
        }
        if (!specSeen(object)) {
            return progressing(WAIT_FOR_SPEC);
        }
        var replicas = number(object, "spec", "replicas");
        if (replicas.isPresent()
                && !replicas.get().equals(count(object, "status", "availableReplicas"))) {
            return progressing("waiting for replicas");
        }
        return healthy();
    }

    private static Health daemonSet(ResourceObject object) {
        if (!specSeen(object)) {
            return progressing(WAIT_FOR_SPEC);
        }
        long desired = count(object, "status", "desiredNumberScheduled");
        if (count(object, "status", "updatedNumberScheduled") != desired) {
            return progressing(
                    "waiting updated number scheduled to be equal to desired number scheduled");
        }
        if (count(object, "status", "numberAvailable") != desired) {
            return progressing(
                    "waiting for available number to be equal to desired number scheduled");
        }
        return healthy();
    }

    private static Health statefulSet(ResourceObject object) {
        if (!specSeen(object)) {
            return progressing(WAIT_FOR_SPEC);
        }
        long replicas = number(object, "spec", "replicas").orElse(1L);
        if (replicas != count(object, "status", "readyReplicas")) {
            return progressing("waiting for ready replicas");
        }
        long updated = count(object, "status", "updatedReplicas");
        var rolling = object.at("spec", "updateStrategy", "rollingUpdate");
        if (text(object, "spec", "updateStrategy", "type").equals("RollingUpdate")
                && rolling.isPresent()) {
            var partition = number(object, "spec", "updateStrategy", "rollingUpdate", "partition");
            if (partition.isPresent() && updated < replicas - partition.get()) {
                return progressing(
                        "Waiting for partitioned roll out to finish: %d out of %d new pods have been updated...\n"
                                .formatted(updated, replicas - partition.get()));
            }
            return healthy();
        }
        var revision = text(object, "status", "updateRevision");
        if (!revision.equals(text(object, "status", "currentRevision"))) {
            return progressing(
                    "waiting for statefulset rolling update to complete %d pods at revision %s..."
                            .formatted(updated, revision));
        }
        return healthy();
    }

    private static Health job(ResourceObject object) {
        if (count(object, "status", "succeeded") > 0) {
            return healthy();
        }
        return count(object, "status", "failed") > 0
                ? unhealthy("job is in a failed state.")
                : progressing("");
    }

    private static Health pod(ResourceObject object) {
        var message = text(object, "status", "message");
        return switch (text(object, "status", "phase")) {
            case "Pending" -> progressing(message);
            case "Failed" -> unhealthy(message);
            case "Running", "Succeeded" -> healthy(message);
            default -> new Health("Unknown", message);
        };
    }

    private static Health autoscaler(ResourceObject object) {
        if (count(object, "status", "currentReplicas")
                != count(object, "status", "desiredReplicas")) {
            return progressing("waiting for desired replicas");
        }
        var bad =
                Trees.listAt(object.tree(), "status", "conditions").stream()
                        .map(Condition::of)
                        .anyMatch(found ->
                                found.isTrue()
                                        && (found.reason().contains("Failed")
                                                || found.reason().contains("Invalid")));
        return bad
                ? unhealthy("There is at least one condition with Failed or Invalid reason")
                : healthy();
    }

    private static Health generic(ResourceObject object) {
        if (object.isDeleting()) {
            return new Health("Unknown", "Resource scheduled for deletion");
        }
        var generation = number(object, "metadata", "generation");
        var observed = number(object, "status", "observedGeneration");
        if (observed.isPresent() && !observed.equals(generation)) {
            return progressing(
                    "%s generation is %d, but latest observed generation is %d"
                            .formatted(object.kind(), generation.orElse(0L), observed.get()));
        }
        var reconciling = condition(object, "Reconciling").filter(Condition::isTrue);
        if (reconciling.isPresent()) {
            return progressing(reconciling.get().message());
        }
        var stalled = condition(object, "Stalled").filter(Condition::isTrue);
        if (stalled.isPresent()) {
            return unhealthy(stalled.get().message());
        }
        return switch (object.kind()) {
            case "Secret", "ConfigMap", "CronJob" -> healthy("Resource is always ready");
            case "PodDisruptionBudget" -> healthy("AllowedDisruptions has been computed.");
            case "CustomResourceDefinition" -> definition(object);
            default ->
                    condition(object, "Ready")
                            .map(ready ->
                                    ready.isTrue()
                                            ? healthy("Resource is Ready")
                                            : progressing(ready.message()))
                            .orElseGet(() -> healthy("Resource is current"));
        };
    }

    private static Health definition(ResourceObject object) {
        var names = condition(object, "NamesAccepted");
        if (names.filter(found -> found.status().equals("False")).isPresent()) {
            return unhealthy(names.get().message());
        }
        var established = condition(object, "Established");
        if (established.filter(Condition::isTrue).isPresent()) {
            return healthy("CRD is established");
        }
        if (established
                .filter(found ->
                        found.status().equals("False") && !found.reason().equals("Installing"))
                .isPresent()) {
            return unhealthy(established.get().message());
        }
        return progressing("Install in progress");
    }

    private record Condition(String type, String status, String reason, String message) {
        static Condition of(Object tree) {
            return new Condition(
                    Trees.stringAt(tree, "type").orElse(""),
                    Trees.stringAt(tree, "status").orElse(""),
                    Trees.stringAt(tree, "reason").orElse(""),
                    Trees.stringAt(tree, "message").orElse(""));
        }

        boolean isTrue() {
            return status.equals("True");
        }
    }

    private static Optional<Condition> condition(ResourceObject object, String type) {
        return Trees.listAt(object.tree(), "status", "conditions").stream()
                .map(Condition::of)
                .filter(found -> found.type().equals(type))
                .findFirst();
    }

    private static boolean specSeen(ResourceObject object) {
        var generation = number(object, "metadata", "generation").orElse(0L);
        return generation.equals(number(object, "status", "observedGeneration").orElse(0L));
    }

    private static boolean hasBalancer(ResourceObject object) {
        return !Trees.listAt(object.tree(), "status", "loadBalancer", "ingress").isEmpty();
    }

    private static String text(ResourceObject object, String... fields) {
        return Trees.stringAt(object.tree(), fields).orElse("");
    }

    private static Optional<Long> number(ResourceObject object, String... fields) {
        return Trees.longAt(object.tree(), fields);
    }

    private static long count(ResourceObject object, String... fields) {
        return number(object, fields).orElse(0L);
    }
}
