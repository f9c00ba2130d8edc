package io.slipway.engine.health;

import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.List;
import java.util.Map;
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

    static void register(Map<GroupKind, HealthAssessor> table) {
        WITHOUT_HEALTH.forEach(k -> put(table, "", k, (_, _) -> Optional.empty()));
        put(table, "apps", "Deployment", (o, _) -> WorkloadHealth.deployment(o));
        put(table, "apps", "StatefulSet", (o, _) -> WorkloadHealth.statefulSet(o));
        put(table, "apps", "DaemonSet", (o, _) -> WorkloadHealth.daemonSet(o));
        put(table, "apps", "ReplicaSet", (o, _) -> WorkloadHealth.replicaSet(o));
        put(table, "", "Pod", (o, _) -> PodHealth.assess(o));
        put(table, "batch", "Job", (o, _) -> JobHealth.job(o));
        put(table, "batch", "CronJob", (o, _) -> JobHealth.cronJob(o));
        put(table, "", "PersistentVolumeClaim", (o, _) -> Optional.of(claim(o)));
        put(table, "", "Service", (o, _) -> Optional.of(service(o)));
        put(table, "networking.k8s.io", "Ingress", (o, _) -> Optional.of(ingress(o)));
        put(table, "extensions", "Ingress", (o, _) -> Optional.of(ingress(o)));
        put(
                table,
                "autoscaling",
                "HorizontalPodAutoscaler",
                (o, _) -> Optional.of(AutoscalerHealth.assess(o)));
        put(table, "apiregistration.k8s.io", "APIService", (o, _) -> Optional.of(apiService(o)));
        put(table, "argoproj.io", "Workflow", (o, _) -> Optional.of(workflow(o)));
        put(table, "argoproj.io", "Application", (o, _) -> Optional.of(application(o)));
        put(table, "policy", "PodDisruptionBudget", (o, _) -> Optional.of(disruptionBudget(o)));
        put(
                table,
                "apiextensions.k8s.io",
                "CustomResourceDefinition",
                (o, _) -> Optional.of(definition(o)));
    }

    static boolean isOwnGroup(String group) {
        return OWN_GROUPS.contains(group);
    }

    private static void put(
            Map<GroupKind, HealthAssessor> table, String group, String kind, HealthAssessor rule) {
        table.put(new GroupKind(group, kind), rule);
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
        return Conditions.find(object, "Available")
                .map(c -> {
                    var text = c.reason() + ": " + c.message();
                    return c.isTrue() ? Health.healthy(text) : Health.progressing(text);
                })
                .orElse(Health.progressing("Waiting to be processed"));
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
                return Health.degraded("PodDisruptionBudget has " + condition.reason());
            }
        }
        return conditions.isEmpty()
                ? Health.progressing("Waiting for status")
                : Health.healthy("PodDisruptionBudget has " + conditions.getFirst().reason());
    }

    private static Health definition(ResourceObject object) {
        var conditions = Conditions.of(object);
        if (conditions.isEmpty()) {
            return Health.progressing("Status conditions not found");
        }
        if (has(object, "Terminating", "True")) {
            return Health.progressing("CRD is terminating");
        }
        if (has(object, "NamesAccepted", "False")) {
            return Health.degraded(
                    "CRD names have not been accepted: " + text(object, "NamesAccepted"));
        }
        if (has(object, "NonStructuralSchema", "True")) {
            return Health.degraded(
                    "Schema violations found: " + text(object, "NonStructuralSchema"));
        }
        var established = Conditions.find(object, "Established");
        if (established.isPresent() && established.get().isTrue()) {
            return Health.healthy("CRD is healthy");
        }
        return established.filter(c -> c.isFalse() && c.reason().equals("Installing")).isPresent()
                ? Health.progressing("CRD is being installed")
                : Health.degraded("CRD is not established");
    }

    private static boolean has(ResourceObject object, String type, String status) {
        return Conditions.find(object, type).filter(c -> c.status().equals(status)).isPresent();
    }

    private static String text(ResourceObject object, String type) {
        return Conditions.find(object, type).map(Conditions.Condition::message).orElse("");
    }
}
