package io.slipway.engine.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.fixture.Manifests;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceObject;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the built-in kinds, row by row (spec: health H2, H3, H4). */
class BuiltInHealthTest {

    private static final Instant NOW = Instant.parse("2026-11-23T20:00:00Z");
    private static final HealthRules RULES = HealthRules.builtIn();

    private static Arguments row(String rule, String type, String body, String expected) {
        return Arguments.of(rule, type, body, expected);
    }

    static Stream<Arguments> rows() {
        var deployment = "apps/v1 Deployment";
        var set = "apps/v1 StatefulSet";
        var daemon = "apps/v1 DaemonSet";
        var replica = "apps/v1 ReplicaSet";
        var pod = "v1 Pod";
        var job = "batch/v1 Job";
        var cron = "batch/v1 CronJob";
        var hpa = "autoscaling/v2 HorizontalPodAutoscaler";
        var crd = "apiextensions.k8s.io/v1 CustomResourceDefinition";
        return Stream.of(
                row("H3 paused", deployment, "spec: {paused: true}", "Suspended"),
                row(
                        "H3 V1 observed late",
                        deployment,
                        "metadata: {generation: 3}\nstatus: {observedGeneration: 2}",
                        "Progressing"),
                row(
                        "H3 deadline whatever its status",
                        deployment,
                        "status: {conditions: [{type: Progressing, status: 'True', reason: ProgressDeadlineExceeded}]}",
                        "Degraded"),
                row(
                        "H3 not all updated",
                        deployment,
                        "spec: {replicas: 2}\nstatus: {updatedReplicas: 1}",
                        "Progressing"),
                row(
                        "H3 old ones left",
                        deployment,
                        "spec: {replicas: 1}\nstatus: {updatedReplicas: 1, replicas: 2, availableReplicas: 1}",
                        "Progressing"),
                row(
                        "H3 not all available",
                        deployment,
                        "spec: {replicas: 1}\nstatus: {updatedReplicas: 1, replicas: 1}",
                        "Progressing"),
                row(
                        "H3 done",
                        deployment,
                        "spec: {replicas: 1}\nstatus: {updatedReplicas: 1, replicas: 1, availableReplicas: 1}",
                        "Healthy"),
                row(
                        "H3 V2 scaled to zero",
                        deployment,
                        "spec: {replicas: 0}\nstatus: {}",
                        "Healthy"),
                row("H3 old version", "extensions/v1beta1 Deployment", "spec: {}", "none"),
                row("H3 old version", "apps/v1beta1 Deployment", "spec: {}", "Unknown"),
                row(
                        "H3 never observed",
                        set,
                        "metadata: {generation: 1}\nstatus: {}",
                        "Progressing"),
                row(
                        "H3 not ready",
                        set,
                        "spec: {replicas: 2}\nstatus: {observedGeneration: 1, readyReplicas: 1}",
                        "Progressing"),
                row(
                        "H3 V4 partition reached",
                        set,
                        "spec: {replicas: 3, updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 2}}}\nstatus: {observedGeneration: 1, readyReplicas: 3, updatedReplicas: 1}",
                        "Healthy"),
                row(
                        "H3 partition not reached",
                        set,
                        "spec: {replicas: 3, updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 1}}}\nstatus: {observedGeneration: 1, readyReplicas: 3, updatedReplicas: 1}",
                        "Progressing"),
                row(
                        "H3 block never compares revisions",
                        set,
                        "spec: {replicas: 1, updateStrategy: {type: RollingUpdate, rollingUpdate: {}}}\nstatus: {observedGeneration: 1, readyReplicas: 1, updateRevision: b, currentRevision: a}",
                        "Healthy"),
                row(
                        "H3 on delete",
                        set,
                        "spec: {replicas: 1, updateStrategy: {type: OnDelete}}\nstatus: {observedGeneration: 1, readyReplicas: 1, updateRevision: b, currentRevision: a}",
                        "Healthy"),
                row(
                        "H3 revisions differ",
                        set,
                        "spec: {replicas: 1}\nstatus: {observedGeneration: 1, readyReplicas: 1, updateRevision: b, currentRevision: a}",
                        "Progressing"),
                row(
                        "H3 done",
                        set,
                        "spec: {replicas: 1}\nstatus: {observedGeneration: 1, readyReplicas: 1, updateRevision: a, currentRevision: a}",
                        "Healthy"),
                row(
                        "H3 observed late",
                        daemon,
                        "metadata: {generation: 2}\nstatus: {observedGeneration: 1}",
                        "Progressing"),
                row(
                        "H3 on delete",
                        daemon,
                        "spec: {updateStrategy: {type: OnDelete}}\nstatus: {desiredNumberScheduled: 2}",
                        "Healthy"),
                row(
                        "H3 not updated",
                        daemon,
                        "status: {desiredNumberScheduled: 2, updatedNumberScheduled: 1}",
                        "Progressing"),
                row(
                        "H3 not available",
                        daemon,
                        "status: {desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1}",
                        "Progressing"),
                row(
                        "H3 done",
                        daemon,
                        "status: {desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2}",
                        "Healthy"),
                row(
                        "H3 failure",
                        replica,
                        "spec: {replicas: 1}\nstatus: {conditions: [{type: ReplicaFailure, status: 'True', message: quota}]}",
                        "Degraded"),
                row("H3 not available", replica, "spec: {replicas: 1}\nstatus: {}", "Progressing"),
                row(
                        "H3 done",
                        replica,
                        "spec: {replicas: 1}\nstatus: {availableReplicas: 1}",
                        "Healthy"),
                row(
                        "H3 V5 crash loop",
                        pod,
                        "spec: {restartPolicy: Always}\nstatus: {phase: Running, containerStatuses: [{name: a, state: {waiting: {reason: CrashLoopBackOff, message: back-off}}}]}",
                        "Degraded"),
                row(
                        "H3 V5 crash loop of a job's pod",
                        pod,
                        "spec: {restartPolicy: Never}\nstatus: {phase: Running, containerStatuses: [{name: a, state: {waiting: {reason: CrashLoopBackOff}}}]}",
                        "Progressing"),
                row(
                        "H3 image error",
                        pod,
                        "spec: {restartPolicy: Always}\nstatus: {phase: Pending, containerStatuses: [{name: a, state: {waiting: {reason: ErrImagePull}}}]}",
                        "Degraded"),
                row(
                        "H3 init containers do not count",
                        pod,
                        "spec: {restartPolicy: Always}\nstatus: {phase: Pending, initContainerStatuses: [{name: a, state: {waiting: {reason: CrashLoopBackOff}}}]}",
                        "Progressing"),
                row("H3 pending", pod, "status: {phase: Pending}", "Progressing"),
                row("H3 succeeded", pod, "status: {phase: Succeeded}", "Healthy"),
                row(
                        "H3 failed",
                        pod,
                        "status: {phase: Failed, containerStatuses: [{name: a, state: {terminated: {exitCode: 3}}}]}",
                        "Degraded"),
                row(
                        "H3 ready",
                        pod,
                        "spec: {restartPolicy: Always}\nstatus: {phase: Running, conditions: [{type: Ready, status: 'True'}]}",
                        "Healthy"),
                row(
                        "H3 ended before",
                        pod,
                        "spec: {restartPolicy: Always}\nstatus: {phase: Running, containerStatuses: [{name: a, lastState: {terminated: {exitCode: 1}}}]}",
                        "Degraded"),
                row(
                        "H3 not ready yet",
                        pod,
                        "spec: {restartPolicy: Always}\nstatus: {phase: Running}",
                        "Progressing"),
                row(
                        "H3 on failure",
                        pod,
                        "spec: {restartPolicy: OnFailure}\nstatus: {phase: Running, conditions: [{type: Ready, status: 'True'}]}",
                        "Progressing"),
                row(
                        "H3 every policy by annotation",
                        pod,
                        "metadata: {annotations: {argocd.argoproj.io/ignore-restart-policy: 'true'}}\nspec: {restartPolicy: Never}\nstatus: {phase: Running, conditions: [{type: Ready, status: 'True'}]}",
                        "Healthy"),
                row(
                        "H3 not on hooks",
                        pod,
                        "metadata: {annotations: {argocd.argoproj.io/ignore-restart-policy: 'true', argocd.argoproj.io/hook: Sync}}\nspec: {restartPolicy: Never}\nstatus: {phase: Running, conditions: [{type: Ready, status: 'True'}]}",
                        "Progressing"),
                row("H3 running without a policy", pod, "status: {phase: Running}", "Unknown"),
                row("H2 a number that is none", deployment, "spec: {replicas: many}", "Unknown"),
                row(
                        "H2 a number that is none",
                        set,
                        "spec: {replicas: 1}\nstatus: {observedGeneration: 1, readyReplicas: '1'}",
                        "Unknown"),
                row(
                        "H2 a fraction of a pod",
                        daemon,
                        "status: {desiredNumberScheduled: 1.5}",
                        "Unknown"),
                row("H2 a status that is a list", replica, "status: [1]", "Healthy"),
                row(
                        "H3 unsupported version",
                        "autoscaling/v9 HorizontalPodAutoscaler",
                        "spec: {}",
                        "Unknown"),
                row(
                        "H3 unsupported version",
                        "apiregistration.k8s.io/v9 APIService",
                        "spec: {}",
                        "Unknown"),
                row("H3 old version", "apps/v1beta2 StatefulSet", "spec: {}", "Unknown"),
                row("H3 old version", "apps/v1beta2 DaemonSet", "spec: {}", "Unknown"),
                row("H3 old version", "apps/v1beta2 ReplicaSet", "spec: {}", "Unknown"),
                row("H3 old version", "batch/v1beta1 Job", "spec: {}", "Unknown"),
                row(
                        "H3 same generation",
                        deployment,
                        "metadata: {generation: 3}\nspec: {replicas: 0}\nstatus: {observedGeneration: 3}",
                        "Healthy"),
                row(
                        "H3 newer observed",
                        daemon,
                        "metadata: {generation: 3}\nstatus: {observedGeneration: 4}",
                        "Healthy"),
                row("H3 other phase", pod, "status: {phase: Unknown}", "Unknown"),
                row(
                        "H3 V6 failed",
                        job,
                        "status: {conditions: [{type: Failed, status: 'True'}]}",
                        "Degraded"),
                row(
                        "H3 V6 suspended",
                        job,
                        "status: {conditions: [{type: Suspended, status: 'True'}]}",
                        "Suspended"),
                row(
                        "H3 V6 resumed",
                        job,
                        "status: {conditions: [{type: Suspended, status: 'False'}]}",
                        "Healthy"),
                row(
                        "H3 V6 complete",
                        job,
                        "status: {conditions: [{type: Complete, status: 'True'}]}",
                        "Healthy"),
                row("H3 running", job, "status: {active: 1}", "Progressing"),
                row("H4 suspended", cron, "spec: {suspend: true}", "Healthy"),
                row("H4 no status", cron, "spec: {}", "Progressing"),
                row("H4 never scheduled", cron, "status: {}", "Healthy"),
                row(
                        "H4 never succeeded",
                        cron,
                        "status: {lastScheduleTime: '2026-01-01T00:00:00Z'}",
                        "Healthy"),
                row(
                        "H4 active",
                        cron,
                        "status: {lastScheduleTime: '2026-01-02T00:00:00Z', lastSuccessfulTime: '2026-01-01T00:00:00Z', active: [{name: a}]}",
                        "Healthy"),
                row(
                        "H4 last one failed",
                        cron,
                        "status: {lastScheduleTime: '2026-01-02T00:00:00Z', lastSuccessfulTime: '2026-01-01T00:00:00Z'}",
                        "Degraded"),
                row(
                        "H4 last one succeeded",
                        cron,
                        "status: {lastScheduleTime: '2026-01-01T00:00:00Z', lastSuccessfulTime: '2026-01-01T00:01:00Z'}",
                        "Healthy"),
                row("H3 lost", "v1 PersistentVolumeClaim", "status: {phase: Lost}", "Degraded"),
                row(
                        "H3 V13 pending",
                        "v1 PersistentVolumeClaim",
                        "status: {phase: Pending}",
                        "Progressing"),
                row("H3 bound", "v1 PersistentVolumeClaim", "status: {phase: Bound}", "Healthy"),
                row("H3 other", "v1 PersistentVolumeClaim", "status: {}", "Unknown"),
                row("H3 no address", "v1 Service", "spec: {type: LoadBalancer}", "Progressing"),
                row(
                        "H3 address",
                        "v1 Service",
                        "spec: {type: LoadBalancer}\nstatus: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}",
                        "Healthy"),
                row("H3 other type", "v1 Service", "spec: {type: ClusterIP}", "Healthy"),
                row("H3 no address", "networking.k8s.io/v1 Ingress", "spec: {}", "Progressing"),
                row(
                        "H3 address",
                        "networking.k8s.io/v1 Ingress",
                        "status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}",
                        "Healthy"),
                row("H3 old group", "extensions/v1beta1 Ingress", "spec: {}", "Progressing"),
                row(
                        "H3 V12 failing reason first",
                        hpa,
                        "status: {conditions: [{type: AbleToScale, status: 'True'}, {type: ScalingActive, status: 'False', reason: FailedGetResourceMetric}]}",
                        "Degraded"),
                row(
                        "H3 able",
                        hpa,
                        "status: {conditions: [{type: AbleToScale, status: 'True'}]}",
                        "Healthy"),
                row(
                        "H3 limited",
                        hpa,
                        "status: {conditions: [{type: ScalingLimited, status: 'True'}]}",
                        "Healthy"),
                row(
                        "H3 reason of another type",
                        hpa,
                        "status: {conditions: [{type: AbleToScale, status: 'True', reason: InvalidSelector}]}",
                        "Healthy"),
                row("H3 nothing known", hpa, "status: {}", "Progressing"),
                row(
                        "H3 v1 annotation",
                        "autoscaling/v1 HorizontalPodAutoscaler",
                        "metadata: {annotations: {autoscaling.alpha.kubernetes.io/conditions: '[{\"type\":\"AbleToScale\",\"status\":\"True\"}]'}}",
                        "Healthy"),
                row(
                        "H2 a rule that throws",
                        "autoscaling/v1 HorizontalPodAutoscaler",
                        "metadata: {annotations: {autoscaling.alpha.kubernetes.io/conditions: '[{'}}",
                        "Unknown"),
                row(
                        "H3 available",
                        "apiregistration.k8s.io/v1 APIService",
                        "status: {conditions: [{type: Available, status: 'True'}]}",
                        "Healthy"),
                row(
                        "H3 not available",
                        "apiregistration.k8s.io/v1 APIService",
                        "status: {conditions: [{type: Available, status: 'False'}]}",
                        "Progressing"),
                row(
                        "H3 absent",
                        "apiregistration.k8s.io/v1 APIService",
                        "status: {}",
                        "Progressing"),
                row(
                        "H3 running",
                        "argoproj.io/v1alpha1 Workflow",
                        "status: {phase: Running}",
                        "Progressing"),
                row("H3 no phase", "argoproj.io/v1alpha1 Workflow", "spec: {}", "Progressing"),
                row(
                        "H3 succeeded",
                        "argoproj.io/v1alpha1 Workflow",
                        "status: {phase: Succeeded}",
                        "Healthy"),
                row(
                        "H3 error",
                        "argoproj.io/v1alpha1 Workflow",
                        "status: {phase: Error}",
                        "Degraded"),
                row("H3 other", "argoproj.io/v1alpha1 Workflow", "status: {phase: Odd}", "Unknown"),
                row(
                        "H4 child status",
                        "argoproj.io/v1alpha1 Application",
                        "status: {health: {status: Degraded}}",
                        "Degraded"),
                row(
                        "H4 child default",
                        "argoproj.io/v1alpha1 Application",
                        "spec: {}",
                        "Progressing"),
                row(
                        "H4 false condition",
                        "policy/v1 PodDisruptionBudget",
                        "status: {conditions: [{type: DisruptionAllowed, status: 'False', reason: SyncFailed}]}",
                        "Degraded"),
                row(
                        "H4 insufficient pods",
                        "policy/v1 PodDisruptionBudget",
                        "status: {conditions: [{type: DisruptionAllowed, status: 'False', reason: InsufficientPods}]}",
                        "Healthy"),
                row(
                        "H4 no conditions",
                        "policy/v1 PodDisruptionBudget",
                        "status: {}",
                        "Progressing"),
                row(
                        "H4 terminating",
                        crd,
                        "status: {conditions: [{type: Terminating, status: 'True'}, {type: Established, status: 'True'}]}",
                        "Progressing"),
                row("H4 no conditions", crd, "status: {}", "Progressing"),
                row(
                        "H4 names",
                        crd,
                        "status: {conditions: [{type: NamesAccepted, status: 'False'}]}",
                        "Degraded"),
                row(
                        "H4 schema",
                        crd,
                        "status: {conditions: [{type: Established, status: 'True'}, {type: NonStructuralSchema, status: 'True'}]}",
                        "Degraded"),
                row(
                        "H4 established",
                        crd,
                        "status: {conditions: [{type: Established, status: 'True'}]}",
                        "Healthy"),
                row(
                        "H4 installing",
                        crd,
                        "status: {conditions: [{type: Established, status: 'False', reason: Installing}]}",
                        "Progressing"),
                row(
                        "H4 not established",
                        crd,
                        "status: {conditions: [{type: Established, status: 'False', reason: Other}]}",
                        "Degraded"),
                row("H3 none", "v1 Namespace", "status: {phase: Active}", "none"),
                row("H3 none", "v1 ConfigMap", "data: {a: b}", "none"),
                row("H3 none", "v1 Secret", "data: {}", "none"),
                row("H3 none", "v1 ServiceAccount", "secrets: []", "none"),
                row("H3 none", "v1 PersistentVolume", "status: {phase: Bound}", "none"),
                row("H3 none", "v1 ResourceQuota", "status: {}", "none"),
                row("H3 none", "rbac.authorization.k8s.io/v1 Role", "rules: []", "none"),
                row("H3 none", "networking.k8s.io/v1 NetworkPolicy", "spec: {}", "none"),
                row("H3 none", "storage.k8s.io/v1 StorageClass", "provisioner: x", "none"),
                row("H3 none", "coordination.k8s.io/v1 Lease", "spec: {}", "none"));
    }

