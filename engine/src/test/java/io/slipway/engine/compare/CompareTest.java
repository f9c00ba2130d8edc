package io.slipway.engine.compare;

import static io.slipway.engine.fixture.Manifests.configMap;
import static io.slipway.engine.fixture.Manifests.deployment;
import static io.slipway.engine.fixture.Manifests.hookJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.EngineSettings;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.diff.IgnoreDifference;
import io.slipway.engine.fixture.Manifests;
import io.slipway.engine.fixture.World;
import io.slipway.engine.health.HealthStatus;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Matching and statuses (spec: diff C1, C2, V; schema S11). */
class CompareTest {

    private final World world = new World();

    private static ResourceKey key(String name) {
        return new ResourceKey("", "ConfigMap", "default", name);
    }

    private ResourceObject tracked(ResourceObject object, String instance) {
        return Tracking.defaults().stamp(object.withNamespace("default"), instance, "default");
    }

    private List<String> conditions() {
        return world.compare().conditions().stream().map(c -> c.type().text()).toList();
    }

    @Test
    void nothingWantedAndNothingThereIsSynced() {
        var comparison = world.compare();
        assertThat(comparison.status()).isEqualTo(SyncStatus.SYNCED);
        assertThat(comparison.health().status()).isEqualTo(HealthStatus.HEALTHY);
    }

    @Test
    void whatIsNotThereIsOutOfSyncAndMissing() {
        world.wants(configMap("a", "1"));
        var object = world.compared("ConfigMap", "a");
        assertThat(object.status()).contains(SyncStatus.OUT_OF_SYNC);
        assertThat(object.health().map(h -> h.status())).contains(HealthStatus.MISSING);
        assertThat(world.compare().health().status()).isEqualTo(HealthStatus.MISSING);
    }

    @Test
    void driftIsOutOfSyncAndNamesTheField() {
        world.wants(configMap("a", "1")).sync();
        world.cluster.set(key("a"), "2", "data", "key");
        var object = world.compared("ConfigMap", "a");
        assertThat(object.status()).contains(SyncStatus.OUT_OF_SYNC);
        assertThat(object.diff().orElseThrow().fields())
                .singleElement()
                .satisfies(f -> assertThat(f.pointer()).isEqualTo("/data/key"));
        assertThat(world.compare().status()).isEqualTo(SyncStatus.OUT_OF_SYNC);
    }

    @Test
    void aSecondCompareAsksNothing() {
        world.wants(configMap("a", "1")).sync();
        world.cluster.set(key("a"), "2", "data", "key");
        world.compare();
        world.cluster.forgetCalls();
        assertThat(world.compare().status()).isEqualTo(SyncStatus.OUT_OF_SYNC);
        assertThat(world.cluster.calls()).isEmpty();
    }

    @Test
    void aNewStatusAsksNothingAndAppliesNothing() {
        world.wants(deployment("web"), configMap("a", "1")).sync();
        world.cluster.set(
                new ResourceKey("apps", "Deployment", "default", "web"),
                Map.of("replicas", 2L),
                "status");
        world.cluster.forgetCalls();
        assertThat(world.compare().status()).isEqualTo(SyncStatus.SYNCED);
        world.sync();
        assertThat(world.cluster.calls()).isEmpty();
    }

    @Test
    void whatSomebodyTouchedIsAppliedAgain() {
        world.wants(configMap("a", "1")).sync();
        world.cluster.set(key("a"), "x", "metadata", "labels", "foreign");
        world.cluster.forgetCalls();
        world.sync();
        assertThat(world.cluster.writes()).containsExactly("apply ConfigMap default/a");
    }

    @Test
    void ignoredFieldsDoNotCount() {
        world.wants(configMap("a", "1")).sync();
        world.cluster.set(key("a"), "2", "data", "key");
        world.with(r -> r.ignoring(IgnoreDifference.pointers("", "ConfigMap", "/data/key")));
        assertThat(world.compare().status()).isEqualTo(SyncStatus.SYNCED);
    }

