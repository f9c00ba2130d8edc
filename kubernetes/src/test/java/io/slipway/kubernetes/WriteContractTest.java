package io.slipway.kubernetes;

import static io.slipway.kubernetes.Target.US;
import static io.slipway.kubernetes.Target.WRITE;
import static io.slipway.kubernetes.Target.configMap;
import static io.slipway.kubernetes.Target.deployment;
import static io.slipway.kubernetes.Target.object;
import static io.slipway.kubernetes.Target.reference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.cluster.Patch;
import io.slipway.engine.cluster.Validation;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Writing: create, replace, server-side apply, patches of all types, and what is refused. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.slipway.kubernetes.Targets#all")
class WriteContractTest {

    private final Target target;
    private KubernetesCluster cluster;
    private String ns;

    WriteContractTest(Target target) {
        this.target = target;
    }

    @BeforeEach
    void world() {
        cluster = target.cluster();
        ns = target.namespace();
    }

    private Optional<ResourceObject> configMapNow(String name) {
        return cluster.get(US, reference("v1", "ConfigMap", ns, name));
    }

    // create

    @Test
    void createAnswersWithWhatIsStored() {
        var created = cluster.create(US, configMap(ns, "a", "x: '1'"), WRITE);
        assertThat(created.uid()).isNotEmpty();
        assertThat(configMapNow("a")).contains(created);
    }

    @Test
    void createOfWhatIsThereIsRefused() {
        cluster.create(US, configMap(ns, "a", ""), WRITE);
        assertThatThrownBy(() -> cluster.create(US, configMap(ns, "a", ""), WRITE))
                .isInstanceOf(ClusterException.AlreadyExists.class)
                .hasMessage("configmaps \"a\" already exists");
    }

    @Test
    void createInAMissingNamespaceIsRefused() {
        assertThatThrownBy(() -> cluster.create(US, configMap("no-such-namespace", "a", ""), WRITE))
                .isInstanceOf(ClusterException.NotFound.class)
                .hasMessage("namespaces \"no-such-namespace\" not found");
    }

    @Test
    void generatedNamesBeginAsAsked() {
        var made =
                cluster.create(
                        US,
                        object(
                                "apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: %s, generateName: job-}",
                                ns),
                        WRITE);
        assertThat(made.name()).matches("job-[a-z0-9]{5}");
    }

    @Test
    void objectWithoutNameIsRefused() {
        assertThatThrownBy(() ->
                        cluster.create(
                                US,
                                object(
                                        "apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: %s}",
                                        ns),
                                WRITE))
                .isInstanceOf(ClusterException.Invalid.class)
                .hasMessageContaining("name or generateName is required");
    }

    @Test
    void badNameIsRefusedWithTheRule() {
        assertThatThrownBy(() -> cluster.create(US, configMap(ns, "Bad_Name", ""), WRITE))
                .isInstanceOfSatisfying(
                        ClusterException.Invalid.class, e -> assertThat(e.code()).isEqualTo(422))
                .hasMessageContaining("ConfigMap \"Bad_Name\" is invalid: metadata.name")
                .hasMessageContaining("RFC 1123");
    }

    @Test
    void missingRequiredFieldIsNamed() {
        var broken = deployment(ns, "d", 1).without("spec", "selector");
        assertThatThrownBy(() -> cluster.create(US, broken, WRITE))
                .isInstanceOf(ClusterException.Invalid.class)
                .hasMessageContaining("Deployment.apps \"d\" is invalid")
                .hasMessageContaining("spec.selector: Required value");
    }

    @Test
    void selectorThatDoesNotMatchTheTemplateIsRefused() {
        var broken = deployment(ns, "d", 1).with("other", "spec", "selector", "matchLabels", "app");
        assertThatThrownBy(() -> cluster.create(US, broken, WRITE))
                .isInstanceOf(ClusterException.Invalid.class)
                .hasMessageContaining("`selector` does not match template `labels`");
    }

    @Test
    void wrongTypeIsRefused() {
        var broken = deployment(ns, "d", 1).with("three", "spec", "replicas");
        assertThatThrownBy(() -> cluster.create(US, broken, WRITE))
                .isInstanceOf(ClusterException.Invalid.class);
    }

