package io.slipway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.manifests.Trees;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkloadTest {

    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private SandboxFixture sandbox;

    @BeforeAll
    void start() {
        sandbox = SandboxFixture.start();
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    private static String workload(String kind, String name, String image, String more) {
        return """
        apiVersion: apps/v1
        kind: %s
        metadata: {name: %s}
        spec:
          %s
          selector: {matchLabels: {app: %s}}
          template:
            metadata: {labels: {app: %s}}
            spec: {containers: [{name: a, image: "%s"}]}
        """
                .formatted(kind, name, more, name, name, image);
    }

    private void deploy(String name, String image, long replicas) {
        sandbox.post(DEPLOYMENTS, workload("Deployment", name, image, "replicas: " + replicas));
    }

    @Test
    void deploymentBecomesReadyThroughItsPods() {
        deploy("web", "web:1", 3);
        sandbox.await(DEPLOYMENTS + "/web", a -> a.text("status", "availableReplicas").equals("3"));
        var pods = sandbox.get("/api/v1/namespaces/default/pods?labelSelector=app%3Dweb");
        assertThat(pods.body())
                .contains("\"phase\":\"Running\"")
                .contains("\"kind\":\"ReplicaSet\"");
    }

    @Test
    void newImageRollsOut() {
        deploy("roll", "web:1", 4);
        sandbox.await(
                DEPLOYMENTS + "/roll", a -> a.text("status", "availableReplicas").equals("4"));
        sandbox.patch(
                DEPLOYMENTS + "/roll",
                "strategic-merge-patch+json",
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"web:2\"}]}}}}");
        sandbox.await(
                DEPLOYMENTS + "/roll",
                a ->
                        a.text("status", "observedGeneration").equals("2")
                                && a.text("status", "updatedReplicas").equals("4")
                                && a.text("status", "replicas").equals("4")
                                && a.text("status", "availableReplicas").equals("4"));
        assertThat(
                        sandbox.get(DEPLOYMENTS + "/roll")
                                .text(
                                        "metadata",
                                        "annotations",
                                        "deployment.kubernetes.io/revision"))
                .isEqualTo("2");
    }

    @Test
    void imageThatIsMissingKeepsADeploymentUnavailable() {
        deploy("broken", "missing.sandbox/app:1", 1);
        var pods =
                sandbox.await(
                        "/api/v1/namespaces/default/pods?labelSelector=app%3Dbroken",
                        a -> a.body().contains("ImagePullBackOff"));
        assertThat(pods.body()).contains("\"phase\":\"Pending\"");
        assertThat(sandbox.get(DEPLOYMENTS + "/broken").body())
                .contains("MinimumReplicasUnavailable");
    }

    @Test
    void deletingADeploymentTakesItsPodsAlong() {
        deploy("going", "web:1", 2);
        sandbox.await(
                DEPLOYMENTS + "/going", a -> a.text("status", "availableReplicas").equals("2"));
        sandbox.delete(DEPLOYMENTS + "/going");
        sandbox.await(
                "/api/v1/namespaces/default/pods?labelSelector=app%3Dgoing",
                a -> a.body().contains("\"items\":[]"));
    }

    @Test
    void foregroundDeletionWaitsForDependents() {
        deploy("front", "web:1", 2);
        sandbox.await(
                DEPLOYMENTS + "/front", a -> a.text("status", "availableReplicas").equals("2"));
        sandbox.delete(DEPLOYMENTS + "/front?propagationPolicy=Foreground");
        sandbox.await(DEPLOYMENTS + "/front", a -> a.status() == 404);
        assertThat(
                        sandbox.get(
                                        "/apis/apps/v1/namespaces/default/replicasets?labelSelector=app%3Dfront")
                                .body())
                .contains("\"items\":[]");
    }

    @Test
    void orphanedReplicaSetStays() {
        deploy("orphan", "web:1", 1);
        sandbox.await(
                DEPLOYMENTS + "/orphan", a -> a.text("status", "availableReplicas").equals("1"));
        sandbox.delete(DEPLOYMENTS + "/orphan?propagationPolicy=Orphan");
        sandbox.await(DEPLOYMENTS + "/orphan", a -> a.status() == 404);
        var sets =
                sandbox.get(
                        "/apis/apps/v1/namespaces/default/replicasets?labelSelector=app%3Dorphan");
        assertThat(sets.body())
                .contains("\"orphan-")
                .doesNotContain("\"kind\":\"Deployment\",\"name\":\"orphan\"");
    }

    @Test
    void jobCompletes() {
        sandbox.post(
                "/apis/batch/v1/namespaces/default/jobs",
                """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: done}
                spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: "a:1"}]}}}
                """);
        var job =
                sandbox.await(
                        "/apis/batch/v1/namespaces/default/jobs/done",
                        a -> a.body().contains("\"type\":\"Complete\""));
        assertThat(job.text("status", "succeeded")).isEqualTo("1");
    }

    @Test
    void jobWhoseContainersFailFails() {
        sandbox.post(
                "/apis/batch/v1/namespaces/default/jobs",
                """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: failing}
                spec:
                  backoffLimit: 1
                  template:
                    metadata: {annotations: {sandbox.slipway/exit: "3"}}
                    spec: {restartPolicy: Never, containers: [{name: a, image: "a:1"}]}
                """);
        var job =
                sandbox.await(
                        "/apis/batch/v1/namespaces/default/jobs/failing",
                        a -> a.body().contains("\"type\":\"Failed\""));
        assertThat(job.body()).contains("BackoffLimitExceeded");
    }

    @Test
    void statefulSetMakesNumberedPodsWithClaims() {
        sandbox.post(
                "/apis/apps/v1/namespaces/default/statefulsets",
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db}
                spec:
                  replicas: 2
                  serviceName: db
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata: {labels: {app: db}}
                    spec: {containers: [{name: db, image: "db:1", volumeMounts: [{name: data, mountPath: /d}]}]}
                  volumeClaimTemplates:
                  - metadata: {name: data}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
        sandbox.await(
                "/apis/apps/v1/namespaces/default/statefulsets/db",
                a -> a.text("status", "readyReplicas").equals("2"));
        assertThat(
                        sandbox.get("/api/v1/namespaces/default/persistentvolumeclaims/data-db-1")
                                .text("status", "phase"))
                .isEqualTo("Bound");
    }

    @Test
    void daemonSetHasAPodOnTheNode() {
        sandbox.post(
                "/apis/apps/v1/namespaces/default/daemonsets",
                workload("DaemonSet", "agent", "a:1", ""));
        sandbox.await(
                "/apis/apps/v1/namespaces/default/daemonsets/agent",
                a -> a.text("status", "numberReady").equals("1"));
    }

    @Test
    void serviceHasEndpoints() {
        deploy("served", "web:1", 1);
        sandbox.post(
                "/api/v1/namespaces/default/services",
                "{apiVersion: v1, kind: Service, metadata: {name: served}, spec: {selector: {app: served}, ports: [{port: 80}]}}");
        sandbox.await(
                "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name%3Dserved",
                a -> a.body().contains("\"ready\":true"));
    }

    @Test
    void autoscalerScalesToItsMinimum() {
        deploy("scaled", "web:1", 1);
        sandbox.post(
                "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
                "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: scaled}, spec: {minReplicas: 3,"
                        + " maxReplicas: 5, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: scaled}}}");
        sandbox.await(
                DEPLOYMENTS + "/scaled", a -> a.text("status", "availableReplicas").equals("3"));
        sandbox.await(
                "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers/scaled",
                a ->
                        a.body().contains("ScalingActive")
                                && a.text("status", "currentReplicas").equals("3"));
    }

    @Test
    void autoscalerActsOnlyOutsideItsRange() {
        var scalers = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
        deploy("ranged", "web:1", 2);
        sandbox.post(
                scalers,
                """
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: ranged}
                spec:
                  minReplicas: 1
                  maxReplicas: 4
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ranged}
                """);
        sandbox.await(
                scalers + "/ranged",
                a ->
                        a.body().contains("DesiredWithinRange")
                                && a.text("status", "desiredReplicas").equals("2"));
        assertThat(sandbox.get(DEPLOYMENTS + "/ranged").text("spec", "replicas")).isEqualTo("2");

        sandbox.patch(DEPLOYMENTS + "/ranged", "merge-patch+json", "{\"spec\":{\"replicas\":9}}");
        sandbox.await(DEPLOYMENTS + "/ranged", a -> a.text("spec", "replicas").equals("4"));
        sandbox.await(scalers + "/ranged", a -> a.text("status", "desiredReplicas").equals("4"));
    }

    /** Two looks at the pods of a Job once started a second pod for some Jobs of many. */
    @Test
    void eachOfManyJobsRunsOnePod() {
        var jobs = "/apis/batch/v1/namespaces/many/jobs";
        sandbox.post(
                "/api/v1/namespaces", "{apiVersion: v1, kind: Namespace, metadata: {name: many}}");
        for (int i = 0; i < 200; i++) {
            sandbox.post(
                    jobs,
                    """
                    apiVersion: batch/v1
                    kind: Job
                    metadata: {name: j%d}
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: a, image: "job:1"}]
                    """
                            .formatted(i));
        }
        sandbox.await(
                jobs,
                a ->
                        Trees.listAt(a.tree(), "items").stream()
                                        .filter(j -> j.toString().contains("type=Complete"))
                                        .count()
                                == 200);
        assertThat(Trees.listAt(sandbox.get(jobs).tree(), "items"))
                .extracting(j -> Trees.longAt(j, "status", "succeeded").orElse(0L))
                .containsOnly(1L);
        assertThat(Trees.listAt(sandbox.get("/api/v1/namespaces/many/pods").tree(), "items"))
                .hasSize(200);
    }

    /** What a status says of a rollout holds together in every version that a watcher sees. */
    @Test
    void statusOfARolloutNeverContradictsItself() {
        deploy("whole", "web:1", 5);
        sandbox.await(
                DEPLOYMENTS + "/whole", a -> a.text("status", "availableReplicas").equals("5"));
        for (int round = 2; round < 12; round++) {
            sandbox.patch(
                    DEPLOYMENTS + "/whole",
                    "strategic-merge-patch+json",
                    "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"web:%d\"}]}}}}"
                            .formatted(round));
            long generation = round;
            sandbox.await(
                    DEPLOYMENTS + "/whole",
                    a -> {
                        if (a.body().contains("NewReplicaSetAvailable")) {
                            assertThat(a.text("status", "availableReplicas")).isEqualTo("5");
                            assertThat(a.text("status", "replicas")).isEqualTo("5");
                        }
                        return a.body().contains("NewReplicaSetAvailable")
                                && a.text("status", "observedGeneration")
                                        .equals(Long.toString(generation));
                    });
        }
    }

    @Test
    void namespaceIsEmptiedBeforeItGoes() {
        sandbox.post(
                "/api/v1/namespaces", "{apiVersion: v1, kind: Namespace, metadata: {name: short}}");
        sandbox.post(
                "/api/v1/namespaces/short/configmaps",
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}");
        var marked = sandbox.delete("/api/v1/namespaces/short");
        assertThat(marked.text("status", "phase")).isEqualTo("Terminating");
        sandbox.await("/api/v1/namespaces/short", a -> a.status() == 404);
        assertThat(sandbox.get("/api/v1/namespaces/short/configmaps").body())
                .contains("\"items\":[]");
    }

    @Test
    void podWaitsForTheSecretThatItNames() {
        sandbox.post(
                "/api/v1/namespaces/default/pods",
                "{apiVersion: v1, kind: Pod, metadata: {name: waits}, spec: {containers: [{name: a, image: 'a:1', envFrom:"
                        + " [{secretRef: {name: later}}]}]}}");
        sandbox.await(
                "/api/v1/namespaces/default/pods/waits",
                a -> a.body().contains("ContainerCreating"));
        sandbox.post(
                "/api/v1/namespaces/default/secrets",
                "{apiVersion: v1, kind: Secret, metadata: {name: later}}");
        sandbox.await(
                "/api/v1/namespaces/default/pods/waits",
                a -> a.text("status", "phase").equals("Running"));
    }

    private static String pod(String name, String annotation) {
        return "{apiVersion: v1, kind: Pod, metadata: {name: %s, annotations: {%s}}, spec: {containers: [{name: main, image: 'example.org/x:1'}]}}"
                .formatted(name, annotation);
    }

    @Test
    void containersFailAsTheirPodAsks() {
        var pods = "/api/v1/namespaces/default/pods";
        sandbox.post(pods, pod("unpulled", "sandbox.slipway/pull: fail"));
        sandbox.post(pods, pod("crashing", "sandbox.slipway/exit: '1'"));
        sandbox.post(pods, pod("unready", "sandbox.slipway/probe: fail"));
        sandbox.await(pods + "/unpulled", p -> p.body().contains("\"ImagePullBackOff\""));
        sandbox.await(pods + "/crashing", p -> p.body().contains("\"CrashLoopBackOff\""));
        sandbox.await(
                pods + "/unready",
                p ->
                        p.text("status", "phase").equals("Running")
                                && p.body().contains("\"ContainersNotReady\""));
        assertThat(sandbox.get(pods + "/unready/log").body()).contains("runs no containers");
        assertThat(sandbox.get(pods + "/unpulled/log").message())
                .contains("trying and failing to pull image");
        for (var part : new String[] {"exec", "attach", "portforward"}) {
            var refused = sandbox.get(pods + "/unready/" + part);
            assertThat(refused.status()).isEqualTo(501);
            assertThat(refused.message()).contains("the sandbox runs no containers");
        }
        List.of("unpulled", "crashing", "unready")
                .forEach(p -> sandbox.delete(pods + "/" + p + "?gracePeriodSeconds=0"));
    }

    @Test
    void closedNodeTakesNoPods() {
        var pods = "/api/v1/namespaces/default/pods";
        sandbox.patch(
                "/api/v1/nodes/sandbox", "merge-patch+json", "{\"spec\":{\"unschedulable\":true}}");
        sandbox.await(
                "/api/v1/nodes/sandbox",
                n -> n.body().contains("node.kubernetes.io/unschedulable"));
        sandbox.post(pods, pod("waiting", ""));
        var waiting = sandbox.await(pods + "/waiting", p -> p.body().contains("\"Unschedulable\""));
        assertThat(waiting.text("status", "phase")).isEqualTo("Pending");
        sandbox.patch(
                "/api/v1/nodes/sandbox", "merge-patch+json", "{\"spec\":{\"unschedulable\":null}}");
        sandbox.await(pods + "/waiting", p -> p.text("status", "phase").equals("Running"));
        assertThat(sandbox.get("/api/v1/nodes/sandbox").body()).doesNotContain("\"taints\"");
        sandbox.delete(pods + "/waiting?gracePeriodSeconds=0");
    }
}
