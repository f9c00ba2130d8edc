package io.slipway.kubernetes;

import static io.slipway.kubernetes.Target.US;
import static io.slipway.kubernetes.Target.WRITE;
import static io.slipway.kubernetes.Target.deployment;
import static io.slipway.kubernetes.Target.object;
import static io.slipway.kubernetes.Target.reference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.DeleteOptions;
import io.slipway.engine.cluster.ListOptions;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.cluster.Patch;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.testkit.Await;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Workloads become what they say, through the objects that a cluster makes for them. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.slipway.kubernetes.Targets#all")
class WorkloadContractTest {

    private final Target target;
    private KubernetesCluster cluster;
    private String ns;

    WorkloadContractTest(Target target) {
        this.target = target;
    }

    @BeforeEach
    void world() {
        cluster = target.cluster();
        ns = target.namespace();
    }

    private ResourceObject now(ResourceObject object) {
        return cluster.get(US, ObjectReference.of(object)).orElseThrow();
    }

    private List<ResourceObject> all(String apiVersion, String kind) {
        return cluster.list(US, GroupVersionKind.of(apiVersion, kind), ListOptions.inNamespace(ns))
                .items();
    }

    private void awaitStatus(ResourceObject object, String field, Object value) {
        Await.until(
                object.kind() + " has " + field + " " + value,
                () -> now(object).at("status", field).equals(Optional.of(value)));
    }

    private boolean isOwnedBy(ResourceObject object, ResourceObject owner) {
        return object.ownerReferences().stream()
                .anyMatch(o ->
                        Trees.stringAt(o, "uid").equals(Optional.of(owner.uid()))
                                && Trees.isTrueAt(o, "controller"));
    }

    @Test
    void deploymentRunsThroughAReplicaSetAndPods() {
        var made = cluster.create(US, deployment(ns, "d", 3), WRITE);
        awaitStatus(made, "readyReplicas", 3L);
        awaitStatus(made, "availableReplicas", 3L);
        var ready = now(made);
        assertThat(ready.at("status", "replicas")).contains(3L);
        assertThat(ready.at("status", "updatedReplicas")).contains(3L);
        assertThat(ready.at("status", "observedGeneration")).contains(1L);
        Await.until("Available", () -> Target.hasCondition(now(made), "Available", "True"));
        Await.until(
                "Progressing is complete",
                () ->
                        Trees.listAt(now(made).tree(), "status", "conditions").stream()
                                .anyMatch(c ->
                                        Trees.stringAt(c, "reason")
                                                .equals(Optional.of("NewReplicaSetAvailable"))));
        assertThat(ready.annotation("deployment.kubernetes.io/revision")).contains("1");

        var sets = all("apps/v1", "ReplicaSet");
        assertThat(sets).hasSize(1);
        assertThat(isOwnedBy(sets.getFirst(), made)).isTrue();
        assertThat(sets.getFirst().label("pod-template-hash")).isPresent();
        var pods = all("v1", "Pod");
        assertThat(pods).hasSize(3);
        for (var pod : pods) {
            assertThat(isOwnedBy(pod, sets.getFirst())).isTrue();
            assertThat(pod.name()).startsWith(sets.getFirst().name() + "-");
            assertThat(pod.at("status", "phase")).contains("Running");
            assertThat(pod.at("spec", "nodeName")).isPresent();
            assertThat(pod.at("status", "podIP")).isPresent();
            assertThat(Target.hasCondition(pod, "Ready", "True")).isTrue();
        }
    }

    @Test
    void newTemplateMakesANewReplicaSetAndEmptiesTheOldOne() {
        var made = cluster.create(US, deployment(ns, "d", 2), WRITE);
        awaitStatus(made, "readyReplicas", 2L);
        var patch =
                Map.of(
                        "spec",
                        Map.of(
                                "template",
                                Map.of(
                                        "spec",
                                        Map.of(
                                                "containers",
                                                List.of(
                                                        Map.of(
                                                                "name",
                                                                "main",
                                                                "image",
                                                                "example.org/main:2"))))));
        cluster.patch(US, ObjectReference.of(made), Patch.merge(patch), WRITE);
        Await.until(
                "the rollout is done",
                () -> {
                    var d = now(made);
                    return d.at("status", "observedGeneration").equals(Optional.of(2L))
                            && d.at("status", "updatedReplicas").equals(Optional.of(2L))
                            && d.at("status", "readyReplicas").equals(Optional.of(2L))
                            && d.at("status", "replicas").equals(Optional.of(2L));
                });
        var sets = all("apps/v1", "ReplicaSet");
        assertThat(sets).hasSize(2);
        assertThat(sets)
                .extracting(s -> s.at("spec", "replicas").orElseThrow())
                .containsExactlyInAnyOrder(0L, 2L);
        assertThat(now(made).annotation("deployment.kubernetes.io/revision")).contains("2");
    }

