package io.slipway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.sandbox.SandboxFixture.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Quotas, limit ranges, priorities and disruption budgets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsTest {

    private SandboxFixture sandbox;

    @BeforeAll
    void start() {
        sandbox = SandboxFixture.start();
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    private String namespace(String name) {
        sandbox.post(
                "/api/v1/namespaces",
                "{apiVersion: v1, kind: Namespace, metadata: {name: " + name + "}}");
        return "/api/v1/namespaces/" + name;
    }

    private Answer pod(String ns, String name, String resources) {
        return sandbox.post(
                ns + "/pods",
                "{apiVersion: v1, kind: Pod, metadata: {name: %s, labels: {app: web}}, spec: {containers: [{name: main, image: i, resources: {%s}}]}}"
                        .formatted(name, resources));
    }

    private void quota(String ns, String hard) {
        sandbox.post(
                ns + "/resourcequotas",
                "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q}, spec: {hard: {"
                        + hard
                        + "}}}");
        sandbox.await(ns + "/resourcequotas/q", a -> a.body().contains("\"used\""));
    }

    @Test
    void quotaRefusesWhatDoesNotFitAndCountsWhatDoes() {
        var ns = namespace("counted");
        quota(ns, "pods: \"1\", requests.cpu: \"1\"");
        var greedy = pod(ns, "greedy", "requests: {cpu: 1500m}");
        assertThat(greedy.status()).isEqualTo(403);
        assertThat(greedy.message())
                .isEqualTo(
                        "pods \"greedy\" is forbidden: exceeded quota: q, requested: requests.cpu=1500m, used: requests.cpu=0, limited: requests.cpu=1");
        assertThat(pod(ns, "silent", "").message())
                .isEqualTo(
                        "pods \"silent\" is forbidden: failed quota: q: must specify requests.cpu for: main");
        assertThat(pod(ns, "first", "requests: {cpu: 250m}").status()).isEqualTo(201);
        assertThat(pod(ns, "second", "requests: {cpu: 250m}").message())
                .contains("requested: pods=1, used: pods=1, limited: pods=1");
        sandbox.await(
                ns + "/resourcequotas/q",
                a ->
                        a.text("status", "used", "requests.cpu").equals("250m")
                                && a.text("status", "used", "pods").equals("1"));
        sandbox.delete(ns + "/pods/first");
        sandbox.await(ns + "/resourcequotas/q", a -> a.text("status", "used", "pods").equals("0"));
    }

    @Test
    void quotaCountsObjectsAndStorage() {
        var ns = namespace("stored");
        quota(ns, "count/secrets: \"0\", requests.storage: 1Gi, services.nodeports: \"0\"");
        assertThat(
                        sandbox.post(
                                        ns + "/secrets",
                                        "{apiVersion: v1, kind: Secret, metadata: {name: s}}")
                                .message())
                .contains(
                        "requested: count/secrets=1, used: count/secrets=0, limited: count/secrets=0");
        var claim =
                "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: %s}}}}";
        assertThat(sandbox.post(ns + "/persistentvolumeclaims", claim.formatted("2Gi")).message())
                .contains("requested: requests.storage=2Gi, used: requests.storage=0");
        assertThat(sandbox.post(ns + "/persistentvolumeclaims", claim.formatted("1Gi")).status())
                .isEqualTo(201);
        assertThat(
                        sandbox.post(
                                        ns + "/services",
                                        "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {type: NodePort, ports: [{port: 1}]}}")
                                .message())
                .contains("exceeded quota: q, requested: services.nodeports=1");
    }

    @Test
    void refusedPodsAreToldByTheirDeployment() {
        var ns = namespace("told");
        quota(ns, "pods: \"1\"");
        sandbox.post(
                "/apis/apps/v1/namespaces/told/deployments",
                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {replicas: 2, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: main, image: i}]}}}}");
        sandbox.await(
                "/apis/apps/v1/namespaces/told/deployments/d",
                a ->
                        a.body().contains("\"ReplicaFailure\"")
                                && a.body().contains("exceeded quota: q")
                                && a.text("status", "readyReplicas").equals("1"));
        sandbox.patch(
                ns + "/resourcequotas/q",
                "merge-patch+json",
                "{\"spec\":{\"hard\":{\"pods\":\"2\"}}}");
        sandbox.await(
                "/apis/apps/v1/namespaces/told/deployments/d",
                a ->
                        a.text("status", "readyReplicas").equals("2")
                                && !a.body().contains("\"ReplicaFailure\""));
    }

    @Test
    void limitRangeFillsInAndForbids() {
        var ns = namespace("limited");
        sandbox.post(
                ns + "/limitranges",
                "{apiVersion: v1, kind: LimitRange, metadata: {name: l}, spec: {limits: [{type: Container, defaultRequest: {cpu: 100m}, max: {cpu: 500m}}, {type: PersistentVolumeClaim, max: {storage: 1Gi}}]}}");
        var made = pod(ns, "plain", "");
        assertThat(made.body())
                .contains("\"requests\":{\"cpu\":\"100m\"}")
                .contains("\"limits\":{\"cpu\":\"500m\"}");
        assertThat(made.text("metadata", "annotations", "kubernetes.io/limit-ranger"))
                .isEqualTo(
                        "LimitRanger plugin set: cpu request for container main; cpu limit for container main");
        assertThat(made.text("status", "qosClass")).isEqualTo("Burstable");
        assertThat(pod(ns, "greedy", "limits: {cpu: \"1\"}").message())
                .isEqualTo(
                        "pods \"greedy\" is forbidden: maximum cpu usage per Container is 500m, but limit is 1");
        assertThat(
                        sandbox.post(
                                        ns + "/persistentvolumeclaims",
                                        "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}}}")
                                .message())
                .contains(
                        "maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 2Gi");
    }

    @Test
    void priorityComesFromItsClass() {
        var ns = namespace("urgent");
        sandbox.post(
                "/apis/scheduling.k8s.io/v1/priorityclasses",
                "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: urgent}, value: 7, preemptionPolicy: Never}");
        var body =
                "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {priorityClassName: %s, containers: [{name: main, image: i}]}}";
        var made = sandbox.post(ns + "/pods", body.formatted("urgent"));
        assertThat(made.text("spec", "priority")).isEqualTo("7");
        assertThat(made.text("spec", "preemptionPolicy")).isEqualTo("Never");
        var refused = sandbox.post(ns + "/pods", body.formatted("unknown"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.message()).contains("no PriorityClass with name unknown was found");
    }

    @Test
    void budgetHoldsEvictions() {
        var ns = namespace("held");
        pod(ns, "a", "");
        pod(ns, "b", "");
        for (var name : new String[] {"a", "b"}) {
            sandbox.await(ns + "/pods/" + name, p -> p.text("status", "phase").equals("Running"));
        }
        var budgets = "/apis/policy/v1/namespaces/held/poddisruptionbudgets";
        sandbox.post(
                budgets,
                "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}");
        var budget =
                sandbox.await(
                        budgets + "/web", b -> b.text("status", "disruptionsAllowed").equals("1"));
        assertThat(budget.text("status", "expectedPods")).isEqualTo("2");
        assertThat(budget.text("status", "currentHealthy")).isEqualTo("2");
        var eviction = "{apiVersion: policy/v1, kind: Eviction, metadata: {name: %s}}";
        assertThat(sandbox.post(ns + "/pods/a/eviction", eviction.formatted("a")).status())
                .isEqualTo(201);
        sandbox.await(ns + "/pods/a", p -> p.status() == 404);
        sandbox.await(
                budgets + "/web",
                b ->
                        b.text("status", "currentHealthy").equals("1")
                                && !b.body().contains("disruptedPods\":{\"a\""));
        var held = sandbox.post(ns + "/pods/b/eviction", eviction.formatted("b"));
        assertThat(held.status()).isEqualTo(429);
        assertThat(held.body())
                .contains("The disruption budget web needs 1 healthy pods and has 1 currently");
        assertThat(sandbox.get(ns + "/pods/b").status()).isEqualTo(200);
    }
}
