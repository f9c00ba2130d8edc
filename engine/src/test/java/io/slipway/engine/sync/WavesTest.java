package io.slipway.engine.sync;

import static io.slipway.engine.fixture.Manifests.configMap;
import static io.slipway.engine.fixture.Manifests.deployment;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.fixture.World;
import io.slipway.engine.sync.SyncStep.Next;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Waves, waiting, and what a restart finds (spec: sync D, V1). */
class WavesTest {

    private static final SyncOperation SYNC = SyncOperation.of("abcdef0123").pruning();

    private final World world = new World();

    private static ResourceObject inWave(ResourceObject object, int wave) {
        return object.withAnnotation("argocd.argoproj.io/sync-wave", String.valueOf(wave));
    }

    private static ResourceKey deploymentKey(String name) {
        return new ResourceKey("apps", "Deployment", "default", name);
    }

    private void healthy(String name) {
        world.cluster.set(
                deploymentKey(name),
                Map.of(
                        "observedGeneration",
                        1L,
                        "replicas",
                        2L,
                        "updatedReplicas",
                        2L,
                        "availableReplicas",
                        2L),
                "status");
    }

    /** sync V1. */
    @Test
    void theNextWaveStartsWhenTheFormerIsHealthyAndTheDelayIsOver() {
        world.wants(
                inWave(configMap("first", "1"), -1),
                deployment("web"),
                inWave(configMap("last", "1"), 1));
        var step = world.step(SYNC, world.started());
        assertThat(world.cluster.writes()).containsExactly("apply ConfigMap default/first");
        assertThat(step.next())
                .isInstanceOfSatisfying(
                        Next.Wait.class,
                        w -> assertThat(w.until()).contains(world.now().plusSeconds(2)));
        step = world.step(SYNC, step.state());
        assertThat(world.cluster.writes()).hasSize(1);
        world.pass(Duration.ofSeconds(2));
        step = world.step(SYNC, step.state());
        assertThat(world.cluster.writes()).hasSize(2);
        world.pass(Duration.ofSeconds(2));
        step = world.step(SYNC, step.state());
        assertThat(step.state().message())
                .isEqualTo("waiting for healthy state of apps/Deployment/web");
        assertThat(step.next())
                .isInstanceOfSatisfying(
                        Next.Wait.class,
                        w -> {
                            assertThat(w.objects()).containsExactly(deploymentKey("web"));
                            assertThat(w.until()).contains(world.now().plusSeconds(30));
                        });
        assertThat(world.cluster.writes()).hasSize(2);
        healthy("web");
        step = world.step(SYNC, step.state());
        assertThat(step.state().phase()).isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(world.cluster.writes().getLast()).isEqualTo("apply ConfigMap default/last");
    }

