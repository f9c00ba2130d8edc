package io.slipway.manifests.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.schema.Schema;
import io.slipway.manifests.schema.TypeTable;
import io.slipway.manifests.yaml.Yaml;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FieldManagementTest {

    private static final Schema DEPLOYMENT =
            TypeTable.kubernetes()
                    .schema(new GroupVersionKind("apps", "v1", "Deployment"))
                    .orElseThrow();
    private static final Schema CONFIG_MAP =
            TypeTable.kubernetes()
                    .schema(new GroupVersionKind("", "v1", "ConfigMap"))
                    .orElseThrow();

    private static Map<String, Object> tree(String yaml) {
        return Trees.map(Yaml.document(yaml)).orElseThrow();
    }

    private static Change by(String manager) {
        return new Change(manager, "v1", "", "2030-01-01T00:00:00Z", Set.of());
    }

    private static Map<String, Object> applied(
            Schema schema, Map<String, Object> live, String yaml, String manager, boolean force) {
        return switch (FieldManagement.apply(schema, live, tree(yaml), by(manager), force)) {
            case ApplyResult.Applied(var object, _) -> object;
            case ApplyResult.Conflicts conflicts -> throw new AssertionError(conflicts.message());
        };
    }

    private static Map<String, Object> config(String data) {
        return tree("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: " + data + "}");
    }

    private static String map(String data) {
        return "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: " + data + "}";
    }

    private static String owners(Map<String, Object> object) {
        return ManagerEntry.of(object).stream()
                .map(e -> e.manager() + e.fields())
                .sorted()
                .toList()
                .toString();
    }

    @Test
    void appliedFieldsAreOwned() {
        var object = applied(CONFIG_MAP, config("{}"), map("{x: '1'}"), "a", false);
        assertThat(owners(object)).isEqualTo("[a[.data.x]]");
    }

    @Test
    void fieldThatIsNoLongerAppliedGoesWhenNobodyElseOwnsIt() {
        var first = applied(CONFIG_MAP, config("{}"), map("{x: '1', z: '2'}"), "a", false);
        var second = applied(CONFIG_MAP, first, map("{x: '1'}"), "a", false);
        assertThat(Trees.mapAt(second, "data")).containsOnlyKeys("x");
    }

    @Test
    void fieldThatAnotherOwnsTooStays() {
        var first = applied(CONFIG_MAP, config("{}"), map("{x: '1', z: '2'}"), "a", false);
        var shared = applied(CONFIG_MAP, first, map("{z: '2'}"), "b", false);
        var second = applied(CONFIG_MAP, shared, map("{x: '1'}"), "a", false);
        assertThat(Trees.mapAt(second, "data")).containsOnlyKeys("x", "z");
        assertThat(owners(second)).isEqualTo("[a[.data.x], b[.data.z]]");
    }

    @Test
    void changingAnothersFieldConflicts() {
        var first = applied(CONFIG_MAP, config("{}"), map("{x: '1'}"), "a", false);
        var result = FieldManagement.apply(CONFIG_MAP, first, config("{x: '2'}"), by("b"), false);
        assertThat(result)
                .isInstanceOfSatisfying(
                        ApplyResult.Conflicts.class,
                        c ->
                                assertThat(c.message())
                                        .isEqualTo(
                                                "Apply failed with 1 conflict: conflict with \"a\": .data.x"));
    }

    @Test
    void conflictsWithUpdatesNameTheVersion() {
        var updated =
                FieldManagement.recordUpdate(
                        CONFIG_MAP, config("{}"), config("{x: '1', z: '1'}"), by("kubectl"));
        var result =
                FieldManagement.apply(
                        CONFIG_MAP, updated, config("{x: '2', z: '2'}"), by("b"), false);
        assertThat(result)
                .isInstanceOfSatisfying(
                        ApplyResult.Conflicts.class,
                        c ->
                                assertThat(c.message())
                                        .isEqualTo(
                                                "Apply failed with 2 conflicts: conflicts with \"kubectl\" using v1:\n"
                                                        + "- .data.x\n- .data.z"));
    }

    @Test
    void forceTakesTheFieldOver() {
        var first = applied(CONFIG_MAP, config("{}"), map("{x: '1'}"), "a", false);
        var second = applied(CONFIG_MAP, first, map("{x: '2'}"), "b", true);
        assertThat(owners(second)).isEqualTo("[b[.data.x]]");
        assertThat(Trees.stringAt(second, "data", "x")).contains("2");
    }

    @Test
    void sameValueIsOwnedTogether() {
        var first = applied(CONFIG_MAP, config("{}"), map("{x: '1'}"), "a", false);
        var second = applied(CONFIG_MAP, first, map("{x: '1'}"), "b", false);
        assertThat(owners(second)).isEqualTo("[a[.data.x], b[.data.x]]");
    }

    @Test
    void applyingTheSameAgainChangesNothing() {
        var first = applied(CONFIG_MAP, config("{}"), map("{x: '1'}"), "a", false);
        var later = new Change("a", "v1", "", "2031-01-01T00:00:00Z", Set.of());
        var result = FieldManagement.apply(CONFIG_MAP, first, config("{x: '1'}"), later, false);
        assertThat(result)
                .isInstanceOfSatisfying(
                        ApplyResult.Applied.class,
                        a -> {
                            assertThat(a.changed()).isFalse();
                            assertThat(a.object()).isEqualTo(first);
                        });
    }

    @Test
    void updateTakesAFieldFromItsApplier() {
        var first = applied(CONFIG_MAP, config("{}"), map("{x: '1', z: '1'}"), "a", false);
        var changed = Trees.copyMap(first);
        Trees.put(changed, "2", "data", "x");
        var updated = FieldManagement.recordUpdate(CONFIG_MAP, first, changed, by("editor"));
        assertThat(owners(updated)).isEqualTo("[a[.data.z], editor[.data.x]]");
    }

    @Test
    void emptyEntryClearsTheOwners() {
        var first = applied(CONFIG_MAP, config("{}"), map("{x: '1'}"), "a", false);
        var reset = Trees.copyMap(first);
        Trees.put(reset, java.util.List.of(Map.of()), "metadata", "managedFields");
        assertThat(owners(FieldManagement.recordUpdate(CONFIG_MAP, first, reset, by("editor"))))
                .isEqualTo("[]");
    }

    // --- lists -------------------------------------------------------------------------------

    private static String deployment(String containers) {
        return "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {template: {spec: {containers: "
                + containers
                + "}}}}";
    }

    private static final Map<String, Object> NO_DEPLOYMENT =
            tree("{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}");

    private static java.util.List<Object> containers(Map<String, Object> object) {
        return Trees.listAt(object, "spec", "template", "spec", "containers");
    }

    @Test
    void listElementsMergeByTheirKey() {
        var first =
                applied(
                        DEPLOYMENT,
                        NO_DEPLOYMENT,
                        deployment("[{name: x, image: 'x:1'}]"),
                        "a",
                        false);
        var second =
                applied(
                        DEPLOYMENT,
                        first,
                        deployment("[{name: w, image: 'w:1'}, {name: x, tty: true}]"),
                        "b",
                        false);
        assertThat(containers(second))
                .extracting(c -> Trees.stringAt(c, "name").orElse(""))
                .containsExactly("w", "x");
        assertThat(containers(second).get(1)).isEqualTo(tree("{name: x, image: 'x:1', tty: true}"));
    }

    @Test
    void elementGoesWithItsLastOwner() {
        var first =
                applied(
                        DEPLOYMENT,
                        NO_DEPLOYMENT,
                        deployment("[{name: x, image: 'x:1'}, {name: w, image: 'w:1'}]"),
                        "a",
                        false);
        var second =
                applied(DEPLOYMENT, first, deployment("[{name: x, image: 'x:1'}]"), "a", false);
        assertThat(containers(second)).hasSize(1);
    }

    @Test
    void portsAreKeyedByNumberAndDefaultProtocol() {
        var yaml =
                deployment(
                        "[{name: x, ports: [{containerPort: 80}, {containerPort: 53, protocol: UDP}]}]");
        var object = applied(DEPLOYMENT, NO_DEPLOYMENT, yaml, "a", false);
        assertThat(owners(object)).contains("ports[containerPort=80,protocol=\"TCP\"]");
    }

    @Test
    void duplicateKeysAreRefused() {
        assertThatThrownBy(() ->
                        applied(
                                DEPLOYMENT,
                                NO_DEPLOYMENT,
                                deployment("[{name: x}, {name: x}]"),
                                "a",
                                false))
                .isInstanceOf(ManifestException.class)
                .hasMessage(
                        ".spec.template.spec.containers: duplicate entries for key [name=\"x\"]");
    }

    @Test
    void unknownFieldIsRefusedByItsPath() {
        assertThatThrownBy(() ->
                        applied(
                                DEPLOYMENT,
                                NO_DEPLOYMENT,
                                "{apiVersion: apps/v1, kind: Deployment, spec: {replicaz: 1}}",
                                "a",
                                false))
                .hasMessage(".spec.replicaz: field not declared in schema");
    }

    @Test
    void atomicMapIsOneField() {
        var yaml =
                "{apiVersion: apps/v1, kind: Deployment, spec: {selector: {matchLabels: {a: b}}}}";
        assertThat(owners(applied(DEPLOYMENT, NO_DEPLOYMENT, yaml, "a", false)))
                .isEqualTo("[a[.spec.selector]]");
    }

    @Test
    void finalizersAreASet() {
        var first =
                applied(
                        CONFIG_MAP,
                        config("{}"),
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, finalizers: [x/a, x/b]}}",
                        "a",
                        false);
        var second =
                applied(
                        CONFIG_MAP,
                        first,
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, finalizers: [x/c]}}",
                        "b",
                        false);
        assertThat(Trees.listAt(second, "metadata", "finalizers"))
                .containsExactlyInAnyOrder("x/a", "x/b", "x/c");
    }

    @Test
    void fieldsSurviveTheirTextForm() {
        var object =
                applied(
                        DEPLOYMENT,
                        NO_DEPLOYMENT,
                        deployment(
                                "[{name: x, image: i, ports: [{containerPort: 80, name: http}]}]"),
                        "a",
                        false);
        var entry = ManagerEntry.of(object).getFirst();
        assertThat(FieldSet.parse(entry.fields().toTree())).isEqualTo(entry.fields());
    }

    @Test
    void statusIsNotOwnedThroughTheMainObject() {
        var change = new Change("a", "apps/v1", "", "2030-01-01T00:00:00Z", Set.of("status"));
        var config =
                tree(
                        "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 2}, status: {replicas: 9}}");
        var result = FieldManagement.apply(DEPLOYMENT, NO_DEPLOYMENT, config, change, false);
        assertThat(result)
                .isInstanceOfSatisfying(
                        ApplyResult.Applied.class,
                        a -> {
                            assertThat(owners(a.object())).isEqualTo("[a[.spec.replicas]]");
                            assertThat(a.object()).doesNotContainKey("status");
                        });
    }

    @Test
    void tenthUpdateManagerFoldsTheOldestIntoOne() {
        var object = config("{}");
        for (int i = 0; i < 14; i++) {
            var next = Trees.copyMap(object);
            Trees.put(next, "v", "data", "k" + i);
            object =
                    FieldManagement.recordUpdate(
                            CONFIG_MAP,
                            object,
                            next,
                            new Change(
                                    "m" + i,
                                    "v1",
                                    "",
                                    "2030-01-01T00:00:%02dZ".formatted(i),
                                    Set.of()));
        }
        assertThat(ManagerEntry.of(object)).hasSizeLessThanOrEqualTo(10);
        assertThat(owners(object)).contains("ancient-changes");
    }
}
