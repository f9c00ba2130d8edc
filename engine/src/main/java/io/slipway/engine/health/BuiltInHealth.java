package io.slipway.engine.health;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.List;
import java.util.Optional;

/** The table of built-in kinds (health H3, H4), and the small rules among them. */
final class BuiltInHealth {

    private static final List<String> WITHOUT_HEALTH =
            List.of(
                    "Namespace",
                    "ConfigMap",
                    "Secret",
                    "ServiceAccount",
                    "PersistentVolume",
                    "PodTemplate",
                    "Endpoints",
                    "LimitRange",
                    "ResourceQuota",
                    "Event",
                    "Node",
                    "ReplicationController",
                    "Binding",
                    "ComponentStatus");

    /** Groups that Kubernetes itself serves: their kinds without a rule have no health. */
    private static final List<String> OWN_GROUPS =
            List.of(
                    "",
                    "apps",
                    "batch",
                    "autoscaling",
                    "policy",
                    "extensions",
                    "rbac.authorization.k8s.io",
                    "networking.k8s.io",
                    "storage.k8s.io",
                    "coordination.k8s.io",
                    "discovery.k8s.io",
                    "events.k8s.io",
                    "node.k8s.io",
                    "scheduling.k8s.io",
                    "admissionregistration.k8s.io",
                    "authentication.k8s.io",
                    "authorization.k8s.io",
                    "certificates.k8s.io",
                    "flowcontrol.apiserver.k8s.io",
                    "internal.apiserver.k8s.io",
                    "resource.k8s.io",
                    "apiextensions.k8s.io",
                    "apiregistration.k8s.io",
                    "metrics.k8s.io");

    private BuiltInHealth() {}

    static void register(KindTable table) {
        WITHOUT_HEALTH.forEach(k -> table.put("", k, "none", (_, _) -> Optional.empty()));
        table.put(
                "apps",
                "Deployment",
                "paused; generation; progress deadline; replicas updated, left, available",
                (o, _) -> WorkloadHealth.deployment(o));
        table.put(
                "apps",
                "StatefulSet",
                "generation; replicas ready; partition; revisions",
                (o, _) -> WorkloadHealth.statefulSet(o));
        table.put(
                "apps",
                "DaemonSet",
                "generation; pods updated and available",
                (o, _) -> WorkloadHealth.daemonSet(o));
        table.put(
                "apps",
                "ReplicaSet",
                "generation; ReplicaFailure; replicas available",
                (o, _) -> WorkloadHealth.replicaSet(o));
        table.put(
                "",
                "Pod",
                "what containers wait for; phase; Ready; last terminations",
                (o, _) -> PodHealth.assess(o));
        table.put(
                "batch",
                "Job",
                "Failed: Degraded, Suspended True: Suspended, Complete: Healthy; else Progressing",
                (o, _) -> JobHealth.job(o));
        table.put(
                "batch",
                "CronJob",
                "times of the last schedule and success; running and suspended: Healthy",
                (o, _) -> JobHealth.cronJob(o));
        table.put(
                "",
                "PersistentVolumeClaim",
                "phase Bound: Healthy, Pending: Progressing, Lost: Degraded; else Unknown",
                (o, _) -> Optional.of(claim(o)));
        table.put(
                "",
                "Service",
                "type LoadBalancer without address: Progressing; else Healthy",
                (o, _) -> Optional.of(service(o)));
        for (var group : List.of("networking.k8s.io", "extensions")) {
            table.put(
                    group,
                    "Ingress",
                    "an address: Healthy; else Progressing",
                    (o, _) -> Optional.of(ingress(o)));
        }
        table.put(
                "autoscaling",
                "HorizontalPodAutoscaler",
                "failing reasons of AbleToScale and ScalingActive: Degraded, AbleToScale or"
                        + " ScalingLimited True: Healthy; else Progressing",
                (o, _) -> Optional.of(AutoscalerHealth.assess(o)));
        table.put(
                "apiregistration.k8s.io",
                "APIService",
                "Available True: Healthy; else Progressing",
                (o, _) -> Optional.of(apiService(o)));
        table.put(
                "argoproj.io",
                "Workflow",
                "phase Succeeded: Healthy, Failed or Error: Degraded, Pending or Running:"
                        + " Progressing; else Unknown",
                (o, _) -> Optional.of(workflow(o)));
        table.put(
                "argoproj.io",
                "Application",
                "`status.health`; else Progressing",
                (o, _) -> Optional.of(application(o)));
        table.put(
                "policy",
                "PodDisruptionBudget",
                "any condition False (not InsufficientPods): Degraded, any other: Healthy; else"
                        + " Progressing",
                (o, _) -> Optional.of(disruptionBudget(o)));
        table.put(
                "apiextensions.k8s.io",
                "CustomResourceDefinition",
                "Terminating True: Progressing, NamesAccepted False: Degraded, NonStructuralSchema"
                        + " True: Degraded, Established True: Healthy",
                (o, _) -> Optional.of(definition(o)));
    }