    /** diff V4. */
    @Test
    void anExtraObjectMayBeDeclaredHarmless() {
        var extra =
                configMap("b", "1")
                        .withAnnotation("argocd.argoproj.io/compare-options", "IgnoreExtraneous");
        world.wants(configMap("a", "1"), extra).sync();
        world.wants(configMap("a", "1"));
        var object = world.compared("ConfigMap", "b");
        assertThat(object.status()).contains(SyncStatus.OUT_OF_SYNC);
        assertThat(object.requiresPruning()).isTrue();
        assertThat(world.compare().status()).isEqualTo(SyncStatus.SYNCED);
    }

    /** diff V5. */
    @Test
    void aCopyIsShownWithoutStatusAndNotPruned() {
        world.cluster.namespace("other");
        world.wants(configMap("a", "1")).sync();
        world.cluster.put(
                world.cluster
                        .find(key("a"))
                        .orElseThrow()
                        .withNamespace("other")
                        .without("metadata", "uid"));
        var copy =
                world.compare().objects().stream()
                        .filter(o -> o.key().namespace().equals("other"))
                        .findFirst()
                        .orElseThrow();
        assertThat(copy.status()).isEmpty();
        assertThat(copy.requiresPruning()).isFalse();
        assertThat(world.compare().status()).isEqualTo(SyncStatus.SYNCED);
    }

    /** diff V7, C1.4. */
    @Test
    void ownedObjectsAreNotManaged() {
        world.wants(configMap("a", "1")).sync();
        var child =
                tracked(configMap("child", "1"), "team_shop")
                        .with(
                                List.of(
                                        Map.of(
                                                "apiVersion",
                                                "v1",
                                                "kind",
                                                "ConfigMap",
                                                "name",
                                                "a",
                                                "uid",
                                                "u")),
                                "metadata",
                                "ownerReferences");
        world.cluster.put(child);
        assertThat(world.compare().objects()).hasSize(1);
    }

    /** diff V8. */
    @Test
    void sharingIsNamed() {
        world.cluster.put(tracked(configMap("a", "1"), "team_other"));
        world.wants(configMap("a", "1"));
        assertThat(world.compare().conditions())
                .singleElement()
                .satisfies(c -> {
                    assertThat(c.type()).isEqualTo(Condition.Type.SHARED_RESOURCE);
                    assertThat(c.message())
                            .contains("team_shop")
                            .contains("team_other")
                            .contains("ConfigMap/a");
                });
        assertThat(world.compare().status()).isEqualTo(SyncStatus.OUT_OF_SYNC);
    }

    @Test
    void theSameObjectTwiceIsNamedAndTheLastWins() {
        world.wants(configMap("a", "1"), configMap("a", "2"));
        assertThat(conditions()).containsExactly("RepeatedResourceWarning");
        assertThat(world.compared("ConfigMap", "a").desired().orElseThrow().at("data", "key"))
                .contains("2");
    }

    @Test
    void excludedKindsAreLeftOutWithAWarning() {
        var excluding =
                new World(
                        EngineSettings.defaults()
                                .withCompare(
                                        CompareSettings.defaults()
                                                .excluding(
                                                        Set.of(new GroupKind("", "ConfigMap")))));
        excluding.wants(configMap("a", "1"));
        assertThat(excluding.compare().objects()).isEmpty();
        assertThat(excluding.compare().conditions())
                .extracting(c -> c.type().text())
                .containsExactly("ExcludedResourceWarning");
    }

    @Test
    void aNamespacedObjectNeedsANamespaceSomewhere() {
        world.with(r -> CompareRequest.of("team_shop", "", r.desired())).wants(configMap("a", "1"));
        assertThat(conditions()).containsExactly("InvalidSpecError");
        assertThat(world.compare().status()).isEqualTo(SyncStatus.UNKNOWN);
        world.wants(configMap("a", "1").withNamespace("default"));
        assertThat(conditions()).isEmpty();
    }

    @Test
    void clusterScopedObjectsLoseTheirNamespace() {
        world.wants(
                Manifests.object(
                        "apiVersion: v1\nkind: Namespace\nmetadata: {name: space, namespace: default}"));
        assertThat(world.compared("Namespace", "space").key().namespace()).isEmpty();
    }