    @Test
    void scaledDeploymentFollows() {
        var made = cluster.create(US, deployment(ns, "d", 1), WRITE);
        awaitStatus(made, "readyReplicas", 1L);
        cluster.patch(
                US,
                ObjectReference.of(made),
                Patch.merge(Map.of("spec", Map.of("replicas", 4L))),
                WRITE);
        awaitStatus(made, "readyReplicas", 4L);
        cluster.patch(
                US,
                ObjectReference.of(made),
                Patch.merge(Map.of("spec", Map.of("replicas", 0L))),
                WRITE);
        Await.until("nothing runs", () -> all("v1", "Pod").isEmpty());
        Await.until("its status says so", () -> now(made).at("status", "replicas").isEmpty());
    }

    @Test
    void deletedPodIsReplaced() {
        var made = cluster.create(US, deployment(ns, "d", 1), WRITE);
        awaitStatus(made, "readyReplicas", 1L);
        var pod = all("v1", "Pod").getFirst();
        target.delete(ObjectReference.of(pod));
        Await.until(
                "another one runs",
                () ->
                        all("v1", "Pod").stream()
                                .anyMatch(p ->
                                        !p.uid().equals(pod.uid())
                                                && Target.hasCondition(p, "Ready", "True")));
    }

    @Test
    void statefulSetNamesItsPodsInOrder() {
        var made =
                cluster.create(
                        US,
                        object(
                                """
                                apiVersion: apps/v1
                                kind: StatefulSet
                                metadata: {namespace: %s, name: db}
                                spec:
                                  serviceName: db
                                  replicas: 2
                                  selector: {matchLabels: {app: db}}
                                  template:
                                    metadata: {labels: {app: db}}
                                    spec: {containers: [{name: main, image: "example.org/db:1"}]}
                                """,
                                ns),
                        WRITE);
        awaitStatus(made, "readyReplicas", 2L);
        assertThat(all("v1", "Pod"))
                .extracting(ResourceObject::name)
                .containsExactlyInAnyOrder("db-0", "db-1");
        assertThat(all("v1", "Pod")).allMatch(p -> isOwnedBy(p, made));
        Await.until(
                "the revisions are settled",
                () ->
                        now(made)
                                .at("status", "currentRevision")
                                .equals(now(made).at("status", "updateRevision")));
    }

    @Test
    void daemonSetRunsOnTheNode() {
        var made =
                cluster.create(
                        US,
                        object(
                                """
                                apiVersion: apps/v1
                                kind: DaemonSet
                                metadata: {namespace: %s, name: agent}
                                spec:
                                  selector: {matchLabels: {app: agent}}
                                  template:
                                    metadata: {labels: {app: agent}}
                                    spec: {containers: [{name: main, image: "example.org/agent:1"}]}
                                """,
                                ns),
                        WRITE);
        Await.until(
                "it is ready",
                () ->
                        now(made).at("status", "numberReady").filter(n -> (Long) n > 0).isPresent()
                                && now(made)
                                        .at("status", "numberReady")
                                        .equals(now(made).at("status", "desiredNumberScheduled")));
        assertThat(all("v1", "Pod")).isNotEmpty().allMatch(p -> isOwnedBy(p, made));
    }

    @Test
    void jobCompletes() {
        var made = cluster.create(US, job("j"), WRITE);
        Await.until("it is complete", () -> Target.hasCondition(now(made), "Complete", "True"));
        assertThat(now(made).at("status", "succeeded")).contains(1L);
        assertThat(now(made).at("status", "completionTime")).isPresent();
        assertThat(all("v1", "Pod"))
                .extracting(p -> p.at("status", "phase").orElseThrow())
                .containsExactly("Succeeded");
    }

    private ResourceObject job(String name) {
        return object(
                """
                apiVersion: batch/v1
                kind: Job
                metadata: {namespace: %s, name: %s}
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: main, image: "example.org/job:1"}]
                """,
                ns, name);
    }

    @Test
    void jobTemplateCannotBeChanged() {
        var made = cluster.create(US, job("j"), WRITE);
        var changed =
                Map.of(
                        "op",
                        "replace",
                        "path",
                        "/spec/template/spec/containers/0/image",
                        "value",
                        "example.org/job:2");
        assertThatThrownBy(() ->
                        cluster.patch(
                                US, ObjectReference.of(made), Patch.json(List.of(changed)), WRITE))
                .isInstanceOf(ClusterException.Invalid.class)
                .hasMessageContaining("spec.template: Invalid value")
                .hasMessageContaining("field is immutable");
    }

