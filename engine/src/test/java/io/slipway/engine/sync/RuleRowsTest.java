package io.slipway.engine.sync;

import static io.slipway.engine.fixture.Manifests.configMap;
import static io.slipway.engine.fixture.Manifests.deployment;
import static io.slipway.engine.fixture.Manifests.hookJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.compare.CompareRequest;
import io.slipway.engine.compare.SyncOptions;
import io.slipway.engine.fixture.Manifests;
import io.slipway.engine.fixture.World;
import io.slipway.engine.sync.SyncStep.Next;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single rows of the specification (spec: sync), each named by its section. */
class RuleRowsTest {

    private static final SyncOperation SYNC = SyncOperation.of("abcdef0123").pruning();
    private static final List<Object> FAILED =
            List.of(Map.of("type", "Failed", "status", "True", "message", "boom"));
    private static final List<Object> COMPLETE =
            List.of(Map.of("type", "Complete", "status", "True"));

    private final World world = new World();

    private static ResourceKey key(String kind, String name) {
        return new ResourceKey(kind.equals("Job") ? "batch" : "", kind, "default", name);
    }

    private static ResourceObject wave(ResourceObject object, String wave) {
        return object.withAnnotation("argocd.argoproj.io/sync-wave", wave);
    }

    private World options(String... options) {
        return world.with(r -> r.withOptions(SyncOptions.of(options)));
    }

    private void refuse(String name, ClusterException reason) {
        world.cluster.refuse(o -> o.name().equals(name) ? Optional.of(reason) : Optional.empty());
    }

    // --- C ---

    @Test
    void c1ACopyOfAnObjectIsNeitherAppliedNorPruned() {
        world.wants(configMap("a", "1")).sync(SYNC);
        var original = world.cluster.find(key("ConfigMap", "a")).orElseThrow();
        var copy =
                configMap("copy", "1")
                        .withAnnotation(
                                Tracking.ID_ANNOTATION,
                                original.annotation(Tracking.ID_ANNOTATION).orElseThrow());
        world.cluster.put(copy.withNamespace("default"));
        var step = world.sync(SYNC);
        assertThat(world.cluster.find(key("ConfigMap", "copy"))).isPresent();
        assertThat(step.state().results()).extracting(r -> r.key().name()).containsExactly("a");
    }

