package io.slipway.engine.sync;

import static io.slipway.engine.fixture.Manifests.configMap;
import static io.slipway.engine.fixture.Manifests.deployment;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.EngineSettings;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.compare.NamespaceMetadata;
import io.slipway.engine.compare.SyncOptions;
import io.slipway.engine.compare.SyncStatus;
import io.slipway.engine.diff.IgnoreDifference;
import io.slipway.engine.diff.ThreeWayMerge;
import io.slipway.engine.fixture.Manifests;
import io.slipway.engine.fixture.World;
import io.slipway.engine.sync.SyncStep.Next;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Options of applications and objects (spec: sync F, G, N, O). */
class OptionsTest {

    private static final SyncOperation SYNC = SyncOperation.of("abcdef0123").pruning();

    private final World world = new World();

    private static ResourceKey key(String name) {
        return new ResourceKey("", "ConfigMap", "default", name);
    }

    private World options(String... options) {
        return world.with(r -> r.withOptions(SyncOptions.of(options)));
    }

    private static ResourceObject option(ResourceObject object, String options) {
        return object.withAnnotation(SyncOptions.ANNOTATION, options);
    }

    private void immutable(String name) {
        world.cluster.refuse(o ->
                o.name().equals(name) && world.cluster.find(o.key()).isPresent()
                        ? Optional.of(
                                new ClusterException.Invalid(422, name + " cannot be changed"))
                        : Optional.empty());
    }

    // --- applying ---

    @Test
    void replaceUpdatesWhatIsThere() {
        world.wants(configMap("a", "1")).sync(SYNC);
        world.cluster.set(key("a"), "x", "data", "foreign");
        options("Replace=true").wants(configMap("a", "2"));
        var step = world.sync(SYNC);
        assertThat(World.result(step, "ConfigMap", "a").message())
                .isEqualTo("configmap/a replaced");
        assertThat(world.cluster.find(key("a")).orElseThrow().tree().get("data"))
                .isEqualTo(Map.of("key", "2"));
    }

    @Test
    void replaceWithForceDeletesAndCreates() {
        world.wants(configMap("a", "1")).sync(SYNC);
        world.cluster.forgetCalls();
        world.wants(option(configMap("a", "2"), "Replace=true,Force=true")).sync(SYNC);
        assertThat(world.cluster.writes())
                .containsExactly("delete ConfigMap default/a", "create ConfigMap default/a");
    }

    @Test
    void aNamespaceIsNeverDeletedToReplaceIt() {
        var namespace =
                Manifests.object(
                        "apiVersion: v1\nkind: Namespace\nmetadata: {name: prod, labels: {a: b}}");
        options("Replace=true").wants(namespace).sync(SYNC.forced());
        world.cluster.forgetCalls();
        world.wants(namespace.withLabel("a", "c")).sync(SYNC.forced());
        assertThat(world.cluster.writes()).containsExactly("replace Namespace prod");
    }