    @Test
    void unknownFieldIsRefusedNamedOrDropped() {
        var odd = deployment(ns, "d", 1).with(1L, "spec", "replicaz");
        assertThatThrownBy(() -> cluster.create(US, odd, WRITE))
                .isInstanceOfSatisfying(
                        ClusterException.Invalid.class, e -> assertThat(e.code()).isEqualTo(400))
                .hasMessageContaining("strict decoding error")
                .hasMessageContaining("unknown field \"spec.replicaz\"");
        var kept = cluster.create(US, odd, WRITE.withValidation(Validation.WARN));
        assertThat(kept.at("spec", "replicaz")).isEmpty();
        assertThat(
                        cluster.create(
                                        US,
                                        odd.with("e", "metadata", "name"),
                                        WRITE.withValidation(Validation.IGNORE))
                                .at("spec", "replicaz"))
                .isEmpty();
    }

    @Test
    void defaultsAreFilledIn() {
        var made = cluster.create(US, deployment(ns, "d", 2), WRITE);
        assertThat(made.at("spec", "strategy", "type")).contains("RollingUpdate");
        assertThat(made.at("spec", "revisionHistoryLimit")).contains(10L);
        assertThat(made.at("spec", "template", "spec", "restartPolicy")).contains("Always");
        assertThat(made.at("spec", "template", "spec", "containers").orElseThrow().toString())
                .contains(
                        "imagePullPolicy=IfNotPresent",
                        "terminationMessagePath=/dev/termination-log");
    }

    @Test
    void dryRunChecksAndDefaultsButStoresNothing() {
        var dry = cluster.create(US, deployment(ns, "d", 2), WRITE.withDryRun(true));
        assertThat(dry.at("spec", "strategy", "type")).contains("RollingUpdate");
        assertThat(cluster.get(US, reference("apps/v1", "Deployment", ns, "d"))).isEmpty();
        assertThatThrownBy(() ->
                        cluster.create(US, configMap(ns, "Bad_Name", ""), WRITE.withDryRun(true)))
                .isInstanceOf(ClusterException.Invalid.class);
    }

    @Test
    void namespaceOfTheObjectIsThatOfThePath() {
        var made = cluster.create(US, configMap(ns, "a", ""), WRITE);
        assertThat(made.namespace()).isEqualTo(ns);
    }

    // replace

    @Test
    void replaceAtTheCurrentVersionTakesAnythingAway() {
        var made = cluster.create(US, configMap(ns, "a", "x: '1'"), WRITE);
        var replaced = cluster.replace(US, made.without("data").with("2", "data", "w"), WRITE);
        assertThat(replaced.at("data")).contains(Map.of("w", "2"));
        assertThat(replaced.uid()).isEqualTo(made.uid());
        assertThat(Long.parseLong(replaced.resourceVersion()))
                .isGreaterThan(Long.parseLong(made.resourceVersion()));
    }

    @Test
    void replaceAtAnOldVersionIsAConflict() {
        var made = cluster.create(US, configMap(ns, "a", "x: '1'"), WRITE);
        cluster.replace(US, made.with("2", "data", "x"), WRITE);
        assertThatThrownBy(() -> cluster.replace(US, made.with("3", "data", "x"), WRITE))
                .isInstanceOf(ClusterException.Conflict.class)
                .hasMessageContaining("Operation cannot be fulfilled on configmaps \"a\"")
                .hasMessageContaining("the object has been modified");
    }

    @Test
    void replaceWithoutVersionOverwrites() {
        cluster.create(US, configMap(ns, "a", "x: '1'"), WRITE);
        assertThat(cluster.replace(US, configMap(ns, "a", "w: '2'"), WRITE).at("data"))
                .contains(Map.of("w", "2"));
    }

    @Test
    void replaceOfNothingIsNotFound() {
        assertThatThrownBy(() -> cluster.replace(US, configMap(ns, "a", ""), WRITE))
                .isInstanceOf(ClusterException.NotFound.class)
                .hasMessage("configmaps \"a\" not found");
    }

    @Test
    void replaceWithTheSameLeavesTheVersion() {
        var made = cluster.create(US, configMap(ns, "a", "x: '1'"), WRITE);
        assertThat(cluster.replace(US, made, WRITE).resourceVersion())
                .isEqualTo(made.resourceVersion());
    }

