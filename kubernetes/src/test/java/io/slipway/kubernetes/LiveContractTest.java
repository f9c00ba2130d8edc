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
import io.slipway.engine.cluster.LiveChange;
import io.slipway.engine.cluster.LiveState;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.cluster.Patch;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The live state: what watches bring, own writes, indexes, and kinds that come and go. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.slipway.kubernetes.Targets#all")
class LiveContractTest {

    private static final GroupKind CONFIG_MAPS = new GroupKind("", "ConfigMap");
    private static final GroupKind SECRETS = new GroupKind("", "Secret");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Target target;
    private KubernetesCluster cluster;
    private LiveState live;
    private String ns;

    LiveContractTest(Target target) {
        this.target = target;
    }

    @BeforeEach
    void world() {
        cluster = target.cluster();
        live = cluster.live();
        ns = target.namespace();
        assertThat(live.watch(Set.of(CONFIG_MAPS), PATIENCE)).isTrue();
    }

    private ResourceKey key(String name) {
        return new ResourceKey("", "ConfigMap", ns, name);
    }

    /** Another client: what it does comes through the watch only. */
    private KubernetesCluster another() {
        return KubernetesCluster.connect(
                "another",
                ClusterConnection.kubeconfig(target.kubeconfig()),
                Tracking.defaults(),
                KubernetesSettings.defaults());
    }

    @Test
    void ownWritesAreThereWhenTheCallReturns() {
        for (int i = 0; i < 20; i++) {
            var made = cluster.create(US, configMap(ns, "a" + i, "x: '1'"), WRITE);
            assertThat(live.get(made.key())).contains(made);
            var applied = cluster.apply(US, configMap(ns, "a" + i, "x: '2'"), WRITE);
            assertThat(live.get(made.key())).contains(applied);
            var patched =
                    cluster.patch(
                            US,
                            ObjectReference.of(made),
                            Patch.merge(Map.of("data", Map.of("x", "3"))),
                            WRITE);
            assertThat(live.get(made.key())).contains(patched);
            cluster.delete(
                    US,
                    ObjectReference.of(made),
                    DeleteOptions.of(DeleteOptions.Propagation.BACKGROUND));
            assertThat(live.get(made.key())).isEmpty();
        }
        cluster.create(US, configMap(ns, "last", ""), WRITE);
        // Had an old event brought one back, it would be here by now: the namespace's end is in
        // order.
        assertThat(live.inNamespace(ns))
                .extracting(ResourceObject::name)
                .contains("last")
                .doesNotContain("a0", "a19");
    }

    @Test
    void dryRunsAreNotLive() {
        cluster.create(US, configMap(ns, "dry", ""), WRITE.withDryRun(true));
        assertThat(live.get(key("dry"))).isEmpty();
    }

    @Test
    void whatOthersDoArrives() {
        try (var other = another()) {
            var made = other.create(US, configMap(ns, "b", "x: '1'"), WRITE);
            Await.until("it is there", () -> live.get(key("b")).isPresent());
            other.replace(US, made.with("2", "data", "x"), WRITE);
            Await.until(
                    "it changed",
                    () ->
                            live.get(key("b"))
                                    .orElseThrow()
                                    .at("data", "x")
                                    .equals(Optional.of("2")));
            other.delete(
                    US,
                    ObjectReference.of(made),
                    DeleteOptions.of(DeleteOptions.Propagation.BACKGROUND));
            Await.until("it is gone", () -> live.get(key("b")).isEmpty());
        }
    }

    @Test
    void changesAreToldInOrderWithBeforeAndAfter() {
        var told = new CopyOnWriteArrayList<LiveChange>();
        cluster.create(US, configMap(ns, "early", ""), WRITE);
        try (var _ =
                live.subscribe(c -> {
                    if (c.key().namespace().equals(ns)
                            && c.key().kind().equals("ConfigMap")
                            && !c.key().name().equals("kube-root-ca.crt")) {
                        told.add(c);
                    }
                })) {
            var made = cluster.create(US, configMap(ns, "c", "x: '0'"), WRITE);
            for (int i = 1; i <= 5; i++) {
                cluster.apply(US, configMap(ns, "c", "x: '" + i + "'"), WRITE);
            }
            cluster.delete(
                    US,
                    ObjectReference.of(made),
                    DeleteOptions.of(DeleteOptions.Propagation.BACKGROUND));
            Await.until(
                    "its end is told", () -> !told.isEmpty() && told.getLast().after().isEmpty());
        }
        assertThat(told).extracting(c -> c.key().name()).containsOnly("c");
        assertThat(told.getFirst().before()).isEmpty();
        for (int i = 1; i < told.size(); i++) {
            assertThat(told.get(i).before()).isEqualTo(told.get(i - 1).after());
        }
        int count = told.size();
        cluster.create(US, configMap(ns, "after", ""), WRITE);
        assertThat(told).hasSize(count);
    }

