package io.slipway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.sandbox.SandboxFixture.Answer;
import io.slipway.testkit.Await;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CustomResourceTest {

    private static final String DEFINITIONS =
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private SandboxFixture sandbox;

    @BeforeAll
    void start() {
        sandbox = SandboxFixture.start();
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    private void define(String plural, String kind) {
        sandbox.post(
                DEFINITIONS,
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: %1$s.example.org}
                spec:
                  group: example.org
                  scope: Namespaced
                  names: {plural: %1$s, kind: %2$s, shortNames: [x%1$s]}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    subresources:
                      status: {}
                      scale: {specReplicasPath: .spec.size, statusReplicasPath: .status.size}
                    additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties:
                          spec:
                            type: object
                            required: [color]
                            properties:
                              color: {type: string, enum: [red, blue]}
                              size: {type: integer, minimum: 1, default: 3}
                          status:
                            type: object
                            properties: {size: {type: integer}}
                """
                        .formatted(plural, kind));
        sandbox.await(
                DEFINITIONS + "/" + plural + ".example.org",
                a -> a.body().contains("\"Established\""));
    }

    @Test
    void definedKindIsDiscoveredAndServed() {
        define("wheels", "Wheel");
        assertThat(sandbox.get("/apis/example.org/v1").body())
                .contains("\"wheels\"")
                .contains("\"wheels/scale\"");
        var made =
                sandbox.post(
                        "/apis/example.org/v1/namespaces/default/wheels",
                        "{apiVersion: example.org/v1, kind: Wheel, metadata: {name: w}, spec: {color: red, odd: 1}, status: {size: 9}}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("spec", "size")).as("default").isEqualTo("3");
        assertThat(made.text("spec", "odd")).as("pruned").isEmpty();
        assertThat(made.tree()).as("the status has its own path").doesNotContainKey("status");
        assertThat(made.text("metadata", "generation")).isEqualTo("1");
        var scaled =
                sandbox.patch(
                        "/apis/example.org/v1/namespaces/default/wheels/w/scale",
                        "merge-patch+json",
                        "{\"spec\":{\"replicas\":5}}");
        assertThat(scaled.text("spec", "replicas")).isEqualTo("5");
        assertThat(
                        sandbox.get("/apis/example.org/v1/namespaces/default/wheels/w")
                                .text("spec", "size"))
                .isEqualTo("5");
        assertThat(
                        sandbox.get(
                                        "/apis/example.org/v1/namespaces/default/wheels",
                                        "Accept",
                                        "application/json;as=Table;v=v1;g=meta.k8s.io")
                                .body())
                .contains("\"Size\"");
    }

    @Test
    void objectThatBreaksItsSchemaIsInvalid() {
        define("doors", "Door");
        var refused =
                sandbox.post(
                        "/apis/example.org/v1/namespaces/default/doors",
                        "{apiVersion: example.org/v1, kind: Door, metadata: {name: d}, spec: {color: green, size: 0}}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message())
                .contains(
                        "spec.color: Unsupported value: \"green\": supported values: \"red\", \"blue\"")
                .contains(
                        "spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1");
        var missing =
                sandbox.post(
                        "/apis/example.org/v1/namespaces/default/doors",
                        "{apiVersion: example.org/v1, kind: Door, metadata: {name: d}, spec: {}}");
        assertThat(missing.message())
                .isEqualTo("Door.example.org \"d\" is invalid: spec.color: Required value");
    }

    @Test
    void definitionTakesItsObjectsAlong() {
        define("lamps", "Lamp");
        sandbox.post(
                "/apis/example.org/v1/namespaces/default/lamps",
                "{apiVersion: example.org/v1, kind: Lamp, metadata: {name: l}, spec: {color: red}}");
        sandbox.delete(DEFINITIONS + "/lamps.example.org");
        sandbox.await(DEFINITIONS + "/lamps.example.org", a -> a.status() == 404);
        assertThat(sandbox.get("/apis/example.org/v1/namespaces/default/lamps").status())
                .isEqualTo(404);
    }

    @Test
    void fluxKindsAreThereFromTheStart() {
        var release =
                sandbox.post(
                        "/apis/helm.toolkit.fluxcd.io/v2/namespaces/default/helmreleases",
                        "{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {name: r}, spec: {interval: 5m, values:"
                                + " {anything: {goes: here}}}}");
        assertThat(release.status()).isEqualTo(201);
        assertThat(release.text("spec", "values", "anything", "goes")).isEqualTo("here");
        assertThat(
                        sandbox.get(
                                        "/apis/helm.toolkit.fluxcd.io/v2beta2/namespaces/default/helmreleases/r")
                                .text("apiVersion"))
                .isEqualTo("helm.toolkit.fluxcd.io/v2beta2");
    }

    @Test
    void strategicPatchIsNotForCustomResources() {
        assertThat(
                        sandbox.patch(
                                        "/apis/helm.toolkit.fluxcd.io/v2/namespaces/default/helmreleases/r",
                                        "strategic-merge-patch+json",
                                        "{}")
                                .status())
                .isEqualTo(415);
    }

    private Answer ruled(String plural, String kind, String spec) {
        var answer =
                sandbox.post(
                        DEFINITIONS,
                        """
                        apiVersion: apiextensions.k8s.io/v1
                        kind: CustomResourceDefinition
                        metadata: {name: %1$s.rules.example.org}
                        spec:
                          group: rules.example.org
                          scope: Namespaced
                          names: {plural: %1$s, kind: %2$s}
                          versions:
                          - name: v1
                            served: true
                            storage: true
                            schema:
                              openAPIV3Schema:
                                type: object
                                properties:
                                  spec: %3$s
                        """
                                .formatted(plural, kind, spec));
        if (answer.status() == 201) {
            sandbox.await(
                    DEFINITIONS + "/" + plural + ".rules.example.org",
                    a -> a.body().contains("\"Established\""));
        }
        return answer;
    }

    @Test
    void rulesInCelAreKept() {
        ruled(
                "ranges",
                "Range",
                "{type: object, x-kubernetes-validations: [{rule: 'self.min <= self.max', message: min is above max, fieldPath: .min}, {rule: \"!has(self.note) || self.note != ''\", messageExpression: \"'note is ' + string(self.note.size())\", reason: FieldValueForbidden}], properties: {min: {type: integer}, max: {type: integer, x-kubernetes-validations: [{rule: self >= oldSelf}]}, note: {type: string}}}");
        var path = "/apis/rules.example.org/v1/namespaces/default/ranges";
        var body =
                "{apiVersion: rules.example.org/v1, kind: Range, metadata: {name: r}, spec: {%s}}";
        assertThat(sandbox.post(path, body.formatted("min: 2, max: 1")).message())
                .isEqualTo(
                        "Range.rules.example.org \"r\" is invalid: spec.min: Invalid value: min is above max");
        assertThat(sandbox.post(path, body.formatted("min: 1, max: 1, note: ''")).message())
                .endsWith("spec: Forbidden: note is 0");
        assertThat(sandbox.post(path, body.formatted("min: 1")).message())
                .endsWith(
                        "spec: Invalid value: \"object\": no such key: max evaluating rule: min is above max");
        assertThat(sandbox.post(path, body.formatted("min: x, max: 1")).message())
                .contains("some validation rules were not checked because the object was invalid");
        assertThat(sandbox.post(path, body.formatted("min: 1, max: 5")).status()).isEqualTo(201);
        assertThat(
                        sandbox.patch(path + "/r", "merge-patch+json", "{\"spec\":{\"max\":4}}")
                                .message())
                .endsWith("spec.max: Invalid value: 4: failed rule: self >= oldSelf");
        assertThat(
                        sandbox.patch(path + "/r", "merge-patch+json", "{\"spec\":{\"max\":6}}")
                                .status())
                .isEqualTo(200);
    }

    @Test
    void rulesThatCannotBeAreRefusedAndUnknownOnesAreWarnedOf() {
        assertThat(
                        ruled(
                                        "wrongs",
                                        "Wrong",
                                        "{type: object, x-kubernetes-validations: [{rule: self.nothing > 0}]}")
                                .message())
                .contains(
                        "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value: {\"Rule\":\"self.nothing \\u003e 0\"",
                        "compilation failed: ERROR: <input>:1:5: undefined field 'nothing'\n | self.nothing > 0\n | ....^");
        var unknown =
                ruled(
                        "addresses",
                        "Address",
                        "{type: object, x-kubernetes-validations: [{rule: 'isIP(self.ip)'}], properties: {ip: {type: string}}}");
        assertThat(unknown.status()).isEqualTo(201);
        assertThat(unknown.headers().getOrDefault("warning", List.of()).toString())
                .contains("does not know the function isIP; this rule is not checked");
        assertThat(
                        sandbox.post(
                                        "/apis/rules.example.org/v1/namespaces/default/addresses",
                                        "{apiVersion: rules.example.org/v1, kind: Address, metadata: {name: a}, spec: {ip: x}}")
                                .status())
                .isEqualTo(201);
    }

    @Test
    void watchEndsWithItsDefinitionAndTheNextIsAnother() {
        define("doves", "Dove");
        var path = "/apis/example.org/v1/namespaces/default/doves";
        var body =
                "{apiVersion: example.org/v1, kind: Dove, metadata: {name: d}, spec: {color: red}}";
        sandbox.post(path, body);
        var before = sandbox.get(path).text("metadata", "resourceVersion");
        var seen = new LinkedBlockingQueue<Object>();
        var watching =
                Thread.startVirtualThread(() ->
                        sandbox.watch(
                                path + "?watch=true",
                                100,
                                e -> seen.add(String.valueOf(e.get("type")))));
        Await.until("the watch has begun", () -> seen.contains("ADDED"));
        sandbox.delete(DEFINITIONS + "/doves.example.org");
        sandbox.await(DEFINITIONS + "/doves.example.org", a -> a.status() == 404);
        Await.until("the watch has ended", () -> !watching.isAlive());
        assertThat(seen).containsExactly("ADDED", "DELETED");
        assertThat(sandbox.get("/apis/example.org/v1").body()).doesNotContain("\"doves\"");
        assertThat(sandbox.get(path + "?watch=true").status()).isEqualTo(404);
        define("doves", "Dove");
        assertThat(sandbox.watch(path + "?watch=true&resourceVersion=" + before, 1).toString())
                .as("the past of another definition")
                .contains("410");
        sandbox.post(path, body);
        assertThat(sandbox.watch(path + "?watch=true", 1).getFirst().get("type"))
                .isEqualTo("ADDED");
    }
}