    @Test
    void immutableFieldsAreNamed() {
        var made = cluster.create(US, deployment(ns, "d", 1), WRITE);
        var changed =
                made.with("e", "spec", "selector", "matchLabels", "app")
                        .with("e", "spec", "template", "metadata", "labels", "app")
                        .without("metadata", "resourceVersion");
        assertThatThrownBy(() -> cluster.replace(US, changed, WRITE))
                .isInstanceOf(ClusterException.Invalid.class)
                .hasMessageContaining("spec.selector")
                .hasMessageContaining("field is immutable");
    }

    @Test
    void immutableSecretsAndConfigMapsStay() {
        var made = cluster.create(US, configMap(ns, "a", "x: '1'").with(true, "immutable"), WRITE);
        assertThatThrownBy(() -> cluster.replace(US, made.with("2", "data", "x"), WRITE))
                .isInstanceOf(ClusterException.Invalid.class)
                .hasMessageContaining("field is immutable when `immutable` is set");
    }

    @Test
    void uidThatIsNotTheirsIsAConflict() {
        cluster.create(US, configMap(ns, "a", ""), WRITE);
        var other =
                configMap(ns, "a", "")
                        .with("00000000-0000-0000-0000-000000000000", "metadata", "uid");
        assertThatThrownBy(() -> cluster.replace(US, other, WRITE))
                .isInstanceOf(ClusterException.Conflict.class);
    }

    // generation

    @Test
    void generationGrowsWithTheSpecOnly() {
        var made = cluster.create(US, deployment(ns, "d", 1), WRITE);
        assertThat(made.at("metadata", "generation")).contains(1L);
        var labelled =
                cluster.patch(
                        US,
                        ObjectReference.of(made),
                        Patch.merge(Map.of("metadata", Map.of("labels", Map.of("a", "b")))),
                        WRITE);
        assertThat(labelled.at("metadata", "generation")).contains(1L);
        var scaled =
                cluster.patch(
                        US,
                        ObjectReference.of(made),
                        Patch.merge(Map.of("spec", Map.of("replicas", 2L))),
                        WRITE);
        assertThat(scaled.at("metadata", "generation")).contains(2L);
    }

    // server-side apply

    @Test
    void applyCreatesAndOwnsItsFields() {
        var made = cluster.apply(US, configMap(ns, "a", "x: '1'"), WRITE);
        assertThat(managers(made)).containsExactly("slipway/Apply");
        assertThat(ownership(made, "slipway")).contains("f:x");
    }

    @Test
    void applyTakesAwayWhatItNoLongerHas() {
        cluster.apply(US, configMap(ns, "a", "x: '1', w: '2'"), WRITE);
        assertThat(cluster.apply(US, configMap(ns, "a", "x: '1'"), WRITE).at("data"))
                .contains(Map.of("x", "1"));
    }

    @Test
    void applyLeavesTheFieldsOfOthers() {
        cluster.apply(US, configMap(ns, "a", "x: '1'"), WRITE);
        cluster.apply(US, configMap(ns, "a", "w: '2'"), WRITE.withManager("other"));
        var again = cluster.apply(US, configMap(ns, "a", "x: '3'"), WRITE);
        assertThat(again.at("data")).contains(Map.of("x", "3", "w", "2"));
        assertThat(managers(again)).containsExactly("other/Apply", "slipway/Apply");
    }

    @Test
    void fieldsOfOthersAreAConflictWithoutForceAndTakenWithIt() {
        cluster.apply(US, configMap(ns, "a", "x: '1'"), WRITE.withManager("other"));
        var gentle =
                new io.slipway.engine.cluster.WriteOptions(
                        "slipway", false, false, Validation.STRICT);
        assertThatThrownBy(() -> cluster.apply(US, configMap(ns, "a", "x: '2'"), gentle))
                .isInstanceOf(ClusterException.Conflict.class)
                .hasMessage("Apply failed with 1 conflict: conflict with \"other\": .data.x");
        var forced = cluster.apply(US, configMap(ns, "a", "x: '2'"), WRITE);
        assertThat(forced.at("data", "x")).contains("2");
        assertThat(managers(forced)).containsExactly("slipway/Apply");
    }

    @Test
    void severalConflictsAreListed() {
        cluster.apply(US, configMap(ns, "a", "x: '1', w: '1'"), WRITE.withManager("other"));
        var gentle =
                new io.slipway.engine.cluster.WriteOptions(
                        "slipway", false, false, Validation.STRICT);
        assertThatThrownBy(() -> cluster.apply(US, configMap(ns, "a", "x: '2', w: '2'"), gentle))
                .hasMessage(
                        "Apply failed with 2 conflicts: conflicts with \"other\":\n- .data.w\n- .data.x");
    }