    @Test
    void aDefinitionTellsTheScopeOfItsKind() {
        var definition =
                Manifests.object(
                        """
                        apiVersion: apiextensions.k8s.io/v1
                        kind: CustomResourceDefinition
                        metadata: {name: widgets.example.com}
                        spec: {group: example.com, scope: Cluster, names: {kind: Widget, plural: widgets}, versions: [{name: v1}]}
                        """);
        world.wants(
                definition,
                Manifests.object("apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}"));
        assertThat(world.compared("Widget", "w").key().namespace()).isEmpty();
    }

    @Test
    void hooksHaveNoStatusAndDoNotCount() {
        world.wants(configMap("a", "1")).sync();
        world.wants(
                configMap("a", "1"),
                hookJob("h", "PreSync"),
                hookJob("s", "Skip"),
                hookJob("n", "nonsense"),
                hookJob("d", "PostDelete"));
        assertThat(world.compare().status()).isEqualTo(SyncStatus.SYNCED);
        assertThat(world.compared("Job", "h").hook()).isTrue();
        assertThat(world.compared("Job", "h").status()).isEmpty();
        assertThat(world.compared("Job", "s").status()).isEmpty();
        assertThat(world.compare().objects()).noneMatch(o -> o.key().name().equals("d"));
    }

    @Test
    void whatTheProjectForbidsIsUnknownAndStillCounts() {
        world.wants(configMap("a", "1"), deployment("b"))
                .with(r ->
                        r.withPolicy((k, n) ->
                                k.kind().equals("Deployment")
                                        ? Optional.of("Deployments are not allowed")
                                        : Optional.empty()));
        assertThat(world.compared("Deployment", "b").status()).contains(SyncStatus.UNKNOWN);
        assertThat(world.compared("Deployment", "b").refusal())
                .contains("Deployments are not allowed");
        assertThat(world.compare().status()).isEqualTo(SyncStatus.OUT_OF_SYNC);
    }

    @Test
    void forbiddenLiveObjectsAreHidden() {
        world.wants(configMap("a", "1"), configMap("b", "1")).sync();
        world.wants(configMap("a", "1"))
                .with(r ->
                        r.withPolicy((k, n) ->
                                k.name().equals("b") ? Optional.of("no") : Optional.empty()));
        assertThat(world.compare().objects()).extracting(o -> o.key().name()).containsExactly("a");
    }

    @Test
    void aFailedRenderLeavesTheLiveObjectsInSightAndEverythingUnknown() {
        world.wants(configMap("a", "1")).sync();
        world.with(r ->
                r.withKnownKinds(Set.of(new GroupKind("", "ConfigMap")))
                        .failed("kustomization.yaml: line 3: no such field"));
        var comparison = world.compare();
        assertThat(comparison.status()).isEqualTo(SyncStatus.UNKNOWN);
        assertThat(comparison.conditions())
                .extracting(Condition::message)
                .containsExactly("kustomization.yaml: line 3: no such field");
        assertThat(comparison.objects())
                .singleElement()
                .satisfies(o -> assertThat(o.status()).contains(SyncStatus.UNKNOWN));
    }

    @Test
    void aClusterThatIsAwayMakesEverythingUnknown() {
        world.wants(configMap("a", "1"));
        world.cluster.down(true);
        var comparison = world.compare();
        assertThat(comparison.status()).isEqualTo(SyncStatus.UNKNOWN);
        assertThat(comparison.conditions())
                .extracting(c -> c.type().text())
                .containsExactly("ComparisonError");
    }

    @Test
    void aRefusedDryRunMarksThatObjectOnly() {
        world.wants(configMap("a", "1"), configMap("b", "1")).sync();
        world.cluster.refuse(o ->
                o.name().equals("b")
                        ? Optional.of(new ClusterException.Invalid(422, "b is wrong"))
                        : Optional.empty());
        world.wants(configMap("a", "2"), configMap("b", "2"));
        assertThat(world.compared("ConfigMap", "a").status()).contains(SyncStatus.OUT_OF_SYNC);
        assertThat(world.compared("ConfigMap", "b").status()).contains(SyncStatus.UNKNOWN);
        assertThat(world.compare().conditions())
                .extracting(Condition::message)
                .anyMatch(m -> m.contains("b is wrong"));
    }