    @Test
    void clearEventCausesOneChangeThoughWriteAndWatchBothBringIt() {
        var told = new CopyOnWriteArrayList<LiveChange>();
        try (var _ = live.subscribe(told::add)) {
            cluster.create(US, configMap(ns, "once", ""), WRITE);
            cluster.create(US, configMap(ns, "mark", ""), WRITE);
            Await.until(
                    "both are told",
                    () -> told.stream().anyMatch(c -> c.key().equals(key("mark"))));
        }
        assertThat(told).filteredOn(c -> c.key().equals(key("once"))).hasSize(1);
    }

    @Test
    void trackedObjectsAreFoundByTheirApplication() {
        var application = Target.fresh("shop_web");
        var stamped = Tracking.defaults().stamp(configMap(ns, "t", ""), application, ns);
        cluster.apply(US, stamped, WRITE);
        assertThat(live.tracked(application)).extracting(ResourceObject::name).containsExactly("t");
        cluster.apply(US, configMap(ns, "t", ""), WRITE);
        assertThat(live.tracked(application)).isEmpty();
        assertThat(live.get(key("t"))).isPresent();
    }

    @Test
    void ownedObjectsAreFoundByTheirOwner() {
        var owner = cluster.create(US, configMap(ns, "owner", ""), WRITE);
        var reference =
                Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "ConfigMap",
                        "name",
                        "owner",
                        "uid",
                        owner.uid());
        cluster.create(
                US,
                configMap(ns, "owned", "").with(List.of(reference), "metadata", "ownerReferences"),
                WRITE);
        assertThat(live.ownedBy(owner.uid()))
                .extracting(ResourceObject::name)
                .containsExactly("owned");
        cluster.delete(
                US,
                ObjectReference.of(owner),
                DeleteOptions.of(DeleteOptions.Propagation.BACKGROUND));
        Await.until("the owned one is gone", () -> live.ownedBy(owner.uid()).isEmpty());
    }

    @Test
    void namespacesAreKnownWithoutAsking() {
        Await.until("the new one is known", () -> live.namespaces().contains(ns));
        assertThat(live.namespaces()).contains("default", "kube-system");
    }

    @Test
    void foreignSecretsAreKeptWithoutTheirData() {
        live.watch(Set.of(SECRETS), PATIENCE);
        var secret =
                object(
                        "apiVersion: v1\nkind: Secret\nmetadata: {namespace: %s, name: s}\nstringData: {password: hunter2}",
                        ns);
        cluster.apply(US, secret, WRITE);
        var kept = live.get(new ResourceKey("", "Secret", ns, "s")).orElseThrow();
        assertThat(kept.at("type")).contains("Opaque");
        assertThat(kept.at("data")).isEmpty();
        cluster.apply(US, Tracking.defaults().stamp(secret, "shop_web", ns), WRITE);
        assertThat(live.get(kept.key()).orElseThrow().at("data", "password"))
                .contains("aHVudGVyMg==");
    }

    /** The memory of a kind that is followed for the tree alone: names, labels, owners. */
    @Test
    void metadataIsHeldOfKindsThatAreFollowedForTheirOwnersAlone() {
        try (var other = another()) {
            var names = other.live();
            assertThat(names.watchMetadata(Set.of(SECRETS), PATIENCE)).isTrue();
            assertThat(names.isKnown(SECRETS)).isTrue();
            assertThat(names.isSynced(SECRETS)).isFalse();
            var changes = new CopyOnWriteArrayList<LiveChange>();
            names.subscribe(changes::add);
            var owner = cluster.create(US, configMap(ns, "owner", ""), WRITE);
            var secret =
                    object(
                            """
                            apiVersion: v1
                            kind: Secret
                            metadata:
                              namespace: %1$s
                              name: owned
                              labels: {app: shop}
                              annotations: {kubectl.kubernetes.io/last-applied-configuration: "aHVudGVyMg=="}
                              ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner, uid: "%2$s"}]
                            stringData: {password: hunter2}
                            """,
                            ns, owner.uid());
            cluster.create(US, secret, WRITE);
            Await.until("it is known", () -> names.ownedBy(owner.uid()).size() == 1);
            var held = names.ownedBy(owner.uid()).getFirst();
            assertThat(held.key()).isEqualTo(secret.key());
            assertThat(held.label("app")).contains("shop");
            assertThat(held.tree().keySet()).containsExactly("apiVersion", "kind", "metadata");
            assertThat(held.tree().toString())
                    .doesNotContain("aHVudGVyMg==", "hunter2", "managedFields");
            assertThat(names.inNamespace(ns)).contains(held);
            assertThat(names.get(held.key())).isEmpty();
            assertThat(names.list(SECRETS)).isEmpty();
            // What this client writes itself is known at once, and as little of it.
            other.apply(
                    US,
                    object(
                            "{apiVersion: v1, kind: Secret, metadata: {namespace: %s, name: own}, stringData: {password: hunter2}}",
                            ns),
                    WRITE);
            assertThat(names.inNamespace(ns))
                    .filteredOn(o -> o.name().equals("own"))
                    .hasSize(1)
                    .allSatisfy(o -> assertThat(o.at("data")).isEmpty());
            assertThat(changes).noneMatch(c -> c.key().kind().equals("Secret"));

            assertThat(names.watch(Set.of(SECRETS), PATIENCE)).isTrue();
            assertThat(names.get(held.key()).orElseThrow().at("type")).contains("Opaque");
            assertThat(names.ownedBy(owner.uid())).containsExactly(names.get(held.key()).get());
            target.delete(ObjectReference.of(secret));
            Await.until("it is gone", () -> names.ownedBy(owner.uid()).isEmpty());
        }
    }

    @Test
    void kindThatIsNotServedIsPassedOverAndExplained() {
        var gadgets = new GroupKind("example.org", "Gadget");
        assertThat(live.watch(Set.of(gadgets, CONFIG_MAPS), Duration.ofSeconds(5))).isFalse();
        assertThat(live.isSynced(CONFIG_MAPS)).isTrue();
        assertThat(live.isSynced(gadgets)).isFalse();
        assertThat(live.watched()).contains(CONFIG_MAPS).doesNotContain(gadgets);
        assertThat(live.problem(gadgets).orElseThrow()).contains("Gadget.example.org");
        assertThat(live.list(gadgets)).isEmpty();
    }

    @Test
    void definedKindIsFollowedLosesItsObjectsWithItsDefinitionAndComesBack() {
        var group = target.definedGroup();
        var widgets = new GroupKind(group, "Widget");
        assertThat(live.watch(Set.of(widgets), PATIENCE)).isTrue();
        var widget =
                object(
                        "apiVersion: %s/v1\nkind: Widget\nmetadata: {namespace: %s, name: w}\nspec: {size: 3}",
                        group, ns);
        cluster.apply(US, widget, WRITE);
        assertThat(live.list(widgets)).hasSize(1);

        var definition =
                reference(
                        "apiextensions.k8s.io/v1",
                        "CustomResourceDefinition",
                        "",
                        "widgets." + group);
        target.delete(definition);
        Await.until(
                "its objects are gone",
                () -> live.list(widgets).isEmpty() && !live.isSynced(widgets));
        Await.until("the definition is gone", () -> cluster.get(US, definition).isEmpty());
        assertThatThrownBy(() -> cluster.apply(US, widget, WRITE))
                .isInstanceOf(ClusterException.UnknownKind.class);

        cluster.create(US, Target.definition(group), WRITE);
        target.awaitServed(group);
        Await.until("it is followed again", () -> live.isSynced(widgets));
        cluster.apply(US, widget, WRITE);
        assertThat(live.list(widgets)).hasSize(1);
        target.delete(definition);
    }

    @Test
    void kindThatIsDefinedAfterItWasAskedForIsFollowed() {
        var group = Target.fresh("late") + ".example.org";
        var widgets = new GroupKind(group, "Widget");
        assertThat(live.watch(Set.of(widgets), Duration.ofSeconds(5))).isFalse();
        cluster.create(US, Target.definition(group), WRITE);
        target.awaitServed(group);
        Await.until("it is followed", () -> live.isSynced(widgets));
        assertThat(live.problem(widgets)).isEmpty();
        target.delete(
                reference(
                        "apiextensions.k8s.io/v1",
                        "CustomResourceDefinition",
                        "",
                        "widgets." + group));
    }

    @Test
    void liveObjectsAreInThePreferredVersionWhateverWasWritten() {
        var autoscalers = new GroupKind("autoscaling", "HorizontalPodAutoscaler");
        live.watch(Set.of(autoscalers), PATIENCE);
        var v1 =
                object(
                        """
                        apiVersion: autoscaling/v1
                        kind: HorizontalPodAutoscaler
                        metadata: {namespace: %s, name: h}
                        spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}}
                        """,
                        ns);
        assertThat(cluster.apply(US, v1, WRITE).apiVersion()).isEqualTo("autoscaling/v1");
        assertThat(live.get(v1.key()).orElseThrow().apiVersion()).isEqualTo("autoscaling/v2");
    }

    @Test
    void manyWritersLeaveTheLiveStateEqualToTheServer() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < 10; writer++) {
                int mine = writer;
                var _ =
                        threads.submit(() -> {
                            for (int i = 0; i < 10; i++) {
                                var name = "m" + (mine * 7 + i) % 12;
                                cluster.apply(
                                        US,
                                        configMap(ns, name, "x: '" + mine + "." + i + "'"),
                                        WRITE);
                                if (i % 3 == 2) {
                                    target.delete(reference("v1", "ConfigMap", ns, name));
                                }
                            }
                            return true;
                        });
            }
        }
        Await.until(
                "both are equal",
                () -> {
                    var served =
                            cluster.list(
                                            US,
                                            io.slipway.manifests.GroupVersionKind.of(
                                                    "v1", "ConfigMap"),
                                            io.slipway.engine.cluster.ListOptions.inNamespace(ns))
                                    .items();
                    var kept =
                            live.inNamespace(ns).stream()
                                    .filter(o -> o.kind().equals("ConfigMap"))
                                    .toList();
                    return Set.copyOf(served).equals(Set.copyOf(kept));
                });
    }
}