    @Test
    void equalValuesAreSharedNotContested() {
        cluster.apply(US, configMap(ns, "a", "x: '1'"), WRITE.withManager("other"));
        var gentle =
                new io.slipway.engine.cluster.WriteOptions(
                        "slipway", false, false, Validation.STRICT);
        var both = cluster.apply(US, configMap(ns, "a", "x: '1'"), gentle);
        assertThat(managers(both)).containsExactly("other/Apply", "slipway/Apply");
    }

    @Test
    void fieldGivenUpByOneStaysForTheOther() {
        cluster.apply(US, configMap(ns, "a", "x: '1'"), WRITE.withManager("other"));
        cluster.apply(US, configMap(ns, "a", "x: '1'"), WRITE);
        var left = cluster.apply(US, configMap(ns, "a", ""), WRITE.withManager("other"));
        assertThat(left.at("data", "x")).contains("1");
    }

    @Test
    void applyingTheSameAgainChangesNothing() {
        var once = cluster.apply(US, deployment(ns, "d", 0), WRITE);
        var now = cluster.get(US, ObjectReference.of(once)).orElseThrow();
        var again = cluster.apply(US, deployment(ns, "d", 0), WRITE);
        assertThat(again.at("metadata", "generation")).contains(1L);
        assertThat(Trees.at(again.tree(), "spec")).isEqualTo(Trees.at(now.tree(), "spec"));
    }

    @Test
    void applyMergesListsByKey() {
        cluster.apply(US, deployment(ns, "d", 0), WRITE);
        var sidecar =
                object(
                        """
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {namespace: %s, name: d}
                        spec: {template: {spec: {containers: [{name: side, image: "example.org/side:1"}]}}}
                        """,
                        ns);
        cluster.apply(US, sidecar, WRITE.withManager("injector"));
        var both = cluster.apply(US, deployment(ns, "d", 0), WRITE);
        assertThat(containers(both)).containsExactlyInAnyOrder("main", "side");
        var without =
                object(
                        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {namespace: %s, name: d}",
                        ns);
        assertThat(containers(cluster.apply(US, without, WRITE.withManager("injector"))))
                .containsExactly("main");
    }

    private static List<String> containers(ResourceObject deployment) {
        return Trees.listAt(deployment.tree(), "spec", "template", "spec", "containers").stream()
                .map(c -> Trees.stringAt(c, "name").orElse(""))
                .toList();
    }

    @Test
    void applyWithManagedFieldsIsRefused() {
        var made = cluster.apply(US, configMap(ns, "a", "x: '1'"), WRITE);
        assertThatThrownBy(() ->
                        cluster.apply(
                                US,
                                made.without("metadata", "resourceVersion")
                                        .without("metadata", "uid"),
                                WRITE))
                .isInstanceOf(ClusterException.Invalid.class)
                .hasMessageContaining("metadata.managedFields must be nil");
    }

    @Test
    void applyDryRunShowsTheResultOnly() {
        cluster.apply(US, configMap(ns, "a", "x: '1'"), WRITE);
        var dry = cluster.apply(US, configMap(ns, "a", "x: '2'"), WRITE.withDryRun(true));
        assertThat(dry.at("data", "x")).contains("2");
        assertThat(configMapNow("a").orElseThrow().at("data", "x")).contains("1");
        var fresh = cluster.apply(US, configMap(ns, "b", "x: '2'"), WRITE.withDryRun(true));
        assertThat(fresh.uid()).isNotEmpty();
        assertThat(configMapNow("b")).isEmpty();
    }

    @Test
    void applyInAMissingNamespaceIsNotFound() {
        assertThatThrownBy(() -> cluster.apply(US, configMap("no-such-namespace", "a", ""), WRITE))
                .isInstanceOf(ClusterException.NotFound.class)
                .hasMessage("namespaces \"no-such-namespace\" not found");
    }

