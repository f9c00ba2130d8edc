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

    private static ResourceObject ruled(String group, String rules) {
        return object(
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: widgets.%1$s}
                spec:
                  group: %1$s
                  scope: Namespaced
                  names: {plural: widgets, kind: Widget}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema:
                        type: object
                        x-kubernetes-validations:
                        - {rule: "self.metadata.name.size() < 10", message: name is too long}
                        properties:
                          spec:
                            type: object
                            x-kubernetes-validations:
                            %2$s
                            properties:
                              size: {type: integer, x-kubernetes-validations: [{rule: self >= oldSelf, message: size cannot shrink}]}
                              min: {type: integer, default: 0}
                              max: {type: integer, default: 5}
                              name: {type: string, maxLength: 50}
                              list: {type: array, maxItems: 10, default: [1], items: {type: integer}}
                              kinds:
                                type: array
                                maxItems: 5
                                x-kubernetes-list-type: map
                                x-kubernetes-list-map-keys: [key]
                                items:
                                  type: object
                                  required: [key]
                                  x-kubernetes-validations: [{rule: self.value == oldSelf.value}]
                                  properties: {key: {type: string, maxLength: 9}, value: {type: string, maxLength: 9}}
                """,
                group, rules);
    }

    private String said(String name, String spec) {
        try {
            cluster.apply(US, widget(name, spec), WRITE);
            return "";
        } catch (ClusterException.Invalid e) {
            return e.getMessage().replaceFirst(".* is invalid: ", "");
        }
    }

    @Test
    void rulesInCelAreKept() {
        undefine();
        group = Target.fresh("g") + ".example.org";
        cluster.create(
                US,
                ruled(
                        group,
                        """
                        - {rule: self.min <= self.max, message: min is above max, fieldPath: .min}
                                    - {rule: "!has(self.name) || self.name.startsWith('x')", messageExpression: "'begin with x, not ' + self.name"}
                                    - {rule: "self.list.all(i, i > 0)", reason: FieldValueForbidden}
                                    - {rule: "self.list[0] < 100"}\
                        """),
                WRITE);
        target.awaitServed(group);
        assertThat(said("a", "size: 3")).isEmpty();
        assertThat(said("b", "min: 9")).isEqualTo("spec.min: Invalid value: min is above max");
        assertThat(said("b", "name: abc")).isEqualTo("spec: Invalid value: begin with x, not abc");
        assertThat(said("b", "list: [0]"))
                .isEqualTo("spec: Forbidden: failed rule: self.list.all(i, i > 0)");
        assertThat(said("b", "list: []"))
                .isEqualTo(
                        "spec: Invalid value: \"object\": index out of bounds: 0 evaluating rule: self.list[0] < 100");
        assertThat(said("abcdefghijkl", "size: 1"))
                .isEqualTo("<nil>: Invalid value: name is too long");
        assertThatThrownBy(() -> cluster.create(US, widget("b", "size: x, min: 9"), WRITE))
                .hasMessageContaining(
                        "<nil>: Invalid value: null: some validation rules were not checked because the object was invalid");
        assertThat(said("a", "size: 2"))
                .isEqualTo("spec.size: Invalid value: 2: size cannot shrink");
        assertThat(said("a", "size: 4, kinds: [{key: a, value: b}]")).isEmpty();
        assertThat(said("a", "size: 4, kinds: [{key: z}, {key: a, value: c}]"))
                .isEqualTo(
                        "spec.kinds[1]: Invalid value: failed rule: self.value == oldSelf.value");
    }

    @Test
    void rulesThatCannotBeAreRefused() {
        var refusals =
                Map.of(
                        "self.nothing > 0",
                        "compilation failed: ERROR: <input>:1:5: undefined field 'nothing'",
                        "self.size",
                        "cel expression must evaluate to a bool",
                        "self.size > 'a'",
                        "compilation failed: ERROR: <input>:1:11: found no matching overload for '_>_' applied to '(int, string)'",
                        "foo(self.size)",
                        "compilation failed: ERROR: <input>:1:4: undeclared reference to 'foo' (in container '')",
                        "self.size +",
                        "compilation failed: ERROR: <input>:1:12: Syntax error");
        refusals.forEach((rule, said) ->
                assertThatThrownBy(() ->
                                cluster.create(
                                        US,
                                        ruled(
                                                Target.fresh("g") + ".example.org",
                                                "- {rule: \"" + rule + "\"}"),
                                        WRITE))
                        .isInstanceOf(ClusterException.Invalid.class)
                        .hasMessageContaining(
                                "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value: {\"Rule\":\"")
                        .hasMessageContaining(said));
    }
}
