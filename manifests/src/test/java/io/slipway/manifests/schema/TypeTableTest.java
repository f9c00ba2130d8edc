package io.slipway.manifests.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.manifests.GroupKind;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import org.junit.jupiter.api.Test;

class TypeTableTest {

    private final TypeTable table = TypeTable.kubernetes();

    @Test
    void scopeOfBuiltInKindsIsKnown() {
        assertThat(table.namespaced(new GroupKind("apps", "Deployment"))).contains(true);
        assertThat(table.namespaced(new GroupKind("", "Namespace"))).contains(false);
        assertThat(table.namespaced(new GroupKind("example.org", "Thing"))).isEmpty();
    }

    @Test
    void resourceHasItsNamesAndSubresources() {
        var deployment =
                table.resource(new GroupVersionKind("apps", "v1", "Deployment")).orElseThrow();
        assertThat(deployment.plural()).isEqualTo("deployments");
        assertThat(deployment.shortNames()).containsExactly("deploy");
        assertThat(deployment.has("scale")).isTrue();
        assertThat(deployment.has("status")).isTrue();
        assertThat(deployment.verbs()).contains("watch", "patch");
    }

    @Test
    void containersMergeByName() {
        var spec = table.type("io.k8s.api.core.v1.PodSpec").orElseThrow();
        var containers = spec.field("containers").orElseThrow();
        assertThat(containers.mergePatch()).isTrue();
        assertThat(containers.mergeKey()).isEqualTo("name");
        assertThat(containers.schema().listKeys()).containsExactly("name");
        assertThat(spec.child("tolerations").listType()).isEqualTo(ListType.ATOMIC);
        assertThat(spec.field("volumes").orElseThrow().retainKeys()).isTrue();
    }

    @Test
    void everyFieldOfEveryTypeCanBeRead() {
        for (var resource : table.resources()) {
            table.schema(resource.type()).ifPresent(s -> visit(s, 0));
        }
    }

    private static void visit(Schema schema, int depth) {
        if (depth > 12) {
            return;
        }
        schema.fields().values().forEach(f -> visit(f.schema(), depth + 1));
        if (schema.kind() == Schema.Kind.LIST || schema.kind() == Schema.Kind.MAP) {
            visit(schema.element(), depth + 1);
        }
    }

    @Test
    void structuralSchemaIsReadWithItsLists() {
        var schema =
                Schema.ofCustom(
                        Trees.map(
                                        Yaml.document(
                                                """
                                                type: object
                                                properties:
                                                  spec:
                                                    type: object
                                                    properties:
                                                      ports:
                                                        type: array
                                                        x-kubernetes-list-type: map
                                                        x-kubernetes-list-map-keys: [port]
                                                        items: {type: object, properties: {port: {type: integer}}}
                                                      free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                                                """))
                                .orElseThrow());
        var ports = schema.child("spec").child("ports");
        assertThat(ports.listType()).isEqualTo(ListType.MAP);
        assertThat(ports.listKeys()).containsExactly("port");
        assertThat(schema.child("spec").child("free").kind()).isEqualTo(Schema.Kind.ANY);
        assertThat(schema.child("metadata").child("labels").kind()).isEqualTo(Schema.Kind.MAP);
    }
}
