package io.slipway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObjectsTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private SandboxFixture sandbox;

    @BeforeAll
    void start() {
        sandbox = SandboxFixture.start();
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    private static String map(String name, String value) {
        return "{apiVersion: v1, kind: ConfigMap, metadata: {name: "
                + name
                + "}, data: {x: \""
                + value
                + "\"}}";
    }

    @Test
    void createdObjectHasWhatAServerGives() {
        var made = sandbox.post(MAPS, map("made", "1"));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("metadata", "uid")).isNotEmpty();
        assertThat(made.text("metadata", "resourceVersion")).matches("\\d+");
        assertThat(made.text("metadata", "creationTimestamp")).endsWith("Z");
        assertThat(made.text("metadata", "namespace")).isEqualTo("default");
    }

    @Test
    void secondObjectOfANameIsRefused() {
        sandbox.post(MAPS, map("twice", "1"));
        var second = sandbox.post(MAPS, map("twice", "1"));
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.text("reason")).isEqualTo("AlreadyExists");
        assertThat(second.message()).isEqualTo("configmaps \"twice\" already exists");
    }

    @Test
    void absentObjectIsNotFound() {
        var absent = sandbox.get("/apis/apps/v1/namespaces/default/deployments/nope");
        assertThat(absent.status()).isEqualTo(404);
        assertThat(absent.message()).isEqualTo("deployments.apps \"nope\" not found");
        assertThat(absent.text("details", "group")).isEqualTo("apps");
    }

    @Test
    void objectInAMissingNamespaceIsRefused() {
        var refused = sandbox.post("/api/v1/namespaces/nowhere/configmaps", map("a", "1"));
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.message()).isEqualTo("namespaces \"nowhere\" not found");
    }

    @Test
    void generatedNameStartsWithItsBase() {
        var made =
                sandbox.post(
                        MAPS, "{apiVersion: v1, kind: ConfigMap, metadata: {generateName: gen-}}");
        assertThat(made.text("metadata", "name")).matches("gen-[a-z0-9]{5}");
    }

    @Test
    void staleUpdateConflicts() {
        var made = sandbox.post(MAPS, map("stale", "1"));
        sandbox.patch(MAPS + "/stale", "merge-patch+json", "{\"data\":{\"x\":\"2\"}}");
        var stale = sandbox.put(MAPS + "/stale", made.tree());
        assertThat(stale.status()).isEqualTo(409);
        assertThat(stale.message())
                .isEqualTo(
                        "Operation cannot be fulfilled on configmaps \"stale\": the object has been modified;"
                                + " please apply your changes to the latest version and try again");
    }

    @Test
    void unchangedUpdateKeepsTheVersion() {
        var made = sandbox.post(MAPS, map("same", "1"));
        var again = sandbox.patch(MAPS + "/same", "merge-patch+json", "{\"data\":{\"x\":\"1\"}}");
        assertThat(again.text("metadata", "resourceVersion"))
                .isEqualTo(made.text("metadata", "resourceVersion"));
    }

    @Test
    void dryRunStoresNothing() {
        var dry = sandbox.post(MAPS + "?dryRun=All", map("dry", "1"));
        assertThat(dry.status()).isEqualTo(201);
        assertThat(sandbox.get(MAPS + "/dry").status()).isEqualTo(404);
    }

    @Test
    void unknownFieldWarnsOrIsRefused() {
        var yaml = "{apiVersion: v1, kind: ConfigMap, metadata: {name: odd}, dota: {}}";
        var strict = sandbox.post(MAPS + "?fieldValidation=Strict", yaml);
        assertThat(strict.status()).isEqualTo(400);
        assertThat(strict.message()).contains("strict decoding error: unknown field \"dota\"");
        var warned = sandbox.post(MAPS, yaml);
        assertThat(warned.status()).isEqualTo(201);
        assertThat(warned.headers().get("warning"))
                .containsExactly("299 - \"unknown field \\\"dota\\\"\"");
        assertThat(warned.tree()).doesNotContainKey("dota");
    }

    @Test
    void valueOfAWrongTypeIsRefusedByItsPath() {
        var refused =
                sandbox.post(
                        "/apis/apps/v1/namespaces/default/deployments",
                        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: many}}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message())
                .isEqualTo(
                        "Deployment in version \"v1\" cannot be handled as a Deployment: json: cannot unmarshal"
                                + " string into Go struct field DeploymentSpec.spec.replicas of type int32");
    }

    @Test
    void deploymentGetsTheServersDefaults() {
        var made =
                sandbox.post(
                        "/apis/apps/v1/namespaces/default/deployments?dryRun=All",
                        """
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: defaulted}
                        spec:
                          selector: {matchLabels: {app: a}}
                          template:
                            metadata: {labels: {app: a}}
                            spec: {containers: [{name: a, image: "a:1", resources: {limits: {cpu: 1000m}}}]}
                        """);
        assertThat(made.text("spec", "strategy", "rollingUpdate", "maxSurge")).isEqualTo("25%");
        assertThat(made.text("spec", "replicas")).isEqualTo("1");
        assertThat(made.text("spec", "template", "spec", "dnsPolicy")).isEqualTo("ClusterFirst");
        assertThat(made.body())
                .contains("\"imagePullPolicy\":\"IfNotPresent\"")
                .contains("\"limits\":{\"cpu\":\"1\"}");
    }

    @Test
    void deploymentWhoseSelectorDoesNotMatchIsInvalid() {
        var refused =
                sandbox.post(
                        "/apis/apps/v1/namespaces/default/deployments",
                        """
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: wrong}
                        spec:
                          selector: {matchLabels: {app: a}}
                          template:
                            metadata: {labels: {app: b}}
                            spec: {containers: [{name: a, image: "a:1"}]}
                        """);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message())
                .isEqualTo(
                        "Deployment.apps \"wrong\" is invalid: spec.template.metadata.labels: Invalid value:"
                                + " {\"app\":\"b\"}: `selector` does not match template `labels`");
    }

    @Test
    void listIsCutInChunks() {
        for (int i = 0; i < 5; i++) {
            sandbox.post(
                    MAPS,
                    "{apiVersion: v1, kind: ConfigMap, metadata: {name: chunk-"
                            + i
                            + ", labels: {set: chunks}}}");
        }
        var first = sandbox.get(MAPS + "?labelSelector=set%3Dchunks&limit=2");
        assertThat(first.tree().get("items"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(2);
        var rest =
                sandbox.get(
                        MAPS
                                + "?labelSelector=set%3Dchunks&limit=10&continue="
                                + first.text("metadata", "continue"));
        assertThat(rest.tree().get("items"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(3);
        assertThat(rest.text("metadata", "resourceVersion"))
                .isEqualTo(first.text("metadata", "resourceVersion"));
    }

    @Test
    void selectorsChooseByLabelsAndFields() {
        sandbox.post(
                MAPS,
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: s1, labels: {tier: a, env: x}}}");
        sandbox.post(
                MAPS, "{apiVersion: v1, kind: ConfigMap, metadata: {name: s2, labels: {tier: b}}}");
        assertThat(sandbox.get(MAPS + "?labelSelector=tier%20in%20(a,b),!env").body())
                .contains("\"s2\"")
                .doesNotContain("\"s1\"");
        assertThat(sandbox.get(MAPS + "?fieldSelector=metadata.name%3Ds1").body())
                .contains("\"s1\"")
                .doesNotContain("\"s2\"");
        assertThat(sandbox.get(MAPS + "?fieldSelector=data.x%3D1").status()).isEqualTo(400);
    }

    @Test
    void finalizerHoldsAnObjectUntilItIsGone() {
        sandbox.post(
                MAPS,
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: held, finalizers: [a.example/b]}}");
        var marked = sandbox.delete(MAPS + "/held");
        assertThat(marked.status()).isEqualTo(200);
        assertThat(marked.text("metadata", "deletionTimestamp")).isNotEmpty();
        var released =
                sandbox.patch(
                        MAPS + "/held", "merge-patch+json", "{\"metadata\":{\"finalizers\":null}}");
        assertThat(released.status()).isEqualTo(200);
        assertThat(sandbox.get(MAPS + "/held").status()).isEqualTo(404);
    }

    @Test
    void deletionAnswersWithAStatus() {
        sandbox.post(MAPS, map("gone", "1"));
        var deleted = sandbox.delete(MAPS + "/gone");
        assertThat(deleted.text("kind")).isEqualTo("Status");
        assertThat(deleted.text("status")).isEqualTo("Success");
        assertThat(deleted.text("details", "kind")).isEqualTo("configmaps");
    }

    @Test
    void preconditionOfAnotherObjectRefusesADeletion() {
        sandbox.post(MAPS, map("kept", "1"));
        var refused =
                sandbox.call(
                        "DELETE",
                        MAPS + "/kept",
                        "{\"preconditions\":{\"uid\":\"other\"}}",
                        "Content-Type",
                        "application/json");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(sandbox.get(MAPS + "/kept").status()).isEqualTo(200);
    }

    @Test
    void strangerIsRefused() {
        assertThat(sandbox.call("GET", "/api", null, "Impersonate-User", "jane").status())
                .isEqualTo(200);
        var refused = sandbox.get(MAPS, "Impersonate-User", "jane");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.message())
                .isEqualTo(
                        "configmaps is forbidden: User \"jane\" cannot list resource \"configmaps\" in API group"
                                + " \"\" in the namespace \"default\"");
    }

    @Test
    void tableHasTheColumnsOfKubectl() {
        var table =
                sandbox.get(
                        "/api/v1/namespaces/default/services",
                        "Accept",
                        "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
        assertThat(table.text("kind")).isEqualTo("Table");
        assertThat(table.body()).contains("Cluster-IP").contains("10.96.0.1");
    }
}
