package io.slipway.engine.health;

import io.slipway.manifests.GroupKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of custom kinds that people run most (health H4): each row a small rule. */
final class CustomHealth {

    private static final HealthAssessor READY = ConditionHealth.ready();
    private static final HealthAssessor FLUX =
            ConditionHealth.ready()
                    .suspendable()
                    .passing("Progressing", "ProgressingWithRetry", "DependencyNotReady");

    private CustomHealth() {}

    static void register(Map<GroupKind, HealthAssessor> table) {
        argo(table);
        flux(table);
        put(table, "cert-manager.io", "Certificate", (o, _) -> ToolHealth.certificate(o));
        put(table, "cert-manager.io", "Issuer", READY);
        put(table, "cert-manager.io", "ClusterIssuer", READY);
        for (var kind :
                List.of(
                        "ExternalSecret",
                        "ClusterExternalSecret",
                        "SecretStore",
                        "ClusterSecretStore",
                        "PushSecret")) {
            put(table, "external-secrets.io", kind, READY);
        }
        put(table, "bitnami.com", "SealedSecret", ConditionHealth.of("Synced"));
        knative(table);
        put(table, "keda.sh", "ScaledObject", (o, now) -> ToolHealth.scaled(o, now));
        put(table, "keda.sh", "ScaledJob", (o, now) -> ToolHealth.scaled(o, now));
        put(table, "karpenter.sh", "NodePool", READY);
        put(table, "karpenter.sh", "NodeClaim", READY);
        put(table, "karpenter.k8s.aws", "EC2NodeClass", READY);
        put(table, "postgresql.cnpg.io", "Cluster", (o, now) -> ToolHealth.postgres(o, now));
        for (var kind :
                List.of(
                        "Kafka",
                        "KafkaTopic",
                        "KafkaUser",
                        "KafkaConnect",
                        "KafkaConnector",
                        "KafkaBridge",
                        "KafkaMirrorMaker2",
                        "KafkaRebalance",
                        "KafkaNodePool",
                        "StrimziPodSet")) {
            put(table, "kafka.strimzi.io", kind, (o, _) -> ToolHealth.strimzi(o));
        }
        clusterApi(table);
        put(table, "gateway.networking.k8s.io", "Gateway", (o, _) -> GatewayHealth.gateway(o));
        put(
                table,
                "gateway.networking.k8s.io",
                "GatewayClass",
                ConditionHealth.of("Accepted").passing("Pending", "Waiting"));
        for (var kind : List.of("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute")) {
            put(table, "gateway.networking.k8s.io", kind, (o, _) -> GatewayHealth.route(o));
        }
        put(table, "kyverno.io", "ClusterPolicy", READY);
        put(table, "kyverno.io", "Policy", READY);
        put(table, "monitoring.coreos.com", "Prometheus", ConditionHealth.of("Available"));
        put(table, "monitoring.coreos.com", "Alertmanager", ConditionHealth.of("Available"));
        put(table, "monitoring.coreos.com", "ThanosRuler", ConditionHealth.of("Available"));
        put(table, "velero.io", "Backup", (o, _) -> ToolHealth.velero(o));
        put(table, "velero.io", "Restore", (o, _) -> ToolHealth.velero(o));
        put(table, "tekton.dev", "PipelineRun", (o, _) -> ToolHealth.tekton(o));
        put(table, "tekton.dev", "TaskRun", (o, _) -> ToolHealth.tekton(o));
        for (var kind : List.of("Provider", "Configuration", "Function")) {
            put(table, "pkg.crossplane.io", kind, (o, _) -> ToolHealth.crossplanePackage(o));
        }
    }

    private static void argo(Map<GroupKind, HealthAssessor> table) {
        put(table, "argoproj.io", "Rollout", (o, _) -> ArgoHealth.rollout(o));
        put(table, "argoproj.io", "ApplicationSet", (o, _) -> ArgoHealth.applicationSet(o));
        put(table, "argoproj.io", "AnalysisRun", (o, _) -> ArgoHealth.run(o));
        put(table, "argoproj.io", "Experiment", (o, _) -> ArgoHealth.run(o));
    }

    private static void flux(Map<GroupKind, HealthAssessor> table) {
        for (var kind :
                List.of(
                        "GitRepository",
                        "HelmRepository",
                        "HelmChart",
                        "Bucket",
                        "OCIRepository")) {
            put(table, "source.toolkit.fluxcd.io", kind, FLUX);
        }
        put(table, "kustomize.toolkit.fluxcd.io", "Kustomization", FLUX);
        put(table, "helm.toolkit.fluxcd.io", "HelmRelease", FLUX);
        put(table, "notification.toolkit.fluxcd.io", "Receiver", FLUX);
        for (var kind : List.of("Alert", "Provider")) { // newer versions of these have no status
            put(
                    table,
                    "notification.toolkit.fluxcd.io",
                    kind,
                    (o, now) -> o.at("status").isEmpty() ? Optional.empty() : FLUX.assess(o, now));
        }
        for (var kind : List.of("ImageRepository", "ImagePolicy", "ImageUpdateAutomation")) {
            put(table, "image.toolkit.fluxcd.io", kind, FLUX);
        }
    }

    private static void knative(Map<GroupKind, HealthAssessor> table) {
        for (var kind : List.of("Service", "Route", "Configuration", "Revision")) {
            put(table, "serving.knative.dev", kind, READY);
        }
        for (var kind : List.of("Broker", "Trigger")) {
            put(table, "eventing.knative.dev", kind, READY);
        }
        put(table, "operator.knative.dev", "KnativeServing", READY);
        put(table, "operator.knative.dev", "KnativeEventing", READY);
    }

    private static void clusterApi(Map<GroupKind, HealthAssessor> table) {
        for (var kind :
                List.of(
                        "Cluster",
                        "Machine",
                        "MachineDeployment",
                        "MachineSet",
                        "MachinePool",
                        "MachineHealthCheck")) {
            put(table, "cluster.x-k8s.io", kind, (o, now) -> ToolHealth.clusterApi(o, now));
        }
        put(
                table,
                "controlplane.cluster.x-k8s.io",
                "KubeadmControlPlane",
                (o, now) -> ToolHealth.clusterApi(o, now));
    }

    private static void put(
            Map<GroupKind, HealthAssessor> table, String group, String kind, HealthAssessor rule) {
        table.put(new GroupKind(group, kind), rule);
    }
}