    @Test
    void forceMakesAnewWhatCannotBeChanged() {
        world.wants(configMap("a", "1")).sync(SYNC);
        immutable("a");
        world.wants(configMap("a", "2"));
        var refused = world.sync(SYNC);
        assertThat(refused.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(refused.state().message()).contains("a cannot be changed");
        var forced = world.sync(SYNC.forced());
        assertThat(forced.state().phase()).isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(world.cluster.find(key("a")).orElseThrow().at("data", "key")).contains("2");
    }

    @Test
    void clientSideApplyNotesWhatItAppliedAndTakesBackWhatLeft() {
        options("ServerSideApply=false")
                .wants(configMap("a", "1").with("2", "data", "gone"))
                .sync(SYNC);
        assertThat(world.cluster.writes()).containsExactly("create ConfigMap default/a");
        assertThat(
                        world.cluster
                                .find(key("a"))
                                .orElseThrow()
                                .annotation(ThreeWayMerge.LAST_APPLIED))
                .isPresent();
        world.cluster.set(key("a"), "x", "data", "foreign");
        world.wants(configMap("a", "1"));
        var step = world.sync(SYNC);
        assertThat(World.result(step, "ConfigMap", "a").message())
                .isEqualTo("configmap/a configured");
        assertThat(world.cluster.find(key("a")).orElseThrow().tree().get("data"))
                .isEqualTo(Map.of("key", "1", "foreign", "x"));
        assertThat(World.result(world.sync(SYNC), "ConfigMap", "a").message())
                .isEqualTo("configmap/a unchanged");
    }

    @Test
    void anObjectsWordOnServerSideApplyWins() {
        options("ServerSideApply=true")
                .wants(option(configMap("a", "1"), "ServerSideApply=false"), configMap("b", "1"))
                .sync(SYNC);
        assertThat(world.cluster.writes())
                .containsExactlyInAnyOrder(
                        "create ConfigMap default/a", "apply ConfigMap default/b");
    }

    @Test
    void ownershipOfOtherToolsIsTakenOver() {
        var before =
                Manifests.object(
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata:
                          name: a
                          namespace: default
                          managedFields:
                            - {manager: kubectl-client-side-apply, operation: Update, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {"f:data": {"f:old": {}}}}
                            - {manager: controller, operation: Update, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {"f:data": {"f:x": {}}}}
                        data: {old: "1", x: "2"}
                        """);
        world.cluster.put(before);
        world.wants(configMap("a", "1")).sync(SYNC);
        var managers =
                world.cluster
                        .find(key("a"))
                        .orElseThrow()
                        .at("metadata", "managedFields")
                        .orElseThrow()
                        .toString();
        assertThat(managers)
                .contains("manager=slipway")
                .contains("manager=controller")
                .doesNotContain("kubectl-client-side-apply");
    }

    @Test
    void ownershipIsLeftAloneWhenAsked() {
        var before =
                Manifests.object(
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: a, namespace: default, managedFields: [{manager: kubectl-client-side-apply, operation: Update, apiVersion: v1, fieldsV1: {"f:data": {"f:old": {}}}}]}
                        data: {old: "1"}
                        """);
        world.cluster.put(before);
        options("ClientSideApplyMigration=false").wants(configMap("a", "1")).sync(SYNC);
        assertThat(world.cluster.find(key("a")).orElseThrow().toString()).isNotEmpty();
        assertThat(world.cluster.writes()).containsExactly("apply ConfigMap default/a");
    }

    /** sync B7, index trap 9. */
    @Test
    void ignoredFieldsAreKeptOnlyWhenRespected() {
        world.wants(deployment("web")).sync(SYNC);
        var replicas = new String[] {"spec", "replicas"};
        var web = new ResourceKey("apps", "Deployment", "default", "web");
        world.with(
                r -> r.ignoring(IgnoreDifference.pointers("apps", "Deployment", "/spec/replicas")));
        world.cluster.set(web, 7L, replicas);
        world.sync(SYNC);
        assertThat(world.cluster.find(web).orElseThrow().at(replicas)).contains(2L);
        world.cluster.set(web, 7L, replicas);
        options("RespectIgnoreDifferences=true");
        world.sync(SYNC);
        assertThat(world.cluster.find(web).orElseThrow().at(replicas)).contains(7L);
    }

    @Test
    void onlyWhatIsOutOfSyncIsAppliedWhenAsked() {
        world.wants(configMap("a", "1"), configMap("b", "1")).sync(SYNC);
        world.cluster.forgetCalls();
        options("ApplyOutOfSyncOnly=true")
                .wants(configMap("a", "1"), configMap("b", "2"), configMap("c", "1"));
        var step = world.sync(SYNC);
        assertThat(world.cluster.writes())
                .containsExactlyInAnyOrder(
                        "apply ConfigMap default/b", "apply ConfigMap default/c");
        assertThat(step.state().results())
                .extracting(r -> r.key().name())
                .containsExactly("b", "c");
    }

    @Test
    void sharingEndsTheSyncWhenAsked() {
        world.cluster.put(
                Tracking.defaults()
                        .stamp(
                                configMap("a", "1").withNamespace("default"),
                                "team_other",
                                "default"));
        options("FailOnSharedResource=true").wants(configMap("a", "1"));
        var step = world.sync(SYNC);
        assertThat(step.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(step.state().message()).contains("team_other");
        assertThat(world.cluster.writes()).isEmpty();
        options();
        assertThat(world.sync(SYNC).state().phase()).isEqualTo(OperationPhase.SUCCEEDED);
    }

    /** sync V3. */
    @Test
    void aDefinitionAndItsObjectInOneSync() {
        var definition =
                Manifests.object(
                        """
                        apiVersion: apiextensions.k8s.io/v1
                        kind: CustomResourceDefinition
                        metadata: {name: widgets.example.com}
                        spec: {group: example.com, scope: Namespaced, names: {kind: Widget, plural: widgets}, versions: [{name: v1}]}
                        """);
        var widget =
                Manifests.object(
                        "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: 1}");
        var step = world.wants(widget, definition).sync(SYNC);
        assertThat(step.state().phase()).isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(world.cluster.writes())
                .containsExactly(
                        "apply CustomResourceDefinition widgets.example.com",
                        "apply Widget default/w");
        assertThat(world.compare().status()).isEqualTo(SyncStatus.SYNCED);
    }

    @Test
    void anUnservedKindMayBeTriedWhenAsked() {
        var widget =
                option(
                        Manifests.object(
                                "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}"),
                        "SkipDryRunOnMissingResource=true");
        var step = world.wants(widget).sync(SYNC);
        assertThat(step.state().message())
                .startsWith("one or more objects failed to apply")
                .contains("Widget");
        assertThat(World.result(step, "Widget", "w").status()).contains(ResultCode.SYNC_FAILED);
    }

    @Test
    void whatTheProjectForbidsStopsTheSync() {
        world.wants(configMap("a", "1"), deployment("b"))
                .with(r ->
                        r.withPolicy((k, n) ->
                                k.kind().equals("Deployment")
                                        ? Optional.of("Deployments are not allowed in team")
                                        : Optional.empty()));
        var step = world.sync(SYNC);
        assertThat(step.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(step.state().message()).contains("Deployments are not allowed in team");
        assertThat(world.cluster.writes()).isEmpty();
    }

    @Test
    void aFailedRenderIsAnError() {
        world.with(r -> r.failed("no such path"));
        var step = world.sync(SYNC);
        assertThat(step.state().phase()).isEqualTo(OperationPhase.ERROR);
        assertThat(step.state().message()).isEqualTo("no such path");
    }

    // --- pruning ---

    @Test
    void anObjectMayForbidItsPruning() {
        world.wants(option(configMap("a", "1"), "Prune=false"), configMap("b", "1")).sync(SYNC);
        world.wants();
        var step = world.sync(SYNC);
        assertThat(World.result(step, "ConfigMap", "a").message()).isEqualTo("ignored (no prune)");
        assertThat(World.result(step, "ConfigMap", "b").message()).isEqualTo("pruned");
        assertThat(world.cluster.keys()).contains(key("a")).doesNotContain(key("b"));
    }

    /** sync V9. */
    @Test
    void pruningWaitsForApprovalAndGoesOn() {
        world.wants(option(configMap("a", "1"), "Prune=confirm"), configMap("b", "1")).sync(SYNC);
        world.wants();
        var started = world.started();
        var step = world.run(SYNC, started);
        assertThat(step.state().message())
                .isEqualTo("waiting for pruning confirmation of /ConfigMap/a");
        assertThat(step.next())
                .isInstanceOfSatisfying(Next.Wait.class, w -> assertThat(w.approval()).isTrue());
        assertThat(world.cluster.keys()).contains(key("a"), key("b"));
        world.with(r ->
                r.withAnnotations(Map.of(Pruner.APPROVAL, world.now().minusSeconds(5).toString())));
        assertThat(world.run(SYNC, step.state()).state().phase()).isEqualTo(OperationPhase.RUNNING);
        world.with(r -> r.withAnnotations(Map.of(Pruner.APPROVAL, world.now().toString())));
        assertThat(world.run(SYNC, step.state()).state().phase())
                .isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(world.cluster.keys()).doesNotContain(key("a"), key("b"));
    }

    @Test
    void partialSyncsPruneOnlyWhatTheyName() {
        world.wants(configMap("a", "1"), configMap("b", "1")).sync(SYNC);
        world.wants();
        world.sync(SYNC.only(new ResourceSelector("", "ConfigMap", "a", "default")));
        assertThat(world.cluster.keys()).contains(key("b")).doesNotContain(key("a"));
    }

    @Test
    void whatAnotherApplicationNeedsIsKept() {
        world.wants(configMap("a", "1")).sync(SYNC);
        world.wants()
                .guarded(
                        new DeletionSafety(
                                k -> Optional.of("team_other"),
                                DeletionBudget.defaults(),
                                Optional.empty()));
        var step = world.sync(SYNC);
        assertThat(World.result(step, "ConfigMap", "a").message())
                .isEqualTo("ignored (application team_other needs it)");
        assertThat(world.cluster.keys()).contains(key("a"));
    }

    @Test
    void manyDeletionsWaitForAConfirmationOfThisVeryList() {
        var objects =
                java.util.stream.IntStream.range(0, 12)
                        .mapToObj(i -> configMap("c" + i, "1"))
                        .toArray(ResourceObject[]::new);
        world.wants(objects).sync(SYNC);
        world.wants()
                .guarded(
                        new DeletionSafety(
                                k -> Optional.empty(),
                                DeletionBudget.defaults(),
                                Optional.empty()));
        var step = world.run(SYNC, world.started());
        assertThat(step.state().phase()).isEqualTo(OperationPhase.RUNNING);
        var pending = step.deletions().orElseThrow();
        assertThat(pending.objects()).hasSize(12);
        world.guarded(
                new DeletionSafety(
                        k -> Optional.empty(),
                        DeletionBudget.defaults(),
                        Optional.of("another hash")));
        assertThat(world.run(SYNC, step.state()).state().phase()).isEqualTo(OperationPhase.RUNNING);
        world.guarded(
                new DeletionSafety(
                        k -> Optional.empty(),
                        DeletionBudget.defaults(),
                        Optional.of(pending.hash())));
        assertThat(world.run(SYNC, step.state()).state().phase())
                .isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(world.cluster.keys()).noneMatch(k -> k.kind().equals("ConfigMap"));
    }

    @Test
    void evenOneClaimWaitsForAConfirmation() {
        assertThat(
                        DeletionBudget.defaults()
                                .check(
                                        Set.of(
                                                new ResourceKey(
                                                        "", "PersistentVolumeClaim", "a", "data"))))
                .isPresent();
        assertThat(DeletionBudget.defaults().check(Set.of(key("a")))).isEmpty();
    }

    // --- namespaces ---

    @Test
    void theDestinationNamespaceIsMadeWithoutTrackingData() {
        world.with(r ->
                new io.slipway.engine.compare.CompareRequest(
                        r.instance(),
                        "fresh",
                        r.desired(),
                        r.failure(),
                        r.annotations(),
                        SyncOptions.of("CreateNamespace=true"),
                        r.ignoreDifferences(),
                        r.namespaceMetadata(),
                        r.appliedNamespaceMetadata(),
                        r.policy(),
                        r.knownKinds()));
        var step = world.wants(configMap("a", "1")).sync(SYNC);
        assertThat(step.state().phase()).isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(world.cluster.writes())
                .containsExactly("apply Namespace fresh", "apply ConfigMap fresh/a");
        var namespace =
                world.cluster.find(new ResourceKey("", "Namespace", "", "fresh")).orElseThrow();
        assertThat(namespace.annotations()).isEmpty();
        world.wants();
        world.sync(SYNC);
        assertThat(world.cluster.keys()).contains(namespace.key());
    }

    @Test
    void withoutTheOptionAMissingNamespaceFailsTheObject() {
        world.with(r ->
                io.slipway.engine.compare.CompareRequest.of(r.instance(), "fresh", r.desired()));
        var step = world.wants(configMap("a", "1")).sync(SYNC);
        assertThat(step.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(step.state().message()).contains("namespaces \"fresh\" not found");
    }

    @Test
    void aNamespaceThatThePolicyForbidsIsNotMade() {
        world.with(r ->
                io.slipway.engine.compare.CompareRequest.of(r.instance(), "fresh", r.desired())
                        .withOptions(SyncOptions.of("CreateNamespace=true"))
                        .withPolicy((key, _) ->
                                key.kind().equals("Namespace")
                                        ? Optional.of("Namespace is not permitted in team")
                                        : Optional.empty()));
        var step = world.wants(configMap("a", "1")).sync(SYNC);
        assertThat(step.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(step.state().message()).contains("Namespace is not permitted in team");
        assertThat(world.cluster.writes()).isEmpty();
    }

    @Test
    void managedMetadataIsAppliedToAnExistingNamespaceAndTakenBack() {
        var key = new ResourceKey("", "Namespace", "", "default");
        options("CreateNamespace=true").wants(configMap("a", "1"));
        world.with(r ->
                r.withNamespaceMetadata(
                        Optional.of(new NamespaceMetadata(Map.of("a", "1", "b", "2"), Map.of())),
                        Optional.empty()));
        world.sync(SYNC);
        assertThat(world.cluster.find(key).orElseThrow().labels())
                .isEqualTo(Map.of("a", "1", "b", "2"));
        world.cluster.set(key, "x", "metadata", "labels", "foreign");
        world.with(r ->
                r.withNamespaceMetadata(
                        Optional.of(new NamespaceMetadata(Map.of("a", "1"), Map.of())),
                        Optional.empty()));
        world.sync(SYNC);
        assertThat(world.cluster.find(key).orElseThrow().labels())
                .isEqualTo(Map.of("a", "1", "foreign", "x"));
    }

    /** index trap 10. */
    @Test
    void metadataWithoutTheOptionAppliesNothing() {
        world.wants(configMap("a", "1"));
        world.with(r ->
                r.withNamespaceMetadata(
                        Optional.of(new NamespaceMetadata(Map.of("a", "1"), Map.of())),
                        Optional.empty()));
        world.sync(SYNC);
        assertThat(world.cluster.writes()).containsExactly("apply ConfigMap default/a");
        assertThat(world.compare().status()).isEqualTo(SyncStatus.OUT_OF_SYNC);
    }

    @Test
    void aDesiredNamespaceWinsOverTheOption() {
        var namespace =
                Manifests.object(
                        "apiVersion: v1\nkind: Namespace\nmetadata: {name: default, labels: {mine: x}}");
        options("CreateNamespace=true").wants(namespace, configMap("a", "1")).sync(SYNC);
        assertThat(world.cluster.writes())
                .containsExactly("apply Namespace default", "apply ConfigMap default/a");
        assertThat(
                        world.cluster
                                .find(new ResourceKey("", "Namespace", "", "default"))
                                .orElseThrow()
                                .annotation(Tracking.ID_ANNOTATION))
                .isPresent();
    }

    // --- dry runs, secrets ---

    @Test
    void aDryRunChangesNothing() {
        world.wants(configMap("a", "1"), configMap("b", "1")).sync(SYNC);
        world.cluster.forgetCalls();
        world.wants(configMap("a", "2"), configMap("c", "1"));
        var step = world.sync(SYNC.dry());
        assertThat(step.state().phase()).isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(world.cluster.writes()).isEmpty();
        assertThat(World.result(step, "ConfigMap", "b").message()).isEqualTo("pruned (dry run)");
        assertThat(World.result(step, "ConfigMap", "a").phase())
                .isEqualTo(OperationPhase.SUCCEEDED);
    }

    @Test
    void textsOfRefusedSecretsHoldNoSecret() {
        var secret =
                Manifests.object(
                        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter22}");
        world.cluster.refuse(o ->
                o.kind().equals("Secret")
                        ? Optional.of(new ClusterException.Invalid(422, "cannot decode hunter22"))
                        : Optional.empty());
        var step = world.wants(secret).sync(SYNC);
        assertThat(step.state().message()).doesNotContain("hunter22");
        assertThat(step.state().toTree().toString()).doesNotContain("hunter22");
    }

    @Test
    void validationCanBeSwitchedOffPerObject() {
        var settings = EngineSettings.defaults();
        assertThat(settings.sync().serverSideApply()).isTrue();
        world.wants(option(configMap("a", "1"), "Validate=false"));
        assertThat(world.sync(SYNC).state().phase()).isEqualTo(OperationPhase.SUCCEEDED);
    }

    @Test
    void optionsAreExactTexts() {
        assertThat(SyncOptions.of("prune=false").has("Prune=false")).isFalse();
        assertThat(
                        SyncOptions.of(
                                        option(
                                                configMap("a", "1"),
                                                " Prune=false , Replace=true,Prune=false"))
                                .texts())
                .containsExactly("Prune=false", "Replace=true");
        assertThat(SyncOptions.of(List.of("Prune=false", "Prune=true")).value("Prune"))
                .contains("false");
    }
}