    private static ResourceObject object(String type, String body) {
        var parts = type.split(" ");
        return Manifests.object("apiVersion: " + parts[0] + "\nkind: " + parts[1] + "\n" + body);
    }

    @ParameterizedTest(name = "{0}: {1} is {3}")
    @MethodSource("rows")
    void isAsTheTableSays(String rule, String type, String body, String expected) {
        var health = RULES.assess(object(type, body), NOW);
        assertThat(health.map(h -> h.status().text()).orElse("none")).as(rule).isEqualTo(expected);
    }

    /** health H2 1. */
    @Test
    void whatIsBeingDeletedIsProgressingUnlessItIsAHookWeHold() {
        var deleting =
                object("v1 ConfigMap", "metadata: {deletionTimestamp: '2026-01-01T00:00:00Z'}");
        assertThat(RULES.assess(deleting, NOW).map(Health::status))
                .contains(HealthStatus.PROGRESSING);
        var hook =
                object(
                        "batch/v1 Job",
                        "metadata: {deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: [argocd.argoproj.io/hook-finalizer]}\nstatus: {conditions: [{type: Complete, status: 'True'}]}");
        assertThat(RULES.assess(hook, NOW).map(Health::status)).contains(HealthStatus.HEALTHY);
    }

    @Test
    void messagesOfFailedPodsSayWhy() {
        var pod =
                object(
                        "v1 Pod",
                        "status: {phase: Failed, containerStatuses: [{name: a, state: {terminated: {exitCode: 0}}}, {name: b, state: {terminated: {reason: OOMKilled, exitCode: 137}}}]}");
        assertThat(RULES.assess(pod, NOW).map(Health::message)).contains("OOMKilled");
    }

    @Test
    void ownRulesReplaceShippedOnes() {
        var rules =
                RULES.with(
                        new GroupKind("networking.k8s.io", "Ingress"),
                        (o, now) -> Optional.of(Health.healthy("no controller here")));
        assertThat(
                        rules.assess(object("networking.k8s.io/v1 Ingress", "spec: {}"), NOW)
                                .map(Health::status))
                .contains(HealthStatus.HEALTHY);
        assertThat(
                        rules.without(new GroupKind("argoproj.io", "Application"))
                                .assess(
                                        object("argoproj.io/v1alpha1 Application", "spec: {}"),
                                        NOW))
                .isEmpty();
    }
}
