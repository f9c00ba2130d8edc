package io.slipway.kubernetes;

import static io.slipway.kubernetes.Target.US;
import static io.slipway.kubernetes.Target.WRITE;
import static io.slipway.kubernetes.Target.configMap;
import static io.slipway.kubernetes.Target.object;
import static io.slipway.kubernetes.Target.reference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.DeleteOptions;
import io.slipway.engine.cluster.DeleteOptions.Propagation;
import io.slipway.engine.cluster.Deletion;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.cluster.Patch;
import io.slipway.manifests.ResourceObject;
import io.slipway.testkit.Await;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Deleting: propagation, preconditions, finalizers, namespaces. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.slipway.kubernetes.Targets#all")
class DeleteContractTest {

    private final Target target;
    private KubernetesCluster cluster;
    private String ns;

    DeleteContractTest(Target target) {
        this.target = target;
    }

    @BeforeEach
    void world() {
        cluster = target.cluster();
        ns = target.namespace();
    }

    private Deletion delete(ResourceObject object, Propagation propagation) {
        return cluster.delete(US, ObjectReference.of(object), DeleteOptions.of(propagation));
    }

    private boolean isThere(ResourceObject object) {
        return cluster.get(US, ObjectReference.of(object)).isPresent();
    }

    /** A config map that the other one owns. */
    private ResourceObject owned(ResourceObject owner, String name) {
        return cluster.create(
                US,
                configMap(ns, name, "")
                        .with(
                                List.of(
                                        Map.of(
                                                "apiVersion", owner.apiVersion(),
                                                "kind", owner.kind(),
                                                "name", owner.name(),
                                                "uid", owner.uid(),
                                                "blockOwnerDeletion", true)),
                                "metadata",
                                "ownerReferences"),
                WRITE);
    }

    @Test
    void simpleObjectIsGoneAtOnce() {
        var made = cluster.create(US, configMap(ns, "a", ""), WRITE);
        assertThat(delete(made, Propagation.BACKGROUND)).isInstanceOf(Deletion.Gone.class);
        assertThat(isThere(made)).isFalse();
    }

    @Test
    void whatIsNotThereIsGone() {
        assertThat(delete(configMap(ns, "none", ""), Propagation.FOREGROUND))
                .isInstanceOf(Deletion.Gone.class);
        assertThat(delete(configMap("no-such-namespace", "none", ""), Propagation.BACKGROUND))
                .isInstanceOf(Deletion.Gone.class);
    }

    @Test
    void unknownKindIsRefused() {
        assertThatThrownBy(() ->
                        cluster.delete(
                                US,
                                reference("example.org/v1", "Gadget", ns, "a"),
                                DeleteOptions.of(Propagation.BACKGROUND)))
                .isInstanceOf(ClusterException.UnknownKind.class);
    }

    @Test
    void dryRunDeletesNothing() {
        var made = cluster.create(US, configMap(ns, "a", ""), WRITE);
        cluster.delete(
                US,
                ObjectReference.of(made),
                new DeleteOptions(
                        Propagation.BACKGROUND, Optional.empty(), Optional.empty(), true));
        assertThat(isThere(made)).isTrue();
    }

    @Test
    void anotherIdIsAConflict() {
        var made = cluster.create(US, configMap(ns, "a", ""), WRITE);
        assertThatThrownBy(() ->
                        cluster.delete(
                                US,
                                ObjectReference.of(made),
                                DeleteOptions.of(Propagation.BACKGROUND)
                                        .onlyUid("00000000-0000-0000-0000-000000000000")))
                .isInstanceOf(ClusterException.Conflict.class)
                .hasMessageContaining("does not match the UID in record");
        assertThat(
                        cluster.delete(
                                US,
                                ObjectReference.of(made),
                                DeleteOptions.of(Propagation.BACKGROUND).onlyUid(made.uid())))
                .isInstanceOf(Deletion.Gone.class);
    }

    @Test
    void anotherVersionIsAConflict() {
        var made = cluster.create(US, configMap(ns, "a", ""), WRITE);
        cluster.replace(US, made.with("1", "data", "x"), WRITE);
        assertThatThrownBy(() ->
                        cluster.delete(
                                US,
                                ObjectReference.of(made),
                                new DeleteOptions(
                                        Propagation.BACKGROUND,
                                        Optional.empty(),
                                        Optional.of(made.resourceVersion()),
                                        false)))
                .isInstanceOf(ClusterException.Conflict.class)
                .hasMessageContaining("does not match the ResourceVersion in record");
    }

    @Test
    void finalizerHoldsTheObjectUntilItIsTakenOff() {
        var made =
                cluster.create(
                        US,
                        configMap(ns, "a", "")
                                .with(List.of("example.org/hold"), "metadata", "finalizers"),
                        WRITE);
        assertThat(delete(made, Propagation.BACKGROUND))
                .isInstanceOfSatisfying(
                        Deletion.Terminating.class,
                        t -> assertThat(t.object().isDeleting()).isTrue());
        assertThat(delete(made, Propagation.BACKGROUND)).isInstanceOf(Deletion.Terminating.class);
        cluster.patch(
                US,
                ObjectReference.of(made),
                Patch.json(List.of(Map.of("op", "remove", "path", "/metadata/finalizers"))),
                WRITE);
        assertThat(isThere(made)).isFalse();
    }

