package io.slipway.engine.compare;

import static io.slipway.engine.fixture.Manifests.configMap;
import static io.slipway.engine.fixture.Manifests.deployment;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.GitOpsEngine;
import io.slipway.engine.diff.IgnoreDifference;
import io.slipway.engine.fixture.Manifests;
import io.slipway.engine.fixture.World;
import io.slipway.engine.health.HealthStatus;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The tree, addresses, and what people are shown (spec: diff R, S; schema S10). */
class ResourceTreeTest {

    private final World world = new World();

    private static final ResourceKey WEB = new ResourceKey("apps", "Deployment", "default", "web");

    private ResourceObject owned(ResourceObject object, ResourceObject owner) {
        var reference =
                Map.of(
                        "apiVersion",
                        owner.apiVersion(),
                        "kind",
                        owner.kind(),
                        "name",
                        owner.name(),
                        "uid",
                        owner.uid());
        return world.cluster.put(
                object.withNamespace("default")
                        .with(List.of(reference), "metadata", "ownerReferences"));
    }

    private static ResourceObject replicaSet(String name) {
        return Manifests.object(
                """
                apiVersion: apps/v1
                kind: ReplicaSet
                metadata: {name: %s}
                spec: {replicas: 1, template: {spec: {containers: [{name: main, image: "example/app:1"}]}}}
                """
                        .formatted(name));
    }

