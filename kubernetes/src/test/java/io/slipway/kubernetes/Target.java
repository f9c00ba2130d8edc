package io.slipway.kubernetes;

import io.slipway.engine.cluster.DeleteOptions;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.cluster.WriteOptions;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.testkit.Await;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/** A cluster that the contract is checked on, and short words for what the tests do to it. */
record Target(String name, KubernetesCluster cluster, String kubeconfig) {

    static final Identity US = Identity.registered();
    static final WriteOptions WRITE = WriteOptions.defaults();
    private static final AtomicLong COUNT =
            new AtomicLong(System.currentTimeMillis() % 100_000_000);

    /** One that the clusters have not seen: real ones live longer than a test run. */
    static String fresh(String prefix) {
        return prefix + "-" + Long.toString(COUNT.incrementAndGet(), 36);
    }

    /** A new namespace; nobody waits for its end. */
    String namespace() {
        var name = fresh("contract");
        cluster.create(
                US,
                object("apiVersion: v1\nkind: Namespace\nmetadata: {name: " + name + "}"),
                WRITE);
        return name;
    }

    static ResourceObject object(String yaml) {
        return ResourceObject.of(Trees.map(Yaml.document(yaml)).orElseThrow());
    }

    @SuppressWarnings(
            "AnnotateFormatMethod") // the annotation is in a library that is not used here
    static ResourceObject object(String yaml, Object... values) {
        return object(yaml.formatted(values));
    }

    static ResourceObject configMap(String namespace, String name, String data) {
        return object(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {namespace: %s, name: %s}
                data: {%s}
                """,
                namespace, name, data);
    }

    static ResourceObject deployment(String namespace, String name, int replicas) {
        return object(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {namespace: %1$s, name: %2$s}
                spec:
                  replicas: %3$d
                  selector: {matchLabels: {app: %2$s}}
                  template:
                    metadata: {labels: {app: %2$s}}
                    spec: {containers: [{name: main, image: "example.org/main:1"}]}
                """,
                namespace, name, replicas);
    }

    static ObjectReference reference(
            String apiVersion, String kind, String namespace, String name) {
        return new ObjectReference(GroupVersionKind.of(apiVersion, kind), namespace, name);
    }

    /** A definition of a namespaced kind, {@code Widget}, with a status, a scale and a schema. */
    static ResourceObject definition(String group) {
        return object(
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: widgets.%1$s}
                spec:
                  group: %1$s
                  scope: Namespaced
                  names: {plural: widgets, singular: widget, kind: Widget, shortNames: [wd]}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    subresources:
                      status: {}
                      scale: {specReplicasPath: .spec.size, statusReplicasPath: .status.size}
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties:
                          spec:
                            type: object
                            required: [size]
                            properties:
                              size: {type: integer, minimum: 1, maximum: 10}
                              color: {type: string, default: blue, enum: [blue, red]}
                              tags: {type: array, items: {type: string}, x-kubernetes-list-type: set}
                              free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                          status:
                            type: object
                            properties:
                              size: {type: integer}
                """,
                group);
    }

    /** Defines the kind and waits until it is served. */
    String definedGroup() {
        var group = fresh("g") + ".example.org";
        cluster.create(US, definition(group), WRITE);
        awaitServed(group);
        return group;
    }

    void awaitServed(String group) {
        Await.until(
                "the new kind is served",
                () ->
                        cluster.get(
                                        US,
                                        reference(
                                                "apiextensions.k8s.io/v1",
                                                "CustomResourceDefinition",
                                                "",
                                                "widgets." + group))
                                .filter(d -> hasCondition(d, "Established", "True"))
                                .isPresent());
        var type = new GroupVersionKind(group, "v1", "Widget");
        Await.until("discovery has it", () -> cluster.refreshCatalog().find(type).isPresent());
        Await.until(
                "it answers",
                () -> cluster.get(US, new ObjectReference(type, "default", "nothing")).isEmpty());
    }

    static boolean hasCondition(ResourceObject object, String type, String status) {
        return Trees.listAt(object.tree(), "status", "conditions").stream()
                .anyMatch(c ->
                        Trees.stringAt(c, "type").equals(Optional.of(type))
                                && Trees.stringAt(c, "status").equals(Optional.of(status)));
    }

    void delete(ObjectReference object) {
        cluster.delete(US, object, DeleteOptions.of(DeleteOptions.Propagation.BACKGROUND));
    }

    static Identity person(String user, String... groups) {
        return new Identity.Impersonated(user, new TreeSet<>(Set.of(groups)));
    }

    @Override
    public String toString() {
        return name;
    }
}