    @Test
    void noFinalizerIsAddedToAnObjectThatIsGoing() {
        var made =
                cluster.create(
                        US,
                        configMap(ns, "a", "")
                                .with(List.of("example.org/hold"), "metadata", "finalizers"),
                        WRITE);
        delete(made, Propagation.BACKGROUND);
        assertThatThrownBy(() ->
                        cluster.patch(
                                US,
                                ObjectReference.of(made),
                                Patch.merge(
                                        Map.of(
                                                "metadata",
                                                Map.of(
                                                        "finalizers",
                                                        List.of(
                                                                "example.org/hold",
                                                                "example.org/more")))),
                                WRITE))
                .isInstanceOf(ClusterException.Invalid.class)
                .hasMessageContaining(
                        "no new finalizers can be added if the object is being deleted");
    }

    @Test
    void dependentsFollowInTheBackground() {
        var owner = cluster.create(US, configMap(ns, "owner", ""), WRITE);
        var dependent = owned(owner, "dependent");
        assertThat(delete(owner, Propagation.BACKGROUND)).isInstanceOf(Deletion.Gone.class);
        Await.until("the dependent is collected", () -> !isThere(dependent));
    }

    @Test
    void dependentsGoFirstInTheForeground() {
        var owner = cluster.create(US, configMap(ns, "owner", ""), WRITE);
        var dependent = owned(owner, "dependent");
        cluster.patch(
                US,
                ObjectReference.of(dependent),
                Patch.merge(Map.of("metadata", Map.of("finalizers", List.of("example.org/hold")))),
                WRITE);
        assertThat(delete(owner, Propagation.FOREGROUND))
                .isInstanceOfSatisfying(
                        Deletion.Terminating.class,
                        t ->
                                assertThat(t.object().at("metadata", "finalizers"))
                                        .contains(List.of("foregroundDeletion")));
        Await.until(
                "the dependent is marked",
                () ->
                        cluster.get(US, ObjectReference.of(dependent))
                                .filter(ResourceObject::isDeleting)
                                .isPresent());
        assertThat(isThere(owner)).isTrue();
        cluster.patch(
                US,
                ObjectReference.of(dependent),
                Patch.json(List.of(Map.of("op", "remove", "path", "/metadata/finalizers"))),
                WRITE);
        Await.until("the owner follows", () -> !isThere(owner));
    }

    @Test
    void dependentsStayAsOrphans() {
        var owner = cluster.create(US, configMap(ns, "owner", ""), WRITE);
        var dependent = owned(owner, "dependent");
        delete(owner, Propagation.ORPHAN);
        Await.until("the owner is gone", () -> !isThere(owner));
        assertThat(cluster.get(US, ObjectReference.of(dependent)).orElseThrow().ownerReferences())
                .isEmpty();
    }

    @Test
    void dependentOfNobodyIsCollected() {
        var ghost =
                object(
                        "apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: %s, name: ghost, uid: 11111111-1111-1111-1111-111111111111}",
                        ns);
        var dependent = owned(ghost, "dependent");
        Await.until("it is collected", () -> !isThere(dependent));
    }

    @Test
    void namespaceEmptiesItselfThenGoes() {
        var inside = cluster.create(US, configMap(ns, "a", ""), WRITE);
        var space = reference("v1", "Namespace", "", ns);
        assertThat(cluster.delete(US, space, DeleteOptions.of(Propagation.BACKGROUND)))
                .isInstanceOf(Deletion.Terminating.class);
        Await.until("the namespace is gone", () -> cluster.get(US, space).isEmpty());
        assertThat(isThere(inside)).isFalse();
    }

    @Test
    void nothingNewInANamespaceThatIsGoing() {
        cluster.create(
                US,
                configMap(ns, "held", "")
                        .with(List.of("example.org/hold"), "metadata", "finalizers"),
                WRITE);
        cluster.delete(
                US, reference("v1", "Namespace", "", ns), DeleteOptions.of(Propagation.BACKGROUND));
        assertThatThrownBy(() -> cluster.create(US, configMap(ns, "b", ""), WRITE))
                .isInstanceOf(ClusterException.Forbidden.class)
                .hasMessageContaining(
                        "unable to create new content in namespace "
                                + ns
                                + " because it is being terminated");
        cluster.patch(
                US,
                reference("v1", "ConfigMap", ns, "held"),
                Patch.json(List.of(Map.of("op", "remove", "path", "/metadata/finalizers"))),
                WRITE);
    }

    @Test
    void deploymentTakesItsPodsAlong() {
        var made = cluster.create(US, Target.deployment(ns, "d", 2), WRITE);
        var pods = io.slipway.manifests.GroupVersionKind.of("v1", "Pod");
        var inNamespace = io.slipway.engine.cluster.ListOptions.inNamespace(ns);
        Await.until("two pods", () -> cluster.list(US, pods, inNamespace).items().size() == 2);
        delete(made, Propagation.BACKGROUND);
        Await.until("no pods", () -> cluster.list(US, pods, inNamespace).items().isEmpty());
    }
}