    @Test
    void unknownKindsAreMissingNotAnError() {
        world.wants(
                Manifests.object("apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}"));
        assertThat(world.compared("Widget", "w").status()).contains(SyncStatus.OUT_OF_SYNC);
        assertThat(world.compare().status()).isEqualTo(SyncStatus.OUT_OF_SYNC);
    }

    @Test
    void anotherVersionThanTheWatchedOneIsFetched() {
        var autoscaler =
                Manifests.object(
                        """
                        apiVersion: autoscaling/v1
                        kind: HorizontalPodAutoscaler
                        metadata: {name: h}
                        spec: {maxReplicas: 3}
                        """);
        world.cluster.put(tracked(autoscaler.with("autoscaling/v2", "apiVersion"), "team_shop"));
        world.wants(autoscaler);
        assertThat(world.compared("HorizontalPodAutoscaler", "h").live().orElseThrow().apiVersion())
                .isEqualTo("autoscaling/v1");
    }

    /** diff C2: confirmations. */
    @Test
    void confirmationsAreToldFromBothSidesAndTheObjectsWordHidesTheApplications() {
        world.wants(
                configMap("a", "1").withAnnotation(SyncOptions.ANNOTATION, "Prune=confirm"),
                configMap("b", "1"),
                configMap("c", "1")
                        .withAnnotation(SyncOptions.ANNOTATION, "Delete=true, Prune=true"));
        assertThat(world.compared("ConfigMap", "a").requiresDeletionConfirmation()).isTrue();
        assertThat(world.compared("ConfigMap", "b").requiresDeletionConfirmation()).isFalse();
        world.with(r -> r.withOptions(SyncOptions.of("Delete=confirm")));
        assertThat(world.compared("ConfigMap", "b").requiresDeletionConfirmation()).isTrue();
        assertThat(world.compared("ConfigMap", "c").requiresDeletionConfirmation()).isFalse();
    }

    /** sync N, diff C2. */
    @Test
    void namespaceMetadataThatChangedIsOutOfSync() {
        var wanted = Optional.of(new NamespaceMetadata(Map.of("a", "b"), Map.of()));
        world.with(r -> r.withNamespaceMetadata(wanted, Optional.empty()));
        assertThat(world.compare().status()).isEqualTo(SyncStatus.OUT_OF_SYNC);
        world.with(r -> r.withNamespaceMetadata(wanted, wanted));
        assertThat(world.compare().status()).isEqualTo(SyncStatus.SYNCED);
    }

    /** diff C1.7. */
    @Test
    void aTrackedDestinationNamespaceWithManagedMetadataIsNotExtra() {
        var namespace =
                Manifests.object("apiVersion: v1\nkind: Namespace\nmetadata: {name: default}");
        world.cluster.put(Tracking.defaults().stamp(namespace, "team_shop", "default"));
        var metadata = Optional.of(new NamespaceMetadata(Map.of(), Map.of()));
        world.with(r -> r.withNamespaceMetadata(metadata, metadata));
        assertThat(world.compared("Namespace", "default").requiresPruning()).isFalse();
    }

    @Test
    void objectsAreInTheOrderOfTheirKeysText() {
        world.wants(deployment("b"), configMap("z", "1"), configMap("a", "1"));
        assertThat(world.compare().objects())
                .extracting(o -> o.key().toString())
                .containsExactly(
                        "/ConfigMap/default/a",
                        "/ConfigMap/default/z",
                        "apps/Deployment/default/b");
    }

    @Test
    void otherStrategiesWorkWithoutTheServer() {
        world.with(r ->
                r.withAnnotations(Map.of(CompareRequest.COMPARE_OPTIONS, "ServerSideDiff=false")));
        world.wants(configMap("a", "1")).sync();
        world.cluster.set(key("a"), "2", "data", "key");
        world.cluster.forgetCalls();
        assertThat(world.compare().status()).isEqualTo(SyncStatus.OUT_OF_SYNC);
        assertThat(world.cluster.calls()).isEmpty();
        world.cluster.set(key("a"), "1", "data", "key");
        assertThat(world.compare().status()).isEqualTo(SyncStatus.SYNCED);
    }
}
