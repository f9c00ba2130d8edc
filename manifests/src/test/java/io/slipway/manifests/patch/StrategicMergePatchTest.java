package io.slipway.manifests.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.Trees;
import io.slipway.manifests.schema.Schema;
import io.slipway.manifests.schema.TypeTable;
import io.slipway.manifests.yaml.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrategicMergePatchTest {

    private static final Schema POD =
            TypeTable.kubernetes().schema(new GroupVersionKind("", "v1", "Pod")).orElseThrow();
    private static final Schema DEPLOYMENT =
            TypeTable.kubernetes()
                    .schema(new GroupVersionKind("apps", "v1", "Deployment"))
                    .orElseThrow();

    private static Map<String, Object> tree(String yaml) {
        return Trees.map(Yaml.document(yaml)).orElseThrow();
    }

    private static Map<String, Object> patched(Schema schema, String target, String patch) {
        return StrategicMergePatch.apply(schema, tree(target), tree(patch));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // elements merge by key, new ones are appended
                "{containers: [{name: a, image: x}]} | {containers: [{name: a, tty: true}, {name: b, image: y}]} |"
                        + " {containers: [{name: a, image: x, tty: true}, {name: b, image: y}]}",
                // null removes a field
                "{hostname: a, nodeName: b} | {hostname: null} | {nodeName: b}",
                // an element is deleted by its key
                "{containers: [{name: a}, {name: b}]} | {containers: [{name: a, $patch: delete}]} | {containers: [{name: b}]}",
                // a list is replaced
                "{containers: [{name: a}, {name: b}]} | {containers: [{$patch: replace}, {name: c}]} | {containers: [{name: c}]}",
                // a map is replaced
                "{securityContext: {runAsUser: 1, fsGroup: 2}} | {securityContext: {$patch: replace, fsGroup: 3}} |"
                        + " {securityContext: {fsGroup: 3}}",
                // an atomic list is replaced as a whole
                "{tolerations: [{key: a}, {key: b}]} | {tolerations: [{key: c}]} | {tolerations: [{key: c}]}",
                // retainKeys clears what it does not name
                "{volumes: [{name: v, emptyDir: {}}]} | {volumes: [{name: v, $retainKeys: [name, hostPath], hostPath: {path: /x}}]} |"
                        + " {volumes: [{name: v, hostPath: {path: /x}}]}",
                // the order that is asked for
                "{containers: [{name: a}, {name: b}]} | {$setElementOrder/containers: [{name: b}, {name: a}]} |"
                        + " {containers: [{name: b}, {name: a}]}",
            })
    void podSpecIsPatched(String target, String patch, String expected) {
        var result =
                patched(POD, "{spec: " + target.strip() + "}", "{spec: " + patch.strip() + "}");
        assertThat(result).isEqualTo(tree("{spec: " + expected.strip() + "}"));
    }

    @Test
    void primitiveListsMergeAsSets() {
        var result =
                patched(
                        POD,
                        "{metadata: {finalizers: [a, b, c]}}",
                        "{metadata: {finalizers: [d], $deleteFromPrimitiveList/finalizers: [b]}}");
        assertThat(result).isEqualTo(tree("{metadata: {finalizers: [d, a, c]}}"));
    }

    @Test
    void elementWithoutItsKeyIsRefused() {
        assertThatThrownBy(() ->
                        patched(
                                POD,
                                "{spec: {containers: []}}",
                                "{spec: {containers: [{image: x}]}}"))
                .hasMessageContaining("does not contain declared merge key: name");
    }

    @Test
    void unknownDirectiveIsRefused() {
        assertThatThrownBy(() -> patched(POD, "{spec: {}}", "{spec: {$patch: explode}}"))
                .hasMessageContaining("$patch: explode");
    }

    @Test
    void argumentsStayAsTheyWere() {
        var target = tree("{spec: {containers: [{name: a, image: x}]}}");
        var copy = Trees.copyMap(target);
        StrategicMergePatch.apply(POD, target, tree("{spec: {containers: [{name: a, image: y}]}}"));
        assertThat(target).isEqualTo(copy);
    }

    // --- three-way ---------------------------------------------------------------------------

    private static final String ORIGINAL =
            "{spec: {replicas: 1, template: {spec: {containers: [{name: a, image: x}, {name: old, image: o}]}}}}";
    private static final String CURRENT =
            "{spec: {replicas: 5, paused: true, template: {spec: {containers: [{name: a, image: x, tty: true}, {name: old, image: o},"
                    + " {name: injected, image: i}]}}}}";

    @Test
    void threeWayPatchKeepsWhatOthersAdded() {
        var modified = "{spec: {template: {spec: {containers: [{name: a, image: y}]}}}}";
        var patch =
                StrategicMergePatch.threeWay(
                        DEPLOYMENT, tree(ORIGINAL), tree(modified), tree(CURRENT));
        var result = StrategicMergePatch.apply(DEPLOYMENT, tree(CURRENT), patch);
        assertThat(result)
                .isEqualTo(
                        tree(
                                "{spec: {paused: true, template: {spec: {containers: [{name: a, image: y, tty: true}, {name:"
                                        + " injected, image: i}]}}}}"));
    }

    @Test
    void nothingToDoIsAnEmptyPatch() {
        var same = "{spec: {paused: true}}";
        assertThat(StrategicMergePatch.threeWay(DEPLOYMENT, tree(same), tree(same), tree(CURRENT)))
                .isEmpty();
    }

    @Test
    void strategyOfAnotherKindRetainsItsKeysOnly() {
        var current = "{spec: {strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}}}";
        var modified = "{spec: {strategy: {type: Recreate}}}";
        var patch =
                StrategicMergePatch.threeWay(DEPLOYMENT, Map.of(), tree(modified), tree(current));
        assertThat(StrategicMergePatch.apply(DEPLOYMENT, tree(current), patch))
                .isEqualTo(tree(modified));
    }

    @Test
    void untypedObjectsAreMergedAsJson() {
        var current = "{spec: {list: [1, 2], kept: true, gone: 1}}";
        var patch =
                StrategicMergePatch.threeWay(
                        Schema.any(),
                        tree("{spec: {gone: 1}}"),
                        tree("{spec: {list: [3]}}"),
                        tree(current));
        assertThat(StrategicMergePatch.apply(Schema.any(), tree(current), patch))
                .isEqualTo(tree("{spec: {list: [3], kept: true}}"));
    }

    /** Long lists are merged by place, not by search: this would take minutes otherwise. */
    @Test
    void aLongListIsMergedByItsKey() {
        var original = pod(i -> i < 30_000, _ -> "old");
        var live = pod(i -> i < 30_000 || i % 1000 == 0, i -> i % 2 == 0 ? "old" : "live");
        var wanted = pod(i -> i % 3 != 0 && i < 33_000, _ -> "new");
        var patch = StrategicMergePatch.threeWay(POD, original, wanted, live);
        var names = ips(StrategicMergePatch.apply(POD, live, patch));
        var mine = ips(wanted);
        var asked = Set.copyOf(mine);
        // What was neither there before nor is wanted belongs to somebody else.
        var others =
                ips(live).stream()
                        .filter(n -> Integer.parseInt(n) >= 30_000 && !asked.contains(n))
                        .toList();
        assertThat(others).hasSize(8);
        assertThat(names).doesNotHaveDuplicates().containsAll(others);
        assertThat(names.stream().filter(n -> !others.contains(n)).toList())
                .containsExactlyElementsOf(mine);
    }

    private static List<String> ips(Map<String, Object> pod) {
        return Trees.listAt(pod, "spec", "hostAliases").stream()
                .map(a -> Trees.stringAt(a, "ip").orElseThrow())
                .toList();
    }

    private static Map<String, Object> pod(IntPredicate there, IntFunction<String> name) {
        var aliases =
                IntStream.range(0, 40_000)
                        .filter(there)
                        .mapToObj(i ->
                                Map.<String, Object>of(
                                        "ip",
                                        String.valueOf(i),
                                        "hostnames",
                                        List.of(name.apply(i))))
                        .toList();
        return Map.of("spec", Map.of("hostAliases", aliases));
    }
}
