package io.slipway.engine.health;

import static io.slipway.engine.health.Case.notTrue;
import static io.slipway.engine.health.Case.on;
import static io.slipway.engine.health.HealthStatus.DEGRADED;
import static io.slipway.engine.health.HealthStatus.HEALTHY;
import static io.slipway.engine.health.HealthStatus.PROGRESSING;
import static io.slipway.engine.health.HealthStatus.SUSPENDED;
import static io.slipway.engine.health.StatusRule.by;
import static io.slipway.engine.health.StatusRule.is;
import static io.slipway.engine.health.StatusRule.rule;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Clusters as objects: Cluster API, OpenShift, Open Cluster Management, Karmada, nodes' networks.
 */
final class ClusterRules {

    private ClusterRules() {}

    private static final String CAPI = "cluster.x-k8s.io";
    private static final String CONTROL_PLANE = "controlplane.cluster.x-k8s.io";

    /** Conditions of a Cluster API cluster without which it does not work. */
    private static final List<String> REQUIRED =
            List.of(
                    "Ready",
                    "Available",
                    "RemoteConnectionProbe",
                    "InfrastructureReady",
                    "ControlPlaneInitialized",
                    "ControlPlaneAvailable",
                    "ControlPlaneMachinesReady",
                    "WorkersAvailable");

    /** Those that are true while something changes. */
    private static final List<String> PASSING =
            List.of("RollingOut", "Remediating", "ScalingDown", "ScalingUp", "Deleting");

    /** Those that are true when everything is as it was asked for. */
    private static final List<String> SETTLED =
            List.of(
                    "TopologyReconciled",
                    "ControlPlaneMachinesUpToDate",
                    "WorkerMachinesReady",
                    "WorkerMachinesUpToDate");

    static void register(KindTable table) {
        clusterApi(table);
        controlPlanes(table);
        openShift(table);
        openClusterManagement(table);
        table.put(
                "work.karmada.io",
                "ClusterResourceBinding ResourceBinding",
                rule().when("a cluster without a status", o -> !isEverywhere(o), PROGRESSING)
                        .when(
                                "a cluster Unhealthy, or Unknown and not applied",
                                ClusterRules::isBrokenSomewhere,
                                DEGRADED)
                        .otherwise(HEALTHY));
        table.put(
                "nmstate.io",
                "NodeNetworkConfigurationPolicy",
                rule().conditions(
                                on("Available", "True", HEALTHY),
                                on("Degraded", "True", DEGRADED),
                                on("Progressing", "True", PROGRESSING),
                                on("Ignored", "True", SUSPENDED))
                        .otherwise(PROGRESSING));
        table.put(
                "nmstate.io",
                "NodeNetworkConfigurationEnactment",
                rule().when(
                                "Failing and Progressing True",
                                o ->
                                        Conditions.isTrue(o, "Failing")
                                                && Conditions.isTrue(o, "Progressing"),
                                PROGRESSING)
                        .conditions(
                                on("Available", "True", HEALTHY),
                                on("Failing", "True", DEGRADED),
                                on("Progressing", "True", PROGRESSING),
                                on("Pending", "True", PROGRESSING),
                                on("Aborted", "True", SUSPENDED))
                        .otherwise(PROGRESSING));
    }

    private static void clusterApi(KindTable table) {
        table.put(
                CAPI,
                "Cluster",
                rule().whenTrue("spec.paused", SUSPENDED)
                        .step(
                                "of the conditions (those of v1beta2, where there are any): "
                                        + String.join(", ", REQUIRED)
                                        + " not True: Degraded, or Progressing while its severity is"
                                        + " Info; "
                                        + String.join(", ", PASSING)
                                        + " not False, or "
                                        + String.join(", ", SETTLED)
                                        + " not True: Progressing",
                                ClusterRules::byConditions)
                        .field("status.phase", is(HEALTHY, "Provisioned"), is(DEGRADED, "Failed"))
                        .otherwise(PROGRESSING));
        table.put(
                CAPI,
                "Machine",
                rule().field("status.phase", is(HEALTHY, "Running"), is(DEGRADED, "Failed"))
                        .otherwise(PROGRESSING));
        table.put(
                CAPI,
                "MachineDeployment MachineSet",
                rule().whenTrue("spec.paused", SUSPENDED)
                        .field("status.phase", is(DEGRADED, "Failed"))
                        .when(
                                "phase Running and all replicas updated and ready",
                                ClusterRules::isRolledOut,
                                HEALTHY)
                        .otherwise(PROGRESSING));
        table.put(
                CAPI,
                "MachinePool",
                rule().field(
                                "status.phase",
                                is(HEALTHY, "Running", "Scaling"),
                                is(DEGRADED, "Failed", "Unknown"))
                        .otherwise(PROGRESSING));
        table.put(
                CAPI,
                "MachineHealthCheck",
                rule().whenMissing("status.currentHealthy", PROGRESSING)
                        .when(
                                "as many healthy as expected",
                                o ->
                                        o.at("status", "expectedMachines")
                                                .equals(o.at("status", "currentHealthy")),
                                HEALTHY)
                        .otherwise(DEGRADED));
        table.put("addons.cluster.x-k8s.io", "ClusterResourceSet", by("ResourcesApplied"));
    }