    @Test
    void applyOfAnInvalidObjectIsRefused() {
        assertThatThrownBy(() -> cluster.apply(US, deployment(ns, "d", -1), WRITE))
                .isInstanceOf(ClusterException.Invalid.class)
                .hasMessageContaining("spec.replicas")
                .hasMessageContaining("must be greater than or equal to 0");
        assertThatThrownBy(() ->
                        cluster.apply(
                                US, deployment(ns, "d", 1).with(1L, "spec", "replicaz"), WRITE))
                .isInstanceOf(ClusterException.Invalid.class)
                .hasMessageContaining("replicaz");
    }

    @Test
    void applyOfAKindThatIsNotServedNamesIt() {
        assertThatThrownBy(() ->
                        cluster.apply(
                                US,
                                object(
                                        "apiVersion: example.org/v1\nkind: Gadget\nmetadata: {namespace: %s, name: a}",
                                        ns),
                                WRITE))
                .isInstanceOf(ClusterException.UnknownKind.class);
    }

    @Test
    void applyTakesOverFromAnUpdate() {
        cluster.create(US, configMap(ns, "a", "x: '1'"), WRITE.withManager("kubectl-create"));
        var applied = cluster.apply(US, configMap(ns, "a", "x: '2'"), WRITE);
        assertThat(applied.at("data", "x")).contains("2");
        assertThat(ownership(applied, "slipway")).contains("f:x");
        assertThat(ownership(applied, "kubectl-create")).doesNotContain("f:x");
    }

    @Test
    void secretsInPlainTextAreEncodedOnTheWay() {
        var made =
                cluster.apply(
                        US,
                        object(
                                "apiVersion: v1\nkind: Secret\nmetadata: {namespace: %s, name: s}\nstringData: {k: v}",
                                ns),
                        WRITE);
        assertThat(made.at("data", "k")).contains("dg==");
        assertThat(made.at("type")).contains("Opaque");
        assertThat(made.at("stringData")).isEmpty();
    }

    // patches

    @Test
    void mergePatchSetsAndRemoves() {
        cluster.create(US, configMap(ns, "a", "x: '1', w: '2'"), WRITE);
        var data = new java.util.HashMap<String, Object>();
        data.put("x", null);
        data.put("z", "3");
        var patched =
                cluster.patch(
                        US,
                        reference("v1", "ConfigMap", ns, "a"),
                        Patch.merge(Map.of("data", data)),
                        WRITE);
        assertThat(patched.at("data")).contains(Map.of("w", "2", "z", "3"));
    }

    @Test
    void jsonPatchTestsAndChanges() {
        cluster.create(US, configMap(ns, "a", "x: '1'"), WRITE);
        var reference = reference("v1", "ConfigMap", ns, "a");
        var patched =
                cluster.patch(
                        US,
                        reference,
                        Patch.json(
                                List.of(
                                        Map.of("op", "test", "path", "/data/x", "value", "1"),
                                        Map.of("op", "replace", "path", "/data/x", "value", "2"),
                                        Map.of("op", "add", "path", "/data/y", "value", "3"))),
                        WRITE);
        assertThat(patched.at("data")).contains(Map.of("x", "2", "y", "3"));
        assertThatThrownBy(() ->
                        cluster.patch(
                                US,
                                reference,
                                Patch.json(
                                        List.of(
                                                Map.of(
                                                        "op", "test", "path", "/data/x", "value",
                                                        "9"))),
                                WRITE))
                .isInstanceOfSatisfying(
                        ClusterException.Invalid.class, e -> assertThat(e.code()).isEqualTo(422));
    }

    @Test
    void strategicPatchMergesByKeyAndDeletesByDirective() {
        cluster.create(US, deployment(ns, "d", 0), WRITE);
        var reference = reference("apps/v1", "Deployment", ns, "d");
        var added =
                cluster.patch(
                        US,
                        reference,
                        strategic(Map.of("name", "side", "image", "example.org/side:1")),
                        WRITE);
        assertThat(containers(added)).containsExactlyInAnyOrder("main", "side");
        var removed =
                cluster.patch(
                        US,
                        reference,
                        strategic(Map.of("name", "side", "$patch", "delete")),
                        WRITE);
        assertThat(containers(removed)).containsExactly("main");
    }

    private static Patch strategic(Map<String, Object> container) {
        return new Patch(
                Patch.Type.STRATEGIC,
                Map.of(
                        "spec",
                        Map.of(
                                "template",
                                Map.of("spec", Map.of("containers", List.of(container))))),
                "");
    }

