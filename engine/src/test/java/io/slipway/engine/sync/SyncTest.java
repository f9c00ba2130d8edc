package io.slipway.engine.sync;

import static io.slipway.engine.fixture.Manifests.configMap;
import static io.slipway.engine.fixture.Manifests.deployment;
import static io.slipway.engine.fixture.Manifests.hookJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.compare.SyncStatus;
import io.slipway.engine.fixture.World;
import io.slipway.engine.sync.SyncStep.Next;
import io.slipway.manifests.ResourceKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whole syncs on a cluster in memory (spec: sync D, E, F, G). */
class SyncTest {

    private final World world = new World();

    private static ResourceKey job(String name) {
        return new ResourceKey("batch", "Job", "default", name);
    }

    private static final List<Object> COMPLETE =
            List.of(Map.of("type", "Complete", "status", "True"));
    private static final List<Object> FAILED =
            List.of(Map.of("type", "Failed", "status", "True", "message", "boom"));

    /** sync D13: one wave and no hooks: done right after the apply, whatever the health. */
    @Test
    void aSingleWaveSucceedsWithoutWaitingForHealth() {
        var step = world.wants(configMap("settings", "1"), deployment("web")).sync();
        assertThat(step.next()).isEqualTo(new Next.Done());
        assertThat(step.state().phase()).isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(step.state().message()).startsWith("successfully synced");
        assertThat(world.cluster.writes())
                .containsExactly(
                        "apply ConfigMap default/settings", "apply Deployment default/web");
        assertThat(World.result(step, "Deployment", "web").message())
                .isEqualTo("deployment.apps/web created");
    }

    @Test
    void afterASyncTheCompareIsSyncedWithoutAskingTheServer() {
        world.wants(configMap("settings", "1"), deployment("web")).sync();
        world.cluster.forgetCalls();
        assertThat(world.compare().status()).isEqualTo(SyncStatus.SYNCED);
        assertThat(world.cluster.calls()).isEmpty();
    }

    /** sync D2: the compare's dry run counts; nothing is asked twice. */
    @Test
    void whatACompareHasTriedIsNotTriedAgain() {
        world.wants(configMap("settings", "1")).sync();
        world.wants(configMap("settings", "2"));
        assertThat(world.compare().status()).isEqualTo(SyncStatus.OUT_OF_SYNC);
        world.cluster.forgetCalls();
        world.sync();
        assertThat(world.cluster.calls()).containsExactly("apply ConfigMap default/settings");
    }

    /** sync C1, G: extra objects are pruned only when asked for. */
    @Test
    void extraObjectsArePrunedOnRequestOnly() {
        world.wants(configMap("a", "1"), configMap("b", "1")).sync();
        world.wants(configMap("a", "1"));
        var skipped = world.sync();
        assertThat(skipped.state().phase()).isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(World.result(skipped, "ConfigMap", "b").status())
                .contains(ResultCode.PRUNE_SKIPPED);
        assertThat(world.compare().status()).isEqualTo(SyncStatus.OUT_OF_SYNC);
        var pruned = world.sync(SyncOperation.of("r").pruning());
        assertThat(World.result(pruned, "ConfigMap", "b").status()).contains(ResultCode.PRUNED);
        assertThat(world.compare().status()).isEqualTo(SyncStatus.SYNCED);
    }

    /** sync V5: a failing PreSync hook: nothing of Sync applied, SyncFail runs. */
    @Test
    void aFailingPreSyncHookStopsTheSyncAndRunsTheFailureHook() {
        world.wants(
                hookJob("before", "PreSync"),
                configMap("settings", "1"),
                hookJob("rescue", "SyncFail"));
        var waiting = world.sync();
        assertThat(waiting.state().message())
                .isEqualTo("waiting for completion of hook batch/Job/before");
        assertThat(waiting.next()).isInstanceOf(Next.Wait.class);
        world.cluster.set(job("before"), FAILED, "status", "conditions");
        var rescuing = world.run(SyncOperation.of("abcdef0123"), waiting.state());
        assertThat(rescuing.state().phase()).isEqualTo(OperationPhase.RUNNING);
        world.cluster.set(job("rescue"), COMPLETE, "status", "conditions");
        var failed = world.run(SyncOperation.of("abcdef0123"), rescuing.state());
        assertThat(failed.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(failed.state().message())
                .startsWith("one or more synchronization tasks completed unsuccessfully");
        assertThat(world.cluster.writes()).noneMatch(c -> c.contains("ConfigMap"));
    }

    /** sync E, D12: hooks in their phases, in order, each awaited. */
    @Test
    void hooksRunBeforeAndAfterTheObjects() {
        world.wants(
                hookJob("before", "PreSync"),
                configMap("settings", "1"),
                hookJob("after", "PostSync"));
        var operation = SyncOperation.of("abcdef0123");
        var waiting = world.sync(operation);
        world.cluster.set(job("before"), COMPLETE, "status", "conditions");
        var second = world.run(operation, waiting.state());
        assertThat(second.state().message())
                .isEqualTo("waiting for completion of hook batch/Job/after");
        world.cluster.set(job("after"), COMPLETE, "status", "conditions");
        var done = world.run(operation, second.state());
        assertThat(done.state().phase()).isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(world.cluster.writes().stream().filter(w -> w.startsWith("apply")))
                .containsExactly(
                        "apply Job default/before",
                        "apply ConfigMap default/settings",
                        "apply Job default/after");
    }

    /** sync C2: everything is checked before anything is applied. */
    @Test
    void anUnknownKindStopsEverything() {
        var widget =
                io.slipway.engine.fixture.Manifests.object(
                        """
                        apiVersion: example.com/v1
                        kind: Widget
                        metadata: {name: w}
                        """);
        var step = world.wants(configMap("settings", "1"), widget).sync();
        assertThat(step.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(step.state().message())
                .startsWith("one or more synchronization tasks are not valid, reason: ")
                .contains("Widget");
        assertThat(world.cluster.writes()).isEmpty();
    }
}
