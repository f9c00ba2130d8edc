package io.slipway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApplyTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps/";
    private SandboxFixture sandbox;

    @BeforeAll
    void start() {
        sandbox = SandboxFixture.start();
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    private static String map(String name, String data) {
        return "{apiVersion: v1, kind: ConfigMap, metadata: {name: "
                + name
                + "}, data: "
                + data
                + "}";
    }

    @Test
    void appliedObjectIsMade() {
        var made = sandbox.apply(MAPS + "made", "slipway", map("made", "{a: '1'}"));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body()).contains("\"manager\":\"slipway\",\"operation\":\"Apply\"");
        assertThat(
                        sandbox.apply(MAPS + "made", "slipway", map("made", "{a: '1'}"))
                                .text("metadata", "resourceVersion"))
                .as("applying the same again changes nothing")
                .isEqualTo(made.text("metadata", "resourceVersion"));
    }

    @Test
    void conflictNamesTheOtherManagerAndTheField() {
        sandbox.apply(MAPS + "fought", "one", map("fought", "{a: '1'}"));
        var refused = sandbox.apply(MAPS + "fought", "two", map("fought", "{a: '2'}"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.message())
                .isEqualTo("Apply failed with 1 conflict: conflict with \"one\": .data.a");
        assertThat(refused.body())
                .contains("\"reason\":\"FieldManagerConflict\"")
                .contains("\"field\":\".data.a\"");
        var forced = sandbox.apply(MAPS + "fought?force=true", "two", map("fought", "{a: '2'}"));
        assertThat(forced.text("data", "a")).isEqualTo("2");
    }

    @Test
    void fieldLeftOutGoes() {
        sandbox.apply(MAPS + "less", "one", map("less", "{a: '1', b: '2'}"));
        var less = sandbox.apply(MAPS + "less", "one", map("less", "{a: '1'}"));
        assertThat(less.text("data", "b")).isEmpty();
    }

    @Test
    void dryRunShowsWhatWouldBe() {
        sandbox.apply(MAPS + "dry", "one", map("dry", "{a: '1'}"));
        var dry = sandbox.apply(MAPS + "dry?dryRun=All", "one", map("dry", "{a: '2'}"));
        assertThat(dry.text("data", "a")).isEqualTo("2");
        assertThat(sandbox.get(MAPS + "dry").text("data", "a")).isEqualTo("1");
    }

    @Test
    void applyNeedsAManager() {
        var refused = sandbox.patch(MAPS + "nobody", "apply-patch+yaml", map("nobody", "{}"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message())
                .contains("fieldManager: Required value: is required for apply patch");
    }

    @Test
    void unknownFieldIsRefused() {
        var refused =
                sandbox.apply(
                        MAPS + "odd",
                        "one",
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: odd}, dota: {}}");
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.message())
                .isEqualTo(
                        "failed to create typed patch object (default/odd; v1, Kind=ConfigMap): .dota: field not"
                                + " declared in schema");
    }

    @Test
    void patchesOfAllKindsChangeAnObject() {
        sandbox.post("/api/v1/namespaces/default/configmaps", map("patched", "{a: '1'}"));
        sandbox.patch(
                MAPS + "patched",
                "json-patch+json",
                "[{\"op\":\"add\",\"path\":\"/data/b\",\"value\":\"2\"}]");
        sandbox.patch(MAPS + "patched", "merge-patch+json", "{\"data\":{\"c\":\"3\"}}");
        sandbox.patch(
                MAPS + "patched",
                "strategic-merge-patch+json",
                "{\"data\":{\"d\":\"4\",\"a\":null}}");
        var patched = sandbox.get(MAPS + "patched");
        assertThat(patched.tree().get("data"))
                .isEqualTo(java.util.Map.of("b", "2", "c", "3", "d", "4"));
        assertThat(sandbox.patch(MAPS + "patched", "unknown+json", "{}").status()).isEqualTo(415);
    }

    @Test
    void statusIsWrittenThroughItsOwnPathOnly() {
        var path = "/apis/apps/v1/namespaces/default/replicasets/bare";
        sandbox.apply(
                path,
                "one",
                "{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: bare}, spec: {replicas: 0, selector: {matchLabels:"
                        + " {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: b}]}}}}");
        sandbox.await(path, a -> a.text("status", "observedGeneration").equals("1"));
        sandbox.patch(path, "merge-patch+json", "{\"status\":{\"observedGeneration\":77}}");
        assertThat(sandbox.get(path).text("status", "observedGeneration")).isEqualTo("1");
    }
}
