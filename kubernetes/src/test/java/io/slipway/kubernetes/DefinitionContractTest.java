package io.slipway.kubernetes;

import static io.slipway.kubernetes.Target.US;
import static io.slipway.kubernetes.Target.WRITE;
import static io.slipway.kubernetes.Target.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.cluster.Patch;
import io.slipway.engine.cluster.Validation;
import io.slipway.manifests.ResourceObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Custom kinds: structural schemas that validate, default and prune; status and scale. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.slipway.kubernetes.Targets#all")
class DefinitionContractTest {

    private final Target target;
    private KubernetesCluster cluster;
    private String ns;
    private String group;

    DefinitionContractTest(Target target) {
        this.target = target;
    }

    @BeforeEach
    void world() {
        cluster = target.cluster();
        ns = target.namespace();
        group = target.definedGroup();
    }

    @AfterEach
    void undefine() {
        target.delete(
                Target.reference(
                        "apiextensions.k8s.io/v1",
                        "CustomResourceDefinition",
                        "",
                        "widgets." + group));
    }

    private ResourceObject widget(String name, String spec) {
        return object(
                "apiVersion: %s/v1\nkind: Widget\nmetadata: {namespace: %s, name: %s}\nspec: {%s}",
                group, ns, name, spec);
    }

    @Test
    void definitionTellsThatItIsAccepted() {
        var definition =
                cluster.get(
                                US,
                                Target.reference(
                                        "apiextensions.k8s.io/v1",
                                        "CustomResourceDefinition",
                                        "",
                                        "widgets." + group))
                        .orElseThrow();
        assertThat(Target.hasCondition(definition, "NamesAccepted", "True")).isTrue();
        assertThat(definition.at("status", "storedVersions")).contains(List.of("v1"));
        assertThat(definition.at("status", "acceptedNames", "kind")).contains("Widget");
        assertThat(definition.at("status", "acceptedNames", "listKind")).contains("WidgetList");
    }

    @Test
    void defaultsComeFromTheSchema() {
        assertThat(cluster.create(US, widget("w", "size: 3"), WRITE).at("spec", "color"))
                .contains("blue");
        assertThat(cluster.apply(US, widget("v", "size: 3"), WRITE).at("spec", "color"))
                .contains("blue");
    }

    @Test
    void whatTheSchemaForbidsIsNamed() {
        refused("color: red", "spec.size: Required value");
        refused(
                "size: 11",
                "spec.size: Invalid value: 11: spec.size in body should be less than or equal to 10");
        refused("size: 0", "should be greater than or equal to 1");
        refused("size: three", "spec.size in body must be of type integer: \"string\"");
        refused(
                "size: 1, color: green",
                "spec.color: Unsupported value: \"green\": supported values: \"blue\", \"red\"");
    }

    private void refused(String spec, String message) {
        assertThatThrownBy(() -> cluster.create(US, widget("w", spec), WRITE))
                .isInstanceOfSatisfying(
                        ClusterException.Invalid.class, e -> assertThat(e.code()).isEqualTo(422))
                .hasMessageContaining("Widget.%s \"w\" is invalid", group)
                .hasMessageContaining(message);
    }

    @Test
    void unknownFieldsAreRefusedOrPrunedExceptWhereTheyArePreserved() {
        assertThatThrownBy(() -> cluster.create(US, widget("w", "size: 1, weight: 2"), WRITE))
                .isInstanceOfSatisfying(
                        ClusterException.Invalid.class, e -> assertThat(e.code()).isEqualTo(400))
                .hasMessageContaining("strict decoding error: unknown field \"spec.weight\"");
        var pruned =
                cluster.create(
                        US,
                        widget("w", "size: 1, weight: 2, free: {any: {thing: [1]}}"),
                        WRITE.withValidation(Validation.IGNORE));
        assertThat(pruned.at("spec", "weight")).isEmpty();
        assertThat(pruned.at("spec", "free", "any")).contains(Map.of("thing", List.of(1L)));
    }

    @Test
    void setsAreMergedByApply() {
        cluster.apply(US, widget("w", "size: 1, tags: [a]"), WRITE);
        var both = cluster.apply(US, widget("w", "size: 1, tags: [b]"), WRITE.withManager("other"));
        assertThat(both.at("spec", "tags").map(Object::toString).orElseThrow()).contains("a", "b");
        var left = cluster.apply(US, widget("w", "size: 1"), WRITE);
        assertThat(left.at("spec", "tags")).contains(List.of("b"));
    }

    @Test
    void statusIsSeparateAndGenerationFollowsTheSpec() {
        var made = cluster.create(US, widget("w", "size: 1").with(5L, "status", "size"), WRITE);
        assertThat(made.at("status")).isEmpty();
        assertThat(made.at("metadata", "generation")).contains(1L);
        var status =
                cluster.patch(
                        US,
                        ObjectReference.of(made),
                        new Patch(
                                Patch.Type.MERGE,
                                Map.of("status", Map.of("size", 1L), "spec", Map.of("size", 9L)),
                                "status"),
                        WRITE);
        assertThat(status.at("status", "size")).contains(1L);
        assertThat(status.at("spec", "size")).contains(1L);
        assertThat(status.at("metadata", "generation")).contains(1L);
        var spec =
                cluster.patch(
                        US,
                        ObjectReference.of(made),
                        Patch.merge(Map.of("spec", Map.of("size", 2L))),
                        WRITE);
        assertThat(spec.at("metadata", "generation")).contains(2L);
    }

    @Test
    void scaleReadsAndWritesThePaths() {
        var made = cluster.create(US, widget("w", "size: 1"), WRITE);
        var scale =
                cluster.patch(
                        US,
                        ObjectReference.of(made),
                        new Patch(
                                Patch.Type.MERGE, Map.of("spec", Map.of("replicas", 4L)), "scale"),
                        WRITE);
        assertThat(scale.groupVersionKind().toString()).isEqualTo("autoscaling/v1/Scale");
        assertThat(scale.at("spec", "replicas")).contains(4L);
        assertThat(cluster.get(US, ObjectReference.of(made)).orElseThrow().at("spec", "size"))
                .contains(4L);
    }

    @Test
    void strategicPatchesAreNotForCustomKinds() {
        var made = cluster.create(US, widget("w", "size: 1"), WRITE);
        assertThatThrownBy(() ->
                        cluster.patch(
                                US,
                                ObjectReference.of(made),
                                new Patch(
                                        Patch.Type.STRATEGIC,
                                        Map.of("spec", Map.of("size", 2L)),
                                        ""),
                                WRITE))
                .isInstanceOfSatisfying(
                        ClusterException.Invalid.class, e -> assertThat(e.code()).isEqualTo(415));
    }

    @Test
    void definitionThatIsNotStructuralOrMisnamedIsRefused() {
        var misnamed =
                Target.definition(Target.fresh("g") + ".example.org")
                        .with("gadgets.example.org", "metadata", "name");
        assertThatThrownBy(() -> cluster.create(US, misnamed, WRITE))
                .isInstanceOf(ClusterException.Invalid.class)
                .hasMessageContaining("metadata.name: Invalid value")
                .hasMessageContaining("must be spec.names.plural+\".\"+spec.group");
    }

    @Test
    void bodyWithoutSpecIsTakenWhereTheSchemaAllowsIt() {
        var bare =
                object(
                        "apiVersion: %s/v1\nkind: Widget\nmetadata: {namespace: %s, name: bare}",
                        group, ns);
        assertThat(cluster.create(US, bare, WRITE).at("spec")).isEmpty();
    }
}