    @Test
    void aDegradedObjectFailsTheSyncBeforeTheNextWave() {
        world.wants(deployment("web"), inWave(configMap("last", "1"), 1));
        var step = world.run(SYNC, world.started());
        world.cluster.set(
                deploymentKey("web"),
                Map.of(
                        "observedGeneration",
                        1L,
                        "conditions",
                        List.of(
                                Map.of(
                                        "type",
                                        "Progressing",
                                        "reason",
                                        "ProgressDeadlineExceeded"))),
                "status");
        step = world.run(SYNC, step.state());
        assertThat(step.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(step.state().message())
                .startsWith("one or more synchronization tasks completed unsuccessfully, reason: ")
                .contains("progress deadline");
        assertThat(world.cluster.writes()).hasSize(1);
    }

    /** sync D5. */
    @Test
    void anObjectThatVanishesWhileWaitedForEndsTheSync() {
        world.wants(deployment("web"), inWave(configMap("last", "1"), 1));
        var step = world.run(SYNC, world.started());
        world.cluster.vanish(deploymentKey("web"));
        step = world.run(SYNC, step.state());
        assertThat(step.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(World.result(step, "Deployment", "web").phase()).isEqualTo(OperationPhase.ERROR);
    }

    /** sync D12: the failed object does not stop the others of its wave, but the next wave. */
    @Test
    void aRefusedObjectLetsItsWaveFinishAndStopsTheNext() {
        world.wants(configMap("a", "1"), configMap("b", "1"), inWave(configMap("late", "1"), 1));
        world.cluster.refuse(o ->
                o.name().equals("a")
                        ? java.util.Optional.of(
                                new io.slipway.engine.cluster.ClusterException.Forbidden(
                                        "no a here"))
                        : java.util.Optional.empty());
        var step = world.sync(SYNC);
        assertThat(step.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(step.state().message())
                .isEqualTo("one or more objects failed to apply, reason: no a here");
        assertThat(World.result(step, "ConfigMap", "a").status()).contains(ResultCode.SYNC_FAILED);
        assertThat(World.result(step, "ConfigMap", "b").status()).contains(ResultCode.SYNCED);
        assertThat(world.cluster.writes()).containsExactly("apply ConfigMap default/b");
    }

    /** sync V10. */
    @Test
    void oneInvalidObjectStopsEverythingBeforeItStarts() {
        world.wants(configMap("a", "1"), configMap("b", "1"), inWave(configMap("bad", "1"), 1));
        world.cluster.refuse(o ->
                o.name().equals("bad")
                        ? java.util.Optional.of(
                                new io.slipway.engine.cluster.ClusterException.Invalid(
                                        422, "bad is bad"))
                        : java.util.Optional.empty());
        var step = world.sync(SYNC);
        assertThat(step.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(step.state().message())
                .startsWith("one or more objects failed to apply")
                .endsWith("reason: bad is bad");
        assertThat(world.cluster.writes()).isEmpty();
    }

    /** sync V2. */
    @Test
    void extraObjectsGoInMirroredWaves() {
        world.wants(
                        inWave(configMap("a", "1"), 0),
                        inWave(configMap("b", "1"), 1),
                        inWave(configMap("c", "1"), 2))
                .sync(SYNC);
        world.cluster.forgetCalls();
        world.wants();
        assertThat(world.sync(SYNC).state().phase()).isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(world.cluster.writes())
                .containsExactly(
                        "delete ConfigMap default/c",
                        "delete ConfigMap default/b",
                        "delete ConfigMap default/a");
    }

    /** sync D6. */
    @Test
    void aWaveWaitsUntilPrunedObjectsAreGone() {
        world.wants(inWave(configMap("a", "1"), 0), inWave(configMap("b", "1"), 1)).sync(SYNC);
        world.cluster.foregroundWaits().forgetCalls();
        world.wants();
        var step = world.run(SYNC, world.started());
        assertThat(step.state().message()).isEqualTo("waiting for deletion of /ConfigMap/b");
        assertThat(world.cluster.writes()).containsExactly("delete ConfigMap default/b");
        world.cluster.vanish(new ResourceKey("", "ConfigMap", "default", "b"));
        world.run(SYNC, step.state());
        assertThat(world.cluster.writes()).hasSize(2);
    }

    @Test
    void aClusterThatIsAwayForAMomentDoesNotFailTheSync() {
        world.wants(configMap("a", "1"));
        world.cluster.down(true);
        var step = world.step(SYNC, world.started());
        assertThat(step.state().phase()).isEqualTo(OperationPhase.RUNNING);
        assertThat(step.state().message()).contains("does not answer");
        assertThat(step.next()).isInstanceOf(Next.Wait.class);
        world.cluster.down(false);
        assertThat(world.step(SYNC, step.state()).state().phase())
                .isEqualTo(OperationPhase.SUCCEEDED);
    }

    @Test
    void aClusterThatStaysAwayEndsTheSyncInError() {
        world.wants(configMap("a", "1"));
        world.cluster.down(true);
        var step = world.step(SYNC, world.started());
        world.pass(Duration.ofMinutes(6));
        step = world.step(SYNC, step.state());
        assertThat(step.state().phase()).isEqualTo(OperationPhase.ERROR);
        assertThat(step.next()).isEqualTo(new Next.Done());
    }

    @Test
    void aStepAfterTheEndDoesNothing() {
        world.wants(configMap("a", "1"));
        var done = world.sync(SYNC);
        world.cluster.forgetCalls();
        assertThat(world.step(SYNC, done.state())).isEqualTo(done);
        assertThat(world.cluster.calls()).isEmpty();
    }

    /** A crash loses the state after a wave was applied: doing it again changes nothing. */
    @Test
    void aWaveThatIsDoneTwiceChangesNothing() {
        world.wants(configMap("a", "1"), inWave(configMap("b", "1"), 1));
        world.step(SYNC, world.started());
        var version =
                world.cluster
                        .find(new ResourceKey("", "ConfigMap", "default", "a"))
                        .orElseThrow()
                        .resourceVersion();
        world.run(SYNC, world.started());
        assertThat(
                        world.cluster
                                .find(new ResourceKey("", "ConfigMap", "default", "a"))
                                .orElseThrow()
                                .resourceVersion())
                .isEqualTo(version);
        assertThat(world.cluster.find(new ResourceKey("", "ConfigMap", "default", "b")))
                .isPresent();
    }

    /** health H4: a wave does not wait for ever for a kind that only the generic rule knows. */
    @Test
    void waitingForTheGenericRuleHasAnEnd() {
        world.cluster.put(
                io.slipway.engine.fixture.Manifests.object(
                        """
                        apiVersion: apiextensions.k8s.io/v1
                        kind: CustomResourceDefinition
                        metadata: {name: widgets.example.com}
                        spec: {group: example.com, scope: Namespaced, names: {kind: Widget, plural: widgets}, versions: [{name: v1}]}
                        """));
        var widget =
                io.slipway.engine.fixture.Manifests.object(
                        "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {a: 1}");
        world.wants(widget, inWave(configMap("late", "1"), 1));
        world.cluster.react(o -> {
            if (o.kind().equals("Widget") && o.at("status").isEmpty()) {
                world.cluster.set(o.key(), Map.of("phase", "Creating"), "status");
            }
        });
        var step = world.run(SYNC, world.started());
        assertThat(step.state().message())
                .isEqualTo("waiting for healthy state of example.com/Widget/w");
        world.pass(Duration.ofMinutes(9));
        step = world.run(SYNC, step.state());
        assertThat(step.state().phase()).isEqualTo(OperationPhase.RUNNING);
        world.pass(Duration.ofMinutes(1));
        step = world.run(SYNC, step.state());
        assertThat(step.state().phase()).isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(World.result(step, "Widget", "w").message())
                .contains("going on without waiting");
    }

    @Test
    void aSavedSyncReadsBackTheSame() {
        world.wants(
                configMap("a", "1"),
                inWave(configMap("b", "1"), 1),
                io.slipway.engine.fixture.Manifests.hookJob("h", "PostSync"));
        var state = world.run(SYNC, world.started()).state();
        assertThat(SyncState.fromTree(state.toTree())).isEqualTo(state);
        assertThat(state.toTree()).containsKeys("phase", "message", "startedAt", "resources");
    }
}