    private static ResourceObject pod(String name) {
        return Manifests.object(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec: {initContainers: [{name: i, image: "example/init:2"}], containers: [{name: main, image: "example/app:1"}]}
                status: {phase: Pending}
                """
                        .formatted(name));
    }

    private List<TreeNode> tree(OrphanRules orphans) {
        return world.engine.tree(world.cluster, world.request(), orphans);
    }

    private TreeNode node(String kind, String name) {
        return tree(OrphanRules.none()).stream()
                .filter(n -> n.key().kind().equals(kind) && n.key().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everythingThatIsOwnedHangsBelowItsOwner() {
        world.wants(deployment("web")).sync();
        var set = owned(replicaSet("web-1"), world.cluster.find(WEB).orElseThrow());
        owned(pod("web-1-a"), set);
        assertThat(node("ReplicaSet", "web-1").parents()).containsExactly(WEB);
        var pod = node("Pod", "web-1-a");
        assertThat(pod.parents()).containsExactly(set.key());
        assertThat(pod.images()).containsExactly("example/app:1", "example/init:2");
        assertThat(pod.health().map(h -> h.status())).contains(HealthStatus.PROGRESSING);
        assertThat(node("Deployment", "web").parents()).isEmpty();
    }

    @Test
    void ofKindsWithoutHealthOrImagesTheMetadataIsEnough() {
        world.wants(deployment("web")).sync();
        var revision =
                owned(
                        Manifests.object(
                                "apiVersion: apps/v1\nkind: ControllerRevision\nmetadata: {name: web-1}\nrevision: 1"),
                        world.cluster.find(WEB).orElseThrow());
        assertThat(node("ControllerRevision", "web-1").parents()).containsExactly(WEB);
        var live = world.cluster.live();
        assertThat(live.isKnown(revision.groupKind())).isTrue();
        assertThat(live.isSynced(revision.groupKind())).isFalse();
        assertThat(live.isSynced(new GroupKind("", "Pod"))).isTrue();
        assertThat(live.isSynced(new GroupKind("apps", "ReplicaSet"))).isTrue();
    }

    @Test
    void whatIsWantedAndNotThereIsShownAsMissing() {
        world.wants(deployment("web"));
        assertThat(node("Deployment", "web").health().map(h -> h.status()))
                .contains(HealthStatus.MISSING);
        assertThat(node("Deployment", "web").uid()).isEmpty();
    }

    @Test
    void ownersThatOwnEachOtherDoNotHangTheTree() {
        world.wants(deployment("web")).sync();
        var set = owned(replicaSet("a"), world.cluster.find(WEB).orElseThrow());
        world.cluster.set(
                WEB,
                List.of(
                        Map.of(
                                "uid",
                                set.uid(),
                                "kind",
                                "ReplicaSet",
                                "name",
                                "a",
                                "apiVersion",
                                "apps/v1")),
                "metadata",
                "ownerReferences");
        assertThat(tree(OrphanRules.none())).hasSize(2);
    }

    @Test
    void orphansAreShownWhenTheProjectAsks() {
        world.wants(configMap("mine", "1")).sync();
        world.cluster.put(configMap("stray", "1").withNamespace("default"));
        world.cluster.put(configMap("known", "1").withNamespace("default"));
        world.cluster.put(configMap("kube-root-ca.crt", "1").withNamespace("default"));
        var rules = new OrphanRules(true, k -> k.name().equals("known"));
        assertThat(tree(rules))
                .filteredOn(TreeNode::orphaned)
                .extracting(n -> n.key().name())
                .containsExactly("stray");
        assertThat(tree(OrphanRules.none())).hasSize(1);
    }

    @Test
    void claimsOfStatefulSetsAndTokensAreNoOrphans() {
        world.wants(
                        Manifests.object(
                                """
                                apiVersion: apps/v1
                                kind: StatefulSet
                                metadata: {name: db}
                                spec: {serviceName: db, volumeClaimTemplates: [{metadata: {name: data}}]}
                                """))
                .sync();
        put("PersistentVolumeClaim", "data-db-0", "{}");
        put("PersistentVolumeClaim", "data-db-x", "{}");
        put("PersistentVolumeClaim", "data-other-0", "{}");
        put("Secret", "token", "kubernetes.io/service-account-token");
        put("Secret", "password", "Opaque");
        put("Endpoints", "db", "{}");
        var all = new OrphanRules(true, _ -> false);
        assertThat(tree(all))
                .filteredOn(TreeNode::orphaned)
                .extracting(n -> n.key().name())
                .containsExactly("data-db-x", "data-other-0", "password");
        var request = world.request();
        var comparison = world.engine.compare(world.cluster, request);
        assertThat(world.engine.orphans(world.cluster, request, comparison, all))
                .extracting(ResourceKey::name)
                .containsExactly("data-db-x", "data-other-0", "password");
        assertThat(world.engine.orphans(world.cluster, request, comparison, OrphanRules.none()))
                .isEmpty();
    }

    private void put(String kind, String name, String type) {
        world.cluster.put(
                Manifests.object(
                        "{apiVersion: v1, kind: %s, metadata: {name: %s, namespace: default}, type: %s}"
                                .formatted(kind, name, type)));
    }

    @Test
    void ingressesTellTheirAddresses() {
        var ingress =
                Manifests.object(
                        """
                        apiVersion: networking.k8s.io/v1
                        kind: Ingress
                        metadata: {name: i}
                        spec:
                          tls: [{hosts: [safe.example.com]}]
                          rules:
                            - {host: safe.example.com, http: {paths: [{path: /app/*}, {path: /}]}}
                            - {host: plain.example.com}
                            - {http: {paths: [{path: /x}]}}
                        status: {loadBalancer: {ingress: [{ip: 192.0.2.1}, {hostname: lb.example.com}]}}
                        """);
        assertThat(ExternalUrls.of(ingress))
                .containsExactly(
                        "http://192.0.2.1/x",
                        "http://lb.example.com/x",
                        "http://plain.example.com",
                        "https://safe.example.com",
                        "https://safe.example.com/app/");
        assertThat(
                        ExternalUrls.of(
                                ingress.withAnnotation(
                                        "argocd.argoproj.io/ignore-default-links", "true")))
                .isEmpty();
        assertThat(
                        ExternalUrls.of(
                                configMap("c", "1")
                                        .withAnnotation(
                                                "link.argocd.argoproj.io/docs",
                                                "Docs|https://docs.example.com")
                                        .withAnnotation(
                                                "link.argocd.argoproj.io/bad",
                                                "javascript:alert(1)")))
                .containsExactly("Docs|https://docs.example.com");
    }

    @Test
    void differencesForPeopleHideSecretsAndKeepTheirPlaces() {
        var secret =
                Manifests.object(
                        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: Zmlyc3Q=}");
        world.wants(secret, configMap("c", "1")).sync();
        world.wants(secret.with("c2Vjb25k", "data", "a"), configMap("c", "1"));
        var diffs = world.engine.differences(world.cluster, world.request(), Set.of());
        var diff = diffs.get(new ResourceKey("", "Secret", "default", "s"));
        assertThat(diff).isNotNull();
        assertThat(diff.modified()).isTrue();
        assertThat(diff.toString()).doesNotContain("Zmlyc3Q").doesNotContain("c2Vjb25k");
        assertThat(diff.fields())
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.pointer()).isEqualTo("/data/a");
                    assertThat(f.live()).isNotEqualTo(f.predicted());
                    assertThat(f.live().toString()).doesNotContain("Zmlyc3Q");
                });
        assertThat(diffs).containsKey(new ResourceKey("", "ConfigMap", "default", "c"));
        assertThat(GitOpsEngine.masked(secret, Set.of()).toString()).doesNotContain("Zmlyc3Q");
    }

    @Test
    void oneObjectIsComparedWithoutACluster() {
        var live = configMap("c", "1").with("x", "status", "phase");
        assertThat(world.engine.diff(configMap("c", "1"), live, false, List.of()).modified())
                .isFalse();
        assertThat(world.engine.diff(configMap("c", "2"), live, false, List.of()).modified())
                .isTrue();
        assertThat(
                        world.engine
                                .diff(
                                        configMap("c", "2"),
                                        live,
                                        true,
                                        List.of(
                                                IgnoreDifference.pointers(
                                                        "", "ConfigMap", "/data")))
                                .modified())
                .isFalse();
    }
}
