package io.slipway.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.manifests.yaml.Yaml;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Small trees are the same trees. */
class CompactTreesTest {

    private final CompactTrees compact = new CompactTrees();
    private final ResourceObject object =
            Target.object(
                    """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: d
                      namespace: space
                      labels: {}
                      managedFields:
                      - {manager: slipway, operation: Apply, fieldsV1: {f:spec: {f:replicas: {}}}}
                    spec:
                      replicas: 2
                      ratio: 0.5
                      empty: []
                      nothing: null
                      template: {spec: {containers: [{name: main, image: "i:1"}, {name: side, image: "i:1"}]}}
                    """);
    private final ResourceObject small = compact.compact(object);

    @Test
    void equalsBothWays() {
        assertThat(small).isEqualTo(object);
        assertThat(object).isEqualTo(small);
        assertThat(small.hashCode()).isEqualTo(object.hashCode());
        assertThat(compact.compact(object)).isEqualTo(small);
        assertThat(compact.compact(small)).isEqualTo(object);
    }

    @Test
    void differsWhereSomethingDiffers() {
        assertThat(small).isNotEqualTo(object.with(3L, "spec", "replicas"));
        assertThat(small).isNotEqualTo(object.without("metadata", "managedFields"));
        assertThat(
                        compact.compact(
                                object.with(
                                        List.of(Map.of("manager", "x")),
                                        "metadata",
                                        "managedFields")))
                .isNotEqualTo(small);
    }

    @Test
    void writesTheSameText() {
        assertThat(Json.write(small.tree())).isEqualTo(Json.write(object.tree()));
        assertThat(Yaml.write(small.tree())).isEqualTo(Yaml.write(object.tree()));
    }

    @Test
    void copiesMayBeChanged() {
        var copy = small.copyOfTree();
        Trees.put(copy, 5L, "spec", "replicas");
        assertThat(Trees.longAt(copy, "spec", "replicas")).contains(5L);
        assertThat(small.at("spec", "replicas")).contains(2L);
        assertThat(small.with("x", "metadata", "labels", "a").label("a")).contains("x");
    }

    @Test
    void cannotBeChangedInPlace() {
        assertThatThrownBy(() -> small.tree().put("a", "b"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> Trees.mapAt(small.tree(), "spec").clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() ->
                        Trees.listAt(small.tree(), "spec", "template", "spec", "containers")
                                .removeFirst())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void fieldsThatAreNullAreThereAndNull() {
        var spec = Trees.mapAt(small.tree(), "spec");
        assertThat(spec).containsKey("nothing").containsEntry("nothing", null);
        assertThat(spec.get("missing")).isNull();
        assertThat(spec.containsKey("missing")).isFalse();
    }
}