    @Test
    void mergePatchReplacesListsWhole() {
        cluster.create(US, deployment(ns, "d", 0), WRITE);
        var patch =
                Map.of(
                        "spec",
                        Map.of(
                                "template",
                                Map.of(
                                        "spec",
                                        Map.of(
                                                "containers",
                                                List.of(Map.of("name", "only", "image", "i"))))));
        assertThat(
                        containers(
                                cluster.patch(
                                        US,
                                        reference("apps/v1", "Deployment", ns, "d"),
                                        Patch.merge(patch),
                                        WRITE)))
                .containsExactly("only");
    }

    @Test
    void patchOfNothingIsNotFound() {
        assertThatThrownBy(() ->
                        cluster.patch(
                                US,
                                reference("v1", "ConfigMap", ns, "none"),
                                Patch.merge(Map.of("data", Map.of())),
                                WRITE))
                .isInstanceOf(ClusterException.NotFound.class)
                .hasMessage("configmaps \"none\" not found");
    }

    @Test
    void patchThatNamesAnOldVersionIsAConflict() {
        var made = cluster.create(US, configMap(ns, "a", "x: '1'"), WRITE);
        cluster.replace(US, made.with("2", "data", "x"), WRITE);
        var patch =
                Map.of(
                        "metadata",
                        Map.of("resourceVersion", made.resourceVersion()),
                        "data",
                        Map.of("x", "3"));
        assertThatThrownBy(() ->
                        cluster.patch(US, ObjectReference.of(made), Patch.merge(patch), WRITE))
                .isInstanceOf(ClusterException.Conflict.class);
    }

    @Test
    void patchDryRunStoresNothing() {
        cluster.create(US, configMap(ns, "a", "x: '1'"), WRITE);
        var dry =
                cluster.patch(
                        US,
                        reference("v1", "ConfigMap", ns, "a"),
                        Patch.merge(Map.of("data", Map.of("x", "2"))),
                        WRITE.withDryRun(true));
        assertThat(dry.at("data", "x")).contains("2");
        assertThat(configMapNow("a").orElseThrow().at("data", "x")).contains("1");
    }

    @Test
    void statusIsItsOwnResource() {
        var made = cluster.create(US, deployment(ns, "d", 0), WRITE);
        var reference = ObjectReference.of(made);
        var ignored =
                cluster.patch(
                        US,
                        reference,
                        Patch.merge(Map.of("status", Map.of("observedGeneration", 77L))),
                        WRITE);
        assertThat(ignored.at("status", "observedGeneration")).isNotEqualTo(Optional.of(77L));
        var kept =
                cluster.patch(
                        US,
                        reference,
                        new Patch(
                                Patch.Type.MERGE,
                                Map.of(
                                        "spec",
                                        Map.of("replicas", 9L),
                                        "status",
                                        Map.of("collisionCount", 3L)),
                                "status"),
                        WRITE);
        assertThat(kept.at("status", "collisionCount")).contains(3L);
        assertThat(kept.at("spec", "replicas")).contains(0L);
    }

    @Test
    void scaleIsSetThroughItsSubresource() {
        var made = cluster.create(US, deployment(ns, "d", 0), WRITE);
        var scale =
                cluster.patch(
                        US,
                        ObjectReference.of(made),
                        new Patch(
                                Patch.Type.MERGE, Map.of("spec", Map.of("replicas", 1L)), "scale"),
                        WRITE);
        assertThat(scale.kind()).isEqualTo("Scale");
        assertThat(scale.at("spec", "replicas")).contains(1L);
        assertThat(cluster.get(US, ObjectReference.of(made)).orElseThrow().at("spec", "replicas"))
                .contains(1L);
    }

    private static List<String> managers(ResourceObject object) {
        return Trees.listAt(object.tree(), "metadata", "managedFields").stream()
                .map(f ->
                        Trees.stringAt(f, "manager").orElse("")
                                + "/"
                                + Trees.stringAt(f, "operation").orElse(""))
                .sorted()
                .toList();
    }

    private static String ownership(ResourceObject object, String manager) {
        return Trees.listAt(object.tree(), "metadata", "managedFields").stream()
                .filter(f -> Trees.stringAt(f, "manager").equals(Optional.of(manager)))
                .map(f -> Trees.mapAt(f, "fieldsV1").toString())
                .findFirst()
                .orElse("");
    }
}