    /** The first condition that is not as it should be. */
    private static Optional<Health> byConditions(ResourceObject cluster) {
        var newer = Conditions.of(Trees.listAt(cluster.tree(), "status", "v1beta2", "conditions"));
        for (var condition : newer.isEmpty() ? Conditions.of(cluster) : newer) {
            if (REQUIRED.contains(condition.type()) && !condition.isTrue()) {
                return Optional.of(
                        condition.severity().equals("Info")
                                ? Health.progressing(condition.text())
                                : Health.degraded(condition.text()));
            }
            boolean changes =
                    (PASSING.contains(condition.type()) && !condition.isFalse())
                            || (SETTLED.contains(condition.type()) && !condition.isTrue());
            if (changes) {
                return Optional.of(Health.progressing(condition.text()));
            }
        }
        return Optional.empty();
    }

    private static boolean isRolledOut(ResourceObject set) {
        var replicas = set.at("status", "replicas");
        boolean updated =
                set.kind().equals("MachineSet")
                        || replicas.equals(set.at("status", "updatedReplicas"));
        return Conditions.text(set, "status", "phase").equals("Running")
                && updated
                && replicas.equals(set.at("status", "readyReplicas"));
    }

    private static void controlPlanes(KindTable table) {
        table.put(
                CONTROL_PLANE,
                "KubeadmControlPlane",
                rule().when(
                                "annotated cluster.x-k8s.io/paused",
                                o -> o.annotation("cluster.x-k8s.io/paused").isPresent(),
                                SUSPENDED)
                        .whenMissing("status", PROGRESSING)
                        .conditions(notTrue("EtcdClusterHealthy", DEGRADED))
                        .conditions(
                                notTrue("ControlPlaneComponentsHealthy", PROGRESSING),
                                on("Ready", "False", PROGRESSING)
                                        .reason("RollingUpdateInProgress", "ScalingDown"))
                        .when(
                                "v1beta2 MachinesReady or MachinesUpToDate not True, or RollingOut"
                                        + " True",
                                ClusterRules::isRollingOut,
                                PROGRESSING)
                        .when(
                                "replicas not updated or not ready",
                                o -> !hasAllReplicas(o),
                                PROGRESSING)
                        .conditions(on("Ready", "False", DEGRADED))
                        .otherwise(HEALTHY));
        table.put(
                CONTROL_PLANE,
                "AWSManagedControlPlane",
                rule().when(
                                "a `status.failureMessage`",
                                o -> !Conditions.text(o, "status", "failureMessage").isEmpty(),
                                DEGRADED,
                                o -> Conditions.text(o, "status", "failureMessage"))
                        .whenMissing("status.conditions", PROGRESSING)
                        .observed()
                        .conditions(on("EKSControlPlaneUpdating", "True", PROGRESSING))
                        .conditions(on("Ready", "True", HEALTHY))
                        .when(
                                "any condition False of severity Error",
                                o ->
                                        Conditions.of(o).stream()
                                                .anyMatch(c ->
                                                        c.isFalse()
                                                                && c.severity().equals("Error")),
                                DEGRADED)
                        .otherwise(PROGRESSING));
    }

    private static boolean isRollingOut(ResourceObject plane) {
        var newer = Conditions.of(Trees.listAt(plane.tree(), "status", "v1beta2", "conditions"));
        return newer.stream()
                .anyMatch(c ->
                        switch (c.type()) {
                            case "MachinesReady", "MachinesUpToDate" -> !c.isTrue();
                            case "RollingOut" -> c.isTrue();
                            default -> false;
                        });
    }

    private static boolean hasAllReplicas(ResourceObject plane) {
        long replicas = Conditions.number(plane, "status", "replicas");
        return replicas <= Math.max(0, Conditions.number(plane, "status", "updatedReplicas"))
                && replicas == Conditions.number(plane, "status", "readyReplicas");
    }