    @Test
    void deletedJobTakesItsPodsAlong() {
        var made = cluster.create(US, job("j"), WRITE);
        Await.until("it is complete", () -> Target.hasCondition(now(made), "Complete", "True"));
        cluster.delete(
                US,
                ObjectReference.of(made),
                DeleteOptions.of(DeleteOptions.Propagation.FOREGROUND));
        Await.until(
                "all is gone",
                () -> all("v1", "Pod").isEmpty() && all("batch/v1", "Job").isEmpty());
    }

    @Test
    void serviceGetsAnAddressAndItsPodsAsEndpoints() {
        var made = cluster.create(US, deployment(ns, "d", 2), WRITE);
        var service =
                cluster.create(
                        US,
                        object(
                                "apiVersion: v1\nkind: Service\nmetadata: {namespace: %s, name: d}\nspec: {selector: {app: d}, ports: [{port: 80}]}",
                                ns),
                        WRITE);
        assertThat(service.at("spec", "clusterIP").orElseThrow().toString())
                .matches("\\d+\\.\\d+\\.\\d+\\.\\d+");
        assertThat(service.at("spec", "type")).contains("ClusterIP");
        awaitStatus(made, "readyReplicas", 2L);
        Await.until(
                "the slice has both",
                () ->
                        all("discovery.k8s.io/v1", "EndpointSlice").stream()
                                .anyMatch(s ->
                                        s.label("kubernetes.io/service-name")
                                                        .equals(Optional.of("d"))
                                                && Trees.listAt(s.tree(), "endpoints").size()
                                                        == 2));
        var slice = all("discovery.k8s.io/v1", "EndpointSlice").getFirst();
        assertThat(isOwnedBy(slice, service)).isTrue();
        assertThat(slice.at("endpoints").orElseThrow().toString()).contains("ready=true");
    }

    @Test
    void clusterAddressOfAServiceStays() {
        var service =
                object(
                        "apiVersion: v1\nkind: Service\nmetadata: {namespace: %s, name: s}\nspec: {ports: [{port: 80}]}",
                        ns);
        var made = cluster.apply(US, service, WRITE);
        assertThat(cluster.apply(US, service.withLabel("a", "b"), WRITE).at("spec", "clusterIP"))
                .isEqualTo(made.at("spec", "clusterIP"));
        assertThatThrownBy(() ->
                        cluster.apply(
                                US, service.with("10.96.200.200", "spec", "clusterIP"), WRITE))
                .isInstanceOf(ClusterException.Invalid.class)
                .hasMessageContaining("spec.clusterIPs[0]")
                .hasMessageContaining("may not change once set");
    }

    @Test
    void everyNamespaceGetsAnAccountAndTheRootCertificates() {
        Await.until(
                "the account",
                () ->
                        cluster.get(US, reference("v1", "ServiceAccount", ns, "default"))
                                .isPresent());
        Await.until(
                "the certificates",
                () ->
                        cluster.get(US, reference("v1", "ConfigMap", ns, "kube-root-ca.crt"))
                                .isPresent());
        var space = cluster.get(US, reference("v1", "Namespace", "", ns)).orElseThrow();
        assertThat(space.label("kubernetes.io/metadata.name")).contains(ns);
        assertThat(space.at("status", "phase")).contains("Active");
        assertThat(space.at("spec", "finalizers")).contains(List.of("kubernetes"));
    }

    @Test
    void scalingIsToldInEvents() {
        var made = cluster.create(US, deployment(ns, "d", 1), WRITE);
        awaitStatus(made, "readyReplicas", 1L);
        Await.until(
                "there is an event",
                () ->
                        all("v1", "Event").stream()
                                .anyMatch(e ->
                                        e.at("reason").equals(Optional.of("ScalingReplicaSet"))
                                                && e.at("involvedObject", "name")
                                                        .equals(Optional.of("d"))));
    }

    @Test
    void pausedDeploymentStandsStill() {
        var made = cluster.create(US, deployment(ns, "d", 1), WRITE);
        awaitStatus(made, "readyReplicas", 1L);
        cluster.patch(
                US,
                ObjectReference.of(made),
                Patch.merge(Map.of("spec", Map.of("paused", true))),
                WRITE);
        var patch =
                List.of(
                        Map.of(
                                "op",
                                "replace",
                                "path",
                                "/spec/template/spec/containers/0/image",
                                "value",
                                "example.org/main:2"));
        cluster.patch(US, ObjectReference.of(made), Patch.json(patch), WRITE);
        Await.until(
                "it was seen",
                () -> now(made).at("status", "observedGeneration").equals(Optional.of(3L)));
        assertThat(all("apps/v1", "ReplicaSet")).hasSize(1);
        assertThat(now(made).at("status", "updatedReplicas")).isEmpty();
    }
}