    @Test
    void c2AllThatForbidsTheSyncIsToldAtOnceAndNothingIsApplied() {
        world.wants(
                configMap("a", "1"),
                Manifests.object("apiVersion: x.example/v1\nkind: Gadget\nmetadata: {name: g}"),
                Manifests.object("apiVersion: x.example/v1\nkind: Gadget\nmetadata: {name: h}"),
                Manifests.object("apiVersion: y.example/v1\nkind: Gizmo\nmetadata: {name: z}"));
        var step = world.sync(SYNC);
        assertThat(step.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(step.state().message())
                .startsWith("one or more synchronization tasks")
                .contains("Gadget", "Gizmo");
        assertThat(step.state().message().split("could not find x.example/Gadget", -1))
                .as("the same text is told once")
                .hasSize(2);
        assertThat(world.cluster.writes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, , 1", "x, 3, 3", ", -2, -2", "x, y, 0", "-4, 9, -4", "' 7', 5, 5"})
    void c3TheWaveIsTheAnnotationElseHelmsWeightElseZero(String own, String helm, int expected) {
        var object = configMap("a", "1");
        if (own != null) {
            object = wave(object, own);
        }
        if (helm != null) {
            object = object.withAnnotation("helm.sh/hook-weight", helm);
        }
        assertThat(io.slipway.engine.compare.SyncWave.of(object)).isEqualTo(expected);
    }

    @Test
    void c3WithinAWaveKindsComeInTheirOrder() {
        world.wants(
                deployment("app"),
                Manifests.object(
                        "apiVersion: v1\nkind: Service\nmetadata: {name: app}\nspec: {ports: [{port: 80}]}"),
                configMap("app", "1"),
                Manifests.object("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: app}"));
        world.sync(SYNC);
        assertThat(world.cluster.writes())
                .containsExactly(
                        "apply ServiceAccount default/app",
                        "apply ConfigMap default/app",
                        "apply Service default/app",
                        "apply Deployment default/app");
    }

    @Test
    void c4WithinAWavePruningComesBeforeApplying() {
        world.wants(configMap("old", "1")).sync(SYNC);
        world.cluster.forgetCalls();
        world.wants(configMap("new", "1")).sync(SYNC);
        assertThat(world.cluster.writes())
                .containsExactly("delete ConfigMap default/old", "apply ConfigMap default/new");
    }

    @Test
    void c4PruneLastMayStandOnTheLiveObjectOrTheApplication() {
        var last = configMap("old", "1").withAnnotation(SyncOptions.ANNOTATION, "PruneLast=true");
        world.wants(last).sync(SYNC);
        world.cluster.forgetCalls();
        world.wants(configMap("new", "1")).sync(SYNC);
        assertThat(world.cluster.writes())
                .containsExactly("apply ConfigMap default/new", "delete ConfigMap default/old");
        world.cluster.forgetCalls();
        options("PruneLast=true").wants(configMap("newest", "1")).sync(SYNC);
        assertThat(world.cluster.writes())
                .containsExactly("apply ConfigMap default/newest", "delete ConfigMap default/new");
    }

    // --- D ---

    @Test
    void d1ANamespaceThatCannotBeMadeFailsTheSync() {
        refuse("prod", new ClusterException.Forbidden("no namespaces for you"));
        world.with(_ ->
                CompareRequest.of("team_shop", "prod", List.of())
                        .withOptions(SyncOptions.of("CreateNamespace=true")));
        var step = world.wants(configMap("a", "1")).sync(SYNC);
        assertThat(step.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(step.state().message())
                .startsWith("one or more objects failed to apply")
                .contains("no namespaces for you");
        assertThat(world.cluster.writes()).isEmpty();
    }

    @Test
    void d5AHookThatVanishesFailsTheSyncInsteadOfHangingIt() {
        world.wants(hookJob("h", "PreSync"), configMap("c", "1"));
        var waiting = world.run(SYNC, world.started());
        world.cluster.vanish(key("Job", "h"));
        var step = world.run(SYNC, waiting.state());
        assertThat(step.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(World.result(step, "Job", "h").phase()).isEqualTo(OperationPhase.ERROR);
        assertThat(world.cluster.find(key("ConfigMap", "c"))).isEmpty();
    }

    @Test
    void d12AFailureInAWaveWaitsForItsHooksBeforeTheSyncFails() {
        refuse("bad", new ClusterException.Forbidden("quota exceeded"));
        world.wants(hookJob("h", "Sync"), configMap("bad", "1"), hookJob("f", "SyncFail"));
        var waiting = world.run(SYNC, world.started());
        assertThat(waiting.next()).isInstanceOf(Next.Wait.class);
        assertThat(waiting.state().phase()).isEqualTo(OperationPhase.RUNNING);
        world.cluster.set(key("Job", "h"), COMPLETE, "status", "conditions");
        var failing = world.run(SYNC, waiting.state());
        assertThat(world.cluster.find(key("Job", "f"))).isPresent();
        world.cluster.set(key("Job", "f"), COMPLETE, "status", "conditions");
        var done = world.run(SYNC, failing.state());
        assertThat(done.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(done.state().message()).contains("quota exceeded");
    }

    // --- E ---

    @Test
    void eHooksRunAlsoWhereOnlyWhatIsOutOfSyncIsApplied() {
        world.wants(configMap("c", "1"), hookJob("h", "PostSync"));
        var first = world.run(SYNC, world.started());
        world.cluster.set(key("Job", "h"), COMPLETE, "status", "conditions");
        world.run(SYNC, first.state());
        world.pass(Duration.ofMinutes(1));
        world.cluster.forgetCalls();
        options("ApplyOutOfSyncOnly=true");
        world.run(SYNC, world.started());
        assertThat(world.cluster.writes())
                .contains("apply Job default/h")
                .doesNotContain("apply ConfigMap default/c");
    }

    @Test
    void eAFailingSyncFailHookAddsItsText() {
        refuse("bad", new ClusterException.Forbidden("quota exceeded"));
        world.wants(configMap("bad", "1"), hookJob("f", "SyncFail"));
        var waiting = world.run(SYNC, world.started());
        world.cluster.set(key("Job", "f"), FAILED, "status", "conditions");
        var done = world.run(SYNC, waiting.state());
        assertThat(done.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(done.state().message()).contains("quota exceeded").contains("boom");
    }

    // --- F ---

    @Test
    void fReplaceOfWhatIsNotThereCreatesIt() {
        options("Replace=true").wants(configMap("a", "1"));
        var step = world.sync(SYNC);
        assertThat(world.cluster.writes()).containsExactly("create ConfigMap default/a");
        assertThat(World.result(step, "ConfigMap", "a").message()).isEqualTo("configmap/a created");
    }

    @Test
    void fReplaceBeatsServerSideApply() {
        world.wants(configMap("a", "1")).sync(SYNC);
        world.cluster.forgetCalls();
        options("Replace=true", "ServerSideApply=true").wants(configMap("a", "2")).sync(SYNC);
        assertThat(world.cluster.writes()).containsExactly("replace ConfigMap default/a");
    }

    @Test
    void fABindingWhoseRoleChangesIsMadeAnewInClientMode() {
        options("ServerSideApply=false").wants(binding("reader")).sync(SYNC);
        world.cluster.refuse(o ->
                o.kind().equals("RoleBinding")
                                && world.cluster
                                        .find(o.key())
                                        .filter(l -> !l.at("roleRef").equals(o.at("roleRef")))
                                        .isPresent()
                        ? Optional.of(new ClusterException.Invalid(422, "cannot change roleRef"))
                        : Optional.empty());
        world.cluster.forgetCalls();
        var step = world.wants(binding("writer")).sync(SYNC);
        assertThat(step.state().phase())
                .as(step.state().message())
                .isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(world.cluster.writes())
                .containsExactly(
                        "delete RoleBinding default/team", "create RoleBinding default/team");
    }

    private static ResourceObject binding(String role) {
        return Manifests.object(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: team}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: %s}
                subjects: [{kind: Group, name: team, apiGroup: rbac.authorization.k8s.io}]
                """
                        .formatted(role));
    }

    @Test
    void fTheLimitOfTheAnnotationComesWithAdvice() {
        refuse(
                "big",
                new ClusterException.Forbidden(
                        "metadata.annotations: Too long: must have at most 262144 bytes"));
        options("ServerSideApply=false").wants(configMap("big", "1"));
        assertThat(world.sync(SYNC).state().message()).contains("ServerSideApply=true");
    }

    @Test
    void fOwnershipOfTheManagerThatTheApplicationNamesIsTakenOver() {
        var fields = Map.<String, Object>of("f:data", Map.of("f:key", Map.of()));
        world.wants(configMap("a", "1"));
        world.cluster.put(
                configMap("a", "0")
                        .withNamespace("default")
                        .with(
                                List.of(
                                        Map.of(
                                                "manager", "old-tool",
                                                "operation", "Update",
                                                "apiVersion", "v1",
                                                "fieldsType", "FieldsV1",
                                                "fieldsV1", fields)),
                                "metadata",
                                "managedFields"));
        world.with(r ->
                r.withAnnotations(
                        Map.of(
                                "argocd.argoproj.io/client-side-apply-migration-manager",
                                "old-tool")));
        world.sync(SYNC);
        assertThat(world.cluster.writes())
                .containsExactly("patch ConfigMap default/a", "apply ConfigMap default/a");
    }

    // --- G ---

    @Test
    void gWhatIsBeingDeletedAlreadyIsNotDeletedAgain() {
        world.wants(configMap("old", "1")).sync(SYNC);
        world.cluster.set(
                key("ConfigMap", "old"), "2026-11-23T20:00:01Z", "metadata", "deletionTimestamp");
        world.cluster.forgetCalls();
        var step = world.wants().sync(SYNC);
        assertThat(World.result(step, "ConfigMap", "old").status()).contains(ResultCode.PRUNED);
        assertThat(world.cluster.writes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"foreground, true", "background, false", "orphan, false", "nonsense, true"})
    void gThePropagationIsAsTheOptionSays(String policy, boolean waits) {
        world.wants(configMap("old", "1")).sync(SYNC);
        world.cluster.foregroundWaits();
        options("PrunePropagationPolicy=" + policy).wants().sync(SYNC);
        assertThat(world.cluster.find(key("ConfigMap", "old")).isPresent()).isEqualTo(waits);
    }

    @Test
    void gPruneFalseOfTheApplicationKeepsAllAndAnObjectsWordWins() {
        world.wants(
                        configMap("kept", "1"),
                        configMap("gone", "1").withAnnotation(SyncOptions.ANNOTATION, "Prune=true"))
                .sync(SYNC);
        var step = options("Prune=false").wants().sync(SYNC);
        assertThat(step.state().phase()).isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(World.result(step, "ConfigMap", "kept").status())
                .contains(ResultCode.PRUNE_SKIPPED);
        assertThat(world.cluster.find(key("ConfigMap", "kept"))).isPresent();
        assertThat(world.cluster.find(key("ConfigMap", "gone"))).isEmpty();
    }

    // --- O ---

    @Test
    void oObjectOptionsAreTrimmedAndRepeatsDoNotMatter() {
        world.wants(
                        configMap("kept", "1")
                                .withAnnotation(
                                        SyncOptions.ANNOTATION,
                                        " Prune=false , Prune=false,,Replace=true "))
                .sync(SYNC);
        var step = world.wants().sync(SYNC);
        assertThat(World.result(step, "ConfigMap", "kept").status())
                .contains(ResultCode.PRUNE_SKIPPED);
    }

    @Test
    void oValidationCanBeSwitchedOffForTheApplication() {
        world.cluster.admit(o -> o);
        options("Validate=false").wants(configMap("a", "1"));
        assertThat(world.sync(SYNC).state().phase()).isEqualTo(OperationPhase.SUCCEEDED);
    }

    // --- X ---

    @Test
    void xAStopBeforeAnythingRanLeavesNothing() {
        world.wants(configMap("a", "1"), hookJob("h", "PreSync"));
        var step = world.run(SYNC, world.started().terminating(""));
        assertThat(step.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(step.state().message()).startsWith("Operation terminated");
        assertThat(world.cluster.writes()).isEmpty();
    }

    @Test
    void xAStopBetweenTwoWavesRollsNothingBack() {
        world.wants(configMap("a", "1"), wave(configMap("b", "1"), "1"));
        var first = world.step(SYNC, world.started());
        assertThat(first.next()).isInstanceOf(Next.Wait.class);
        var step = world.run(SYNC, first.state().terminating(""));
        assertThat(step.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(world.cluster.find(key("ConfigMap", "a"))).isPresent();
        assertThat(world.cluster.find(key("ConfigMap", "b"))).isEmpty();
    }

    @Test
    void xAStopWhileWaitingForApprovalPrunesNothing() {
        world.wants(configMap("old", "1").withAnnotation(SyncOptions.ANNOTATION, "Prune=confirm"))
                .sync(SYNC);
        var waiting = world.wants().sync(SYNC);
        assertThat(waiting.state().message()).startsWith("waiting for pruning confirmation of");
        var step = world.run(SYNC, waiting.state().terminating(""));
        assertThat(step.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(world.cluster.find(key("ConfigMap", "old"))).isPresent();
    }

    @Test
    void xAStopOfTheFailureHookKeepsWhatFailed() {
        refuse("bad", new ClusterException.Forbidden("quota exceeded"));
        world.wants(configMap("bad", "1"), hookJob("f", "SyncFail"));
        var waiting = world.run(SYNC, world.started());
        var step = world.run(SYNC, waiting.state().terminating(""));
        assertThat(step.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(world.cluster.find(key("Job", "f"))).isEmpty();
    }
}