    private static void openShift(KindTable table) {
        table.put(
                "apps.openshift.io",
                "DeploymentConfig",
                rule().whenMissing("status.conditions", PROGRESSING)
                        .when("Available and Progressing True", o -> trueOnes(o) == 2, HEALTHY)
                        .when("one of them True", o -> trueOnes(o) == 1, PROGRESSING)
                        .otherwise(DEGRADED));
        table.put(
                "route.openshift.io",
                "Route",
                rule().whenMissing("status.ingress", PROGRESSING)
                        .when(
                                "Admitted True by every router",
                                o -> admitted(o, "True") >= ingresses(o).size(),
                                HEALTHY)
                        .when("Admitted False by a router", o -> admitted(o, "False") > 0, DEGRADED)
                        .otherwise(PROGRESSING));
        table.put(
                "operator.openshift.io",
                "IngressController",
                rule().conditions(
                                on("Degraded", "True", DEGRADED),
                                on("DeploymentReplicasAllAvailable", "False", PROGRESSING),
                                on("Progressing", "True", PROGRESSING),
                                on("Available", "True", HEALTHY))
                        .otherwise(PROGRESSING));
        table.put(
                "operators.coreos.com",
                "Subscription",
                rule().whenMissing("status.conditions", PROGRESSING)
                        .conditions(
                                on("InstallPlanMissing", "True", DEGRADED)
                                        .notReason("ReferencedInstallPlanNotFound"),
                                on("InstallPlanMissing", "False", DEGRADED)
                                        .notReason("ReferencedInstallPlanNotFound"),
                                on("CatalogSourcesUnhealthy", "True", DEGRADED),
                                on("InstallPlanFailed", "True", DEGRADED),
                                on("ResolutionFailed", "True", DEGRADED))
                        .when(
                                "InstallPlanPending (RequiresApproval) of a manual upgrade of what"
                                        + " is installed",
                                ClusterRules::isUpgradeToApprove,
                                HEALTHY)
                        .conditions(on("InstallPlanPending", "True", PROGRESSING))
                        .otherwise(HEALTHY));
    }

    /** The version that runs was asked for; whether to take the next one is a person's choice. */
    private static boolean isUpgradeToApprove(ResourceObject subscription) {
        return Conditions.text(subscription, "spec", "installPlanApproval").equals("Manual")
                && subscription.at("status", "installedCSV").isPresent()
                && Conditions.find(subscription, "InstallPlanPending")
                        .filter(c -> c.isTrue() && c.reason().equals("RequiresApproval"))
                        .isPresent();
    }

    private static long trueOnes(ResourceObject object) {
        return Conditions.of(object).stream()
                .filter(c -> Set.of("Available", "Progressing").contains(c.type()) && c.isTrue())
                .count();
    }

    private static List<Object> ingresses(ResourceObject route) {
        return Trees.listAt(route.tree(), "status", "ingress");
    }

    private static long admitted(ResourceObject route, String status) {
        return ingresses(route).stream()
                .flatMap(i -> Conditions.of(Trees.listAt(i, "conditions")).stream())
                .filter(c -> c.type().equals("Admitted") && c.is(status))
                .count();
    }

    private static void openClusterManagement(KindTable table) {
        var group = "policy.open-cluster-management.io";
        var compliant =
                rule().whenMissing("status.compliant", PROGRESSING)
                        .field("status.compliant", is(HEALTHY, "Compliant"))
                        .otherwise(DEGRADED);
        table.put(group, "CertificatePolicy ConfigurationPolicy", compliant);
        table.put(
                group,
                "OperatorPolicy",
                rule().whenMissing("status.conditions", PROGRESSING)
                        .observed()
                        .conditions(
                                on("Compliant", "True", HEALTHY), notTrue("Compliant", DEGRADED))
                        .otherwise(PROGRESSING));
        table.put(
                group,
                "Policy",
                rule().whenTrue("spec.disabled", HEALTHY)
                        .when("placed on no cluster", ClusterRules::isPlacedNowhere, HEALTHY)
                        .whenMissing("status.compliant", PROGRESSING)
                        .field("status.compliant", is(HEALTHY, "Compliant"))
                        .otherwise(DEGRADED));
    }

    private static boolean isPlacedNowhere(ResourceObject policy) {
        return policy.at("status", "compliant").isEmpty()
                && policy.at("status", "status").isEmpty()
                && !Trees.listAt(policy.tree(), "status", "placement").isEmpty();
    }

    private static boolean isEverywhere(ResourceObject binding) {
        int told = aggregated(binding).size();
        // What follows another binding to its clusters names none itself.
        return told > 0
                && binding.at("spec", "clusters")
                        .map(c -> Trees.list(c).size() == told)
                        .orElse(true);
    }

    private static List<Object> aggregated(ResourceObject binding) {
        return Trees.listAt(binding.tree(), "status", "aggregatedStatus");
    }

    private static boolean isBrokenSomewhere(ResourceObject binding) {
        return aggregated(binding).stream()
                .anyMatch(s ->
                        switch (Trees.stringAt(s, "health").orElse("")) {
                            case "Unhealthy" -> true;
                            case "Unknown" -> !Trees.isTrueAt(s, "applied");
                            default -> false;
                        });
    }
}
