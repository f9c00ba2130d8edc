package io.slipway.engine.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.fixture.Manifests;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of custom kinds (spec: health H4). */
class CustomHealthTest {

    private static final Instant NOW = Instant.parse("2026-11-23T20:00:00Z");

    private static Arguments row(String type, String body, String expected) {
        return Arguments.of(type, body, expected);
    }

    private static String condition(String type, String status, String reason) {
        return "status: {conditions: [{type: "
                + type
                + ", status: '"
                + status
                + "', reason: "
                + reason
                + "}]}";
    }

    static Stream<Arguments> rows() {
        var release = "helm.toolkit.fluxcd.io/v2 HelmRelease";
        var rollout = "argoproj.io/v1alpha1 Rollout";
        var route = "gateway.networking.k8s.io/v1 HTTPRoute";
        return Stream.of(
                row("cert-manager.io/v1 Certificate", "spec: {}", "Progressing"),
                row(
                        "cert-manager.io/v1 Certificate",
                        condition("Ready", "True", "Ready"),
                        "Healthy"),
                row(
                        "cert-manager.io/v1 Certificate",
                        condition("Ready", "False", "Failed"),
                        "Degraded"),
                row(
                        "cert-manager.io/v1 Certificate",
                        "status: {conditions: [{type: Ready, status: 'False'}, {type: Issuing, status: 'True'}]}",
                        "Progressing"),
                row(
                        "cert-manager.io/v1 Issuer",
                        condition("Ready", "False", "ErrInitIssuer"),
                        "Degraded"),
                row(
                        "external-secrets.io/v1 ExternalSecret",
                        condition("Ready", "False", "SecretSyncedError"),
                        "Degraded"),
                row("external-secrets.io/v1 SecretStore", "spec: {}", "Progressing"),
                row(
                        release,
                        "spec: {suspend: true}\n" + condition("Ready", "True", "x"),
                        "Suspended"),
                row(release, condition("Ready", "Unknown", "Progressing"), "Progressing"),
                row(release, condition("Ready", "False", "InstallFailed"), "Degraded"),
                row(release, condition("Ready", "False", "DependencyNotReady"), "Degraded"),
                row(
                        release,
                        "metadata: {generation: 2}\nstatus: {observedGeneration: 1, conditions: [{type: Ready, status: 'True'}]}",
                        "Progressing"),
                row(release, condition("Ready", "True", "x"), "Healthy"),
                row(rollout, "spec: {paused: true}", "Suspended"),
                row(rollout, "status: {phase: Paused}", "Suspended"),
                row(rollout, condition("InvalidSpec", "True", "x"), "Degraded"),
                row(rollout, "status: {abort: true}", "Degraded"),
                row(
                        rollout,
                        condition("Progressing", "False", "ProgressDeadlineExceeded"),
                        "Degraded"),
                row(
                        rollout,
                        "metadata: {generation: 3}\nstatus: {observedGeneration: '2'}",
                        "Progressing"),
                row(rollout, "spec: {replicas: 2}\nstatus: {updatedReplicas: 1}", "Progressing"),
                row(
                        rollout,
                        "spec: {replicas: 2}\nstatus: {updatedReplicas: 2, replicas: 2, availableReplicas: 1}",
                        "Progressing"),
                row(
                        rollout,
                        "spec: {replicas: 2}\nstatus: {currentPodHash: a, updatedReplicas: 2, replicas: 2, availableReplicas: 2}",
                        "Healthy"),
                row(
                        "argoproj.io/v1alpha1 ApplicationSet",
                        condition("ErrorOccurred", "True", "x"),
                        "Degraded"),
                row(
                        "argoproj.io/v1alpha1 ApplicationSet",
                        condition("ResourcesUpToDate", "False", "x"),
                        "Degraded"),
                row(
                        "argoproj.io/v1alpha1 ApplicationSet",
                        condition("ResourcesUpToDate", "True", "x"),
                        "Healthy"),
                row("argoproj.io/v1alpha1 AnalysisRun", "status: {phase: Failed}", "Degraded"),
                row(
                        "serving.knative.dev/v1 Service",
                        condition("Ready", "Unknown", "x"),
                        "Progressing"),
                row(
                        "keda.sh/v1alpha1 ScaledObject",
                        "status: {conditions: [{type: Ready, status: 'True'}, {type: Paused, status: 'True'}]}",
                        "Suspended"),
                row("keda.sh/v1alpha1 ScaledObject", condition("Ready", "True", "x"), "Healthy"),
                row(
                        "kafka.strimzi.io/v1beta2 Kafka",
                        condition("NotReady", "True", "Creating"),
                        "Progressing"),
                row(
                        "kafka.strimzi.io/v1beta2 Kafka",
                        condition("NotReady", "True", "FatalProblem"),
                        "Degraded"),
                row("kafka.strimzi.io/v1beta2 Kafka", condition("Ready", "True", "x"), "Healthy"),
                row(
                        "cluster.x-k8s.io/v1beta1 Cluster",
                        condition("Ready", "False", "x"),
                        "Degraded"),
                row("cluster.x-k8s.io/v1beta1 Cluster", "status: {phase: Failed}", "Degraded"),
                row("cluster.x-k8s.io/v1beta1 Cluster", "status: {phase: Provisioned}", "Healthy"),
                row(
                        "gateway.networking.k8s.io/v1 Gateway",
                        condition("Programmed", "True", "x"),
                        "Healthy"),
                row(
                        "gateway.networking.k8s.io/v1 Gateway",
                        condition("Programmed", "False", "Pending"),
                        "Progressing"),
                row(
                        "gateway.networking.k8s.io/v1 Gateway",
                        condition("Accepted", "False", "InvalidParameters"),
                        "Degraded"),
                row(route, "spec: {}", "Healthy"),
                row(route, "metadata: {creationTimestamp: '2026-11-23T19:59:30Z'}", "Progressing"),
                row(route, "metadata: {creationTimestamp: '2026-11-23T19:58:30Z'}", "Healthy"),
                row(
                        route,
                        "status: {parents: [{conditions: [{type: Accepted, status: 'True'}, {type: ResolvedRefs, status: 'True'}]}]}",
                        "Healthy"),
                row(
                        route,
                        "status: {parents: [{conditions: [{type: Accepted, status: 'True'}, {type: ResolvedRefs, status: 'False'}]}]}",
                        "Degraded"),
                row("s3.aws.upbound.io/v1beta1 Bucket", "spec: {forProvider: {}}", "Progressing"),
                row(
                        "s3.aws.upbound.io/v1beta1 Bucket",
                        "status: {conditions: [{type: Synced, status: 'True'}, {type: Ready, status: 'True'}]}",
                        "Healthy"),
                row(
                        "s3.aws.upbound.io/v1beta1 Bucket",
                        "status: {conditions: [{type: Synced, status: 'False'}, {type: Ready, status: 'True'}]}",
                        "Degraded"),
                row("aws.upbound.io/v1beta1 ProviderConfig", "status: {users: 1}", "Healthy"),
                row(
                        "pkg.crossplane.io/v1 Provider",
                        "status: {conditions: [{type: Installed, status: 'True'}, {type: Healthy, status: 'True'}]}",
                        "Healthy"),
                row(
                        "pkg.crossplane.io/v1 Provider",
                        condition("Installed", "False", "x"),
                        "Degraded"),
                row("velero.io/v1 Backup", "status: {phase: PartiallyFailed}", "Degraded"),
                row(
                        "tekton.dev/v1 PipelineRun",
                        condition("Succeeded", "Unknown", "Running"),
                        "Progressing"),
                row("tekton.dev/v1 PipelineRun", condition("Succeeded", "True", "x"), "Healthy"));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @MethodSource("rows")
    void isAsItsControllerTells(String type, String body, String expected) {
        var parts = type.split(" ");
        var object =
                Manifests.object("apiVersion: " + parts[0] + "\nkind: " + parts[1] + "\n" + body);
        assertThat(
                        HealthRules.builtIn()
                                .assess(object, NOW)
                                .map(h -> h.status().text())
                                .orElse("none"))
                .isEqualTo(expected);
    }
}