    static boolean isOwnGroup(String group) {
        return OWN_GROUPS.contains(group);
    }

    private static Health claim(ResourceObject object) {
        return switch (Conditions.text(object, "status", "phase")) {
            case "Lost" -> Health.degraded("");
            case "Pending" -> Health.progressing("");
            case "Bound" -> Health.healthy("");
            default -> Health.unknown("");
        };
    }

    private static Health service(ResourceObject object) {
        boolean waits =
                Conditions.text(object, "spec", "type").equals("LoadBalancer")
                        && hasNoAddress(object);
        return waits ? Health.progressing("") : Health.healthy("");
    }

    private static Health ingress(ResourceObject object) {
        return hasNoAddress(object) ? Health.progressing("") : Health.healthy("");
    }

    private static boolean hasNoAddress(ResourceObject object) {
        return Trees.listAt(object.tree(), "status", "loadBalancer", "ingress").isEmpty();
    }

    private static Health apiService(ResourceObject object) {
        if (!List.of("v1", "v1beta1").contains(object.groupVersionKind().version())) {
            return Health.unknown("No rule for " + object.groupVersionKind());
        }
        return Conditions.find(object, "Available")
                .map(c -> {
                    var text = c.reason() + ": " + c.message();
                    return c.isTrue() ? Health.healthy(text) : Health.progressing(text);
                })
                .orElse(Health.progressing("Nothing is known yet of whether it is available"));
    }

    private static Health workflow(ResourceObject object) {
        var message = Conditions.text(object, "status", "message");
        return switch (Conditions.text(object, "status", "phase")) {
            case "", "Pending", "Running" -> Health.progressing(message);
            case "Succeeded" -> Health.healthy(message);
            case "Failed", "Error" -> Health.degraded(message);
            default -> Health.unknown(message);
        };
    }

    /** The child's own status; on by default here, so that waves over child applications wait. */
    private static Health application(ResourceObject object) {
        return HealthStatus.of(Conditions.text(object, "status", "health", "status"))
                .map(s -> Health.of(s, Conditions.text(object, "status", "health", "message")))
                .orElse(Health.progressing(""));
    }

    private static Health disruptionBudget(ResourceObject object) {
        var conditions = Conditions.of(object);
        for (var condition : conditions) {
            if (condition.isFalse() && !condition.reason().equals("InsufficientPods")) {
                return Health.degraded(condition.text());
            }
        }
        return conditions.isEmpty()
                ? Health.progressing("The controller has written no status yet")
                : Health.healthy(conditions.getFirst().text());
    }

    private static Health definition(ResourceObject object) {
        var conditions = Conditions.of(object);
        if (conditions.isEmpty()) {
            return Health.progressing("The API server has written no conditions yet");
        }
        if (has(object, "Terminating", "True")) {
            return Health.progressing("Its objects are being deleted");
        }
        if (has(object, "NamesAccepted", "False")) {
            return Health.degraded("Its names are refused: " + text(object, "NamesAccepted"));
        }
        if (has(object, "NonStructuralSchema", "True")) {
            return Health.degraded(
                    "Its schema is not structural: " + text(object, "NonStructuralSchema"));
        }
        var established = Conditions.find(object, "Established");
        if (established.isPresent() && established.get().isTrue()) {
            return Health.healthy("Its kind is served");
        }
        return established.filter(c -> c.isFalse() && c.reason().equals("Installing")).isPresent()
                ? Health.progressing("Its kind is served in a moment")
                : Health.degraded("Its kind is not served");
    }

    private static boolean has(ResourceObject object, String type, String status) {
        return Conditions.find(object, type).filter(c -> c.status().equals(status)).isPresent();
    }

    private static String text(ResourceObject object, String type) {
        return Conditions.find(object, type).map(Conditions.Condition::message).orElse("");
    }
}
