package io.slipway.engine.sync;

import static io.slipway.engine.fixture.Manifests.configMap;
import static io.slipway.engine.fixture.Manifests.hookJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.cluster.DeleteOptions.Propagation;
import io.slipway.engine.compare.HookPhase;
import io.slipway.engine.compare.SyncOptions;
import io.slipway.engine.fixture.World;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The cascade and the hooks of a deletion (spec: lifecycle D3, D4). */
class DeletionTest {

    private final World world = new World();

    private static ResourceObject inWave(String name, int wave) {
        return configMap(name, "1")
                .withAnnotation("argocd.argoproj.io/sync-wave", String.valueOf(wave));
    }

    private DeletionStep delete() {
        return world.engine.delete(
                world.cluster, world.request(), Propagation.FOREGROUND, world.now());
    }

    private static ResourceKey key(String name) {
        return new ResourceKey("", "ConfigMap", "default", name);
    }

    /** lifecycle V1: wave 2 is gone before wave 1 is asked. */
    @Test
    void highestWaveGoesFirstAndIsAwaited() {
        world.wants(inWave("a", 0), inWave("b", 1), inWave("c", 2)).sync();
        world.cluster.foregroundWaits();
        world.cluster.forgetCalls();
        assertThat(delete()).isInstanceOf(DeletionStep.Wait.class);
        assertThat(delete()).isInstanceOf(DeletionStep.Wait.class);
        assertThat(world.cluster.writes()).containsExactly("delete ConfigMap default/c");
        world.cluster.vanish(key("c"));
        delete();
        assertThat(world.cluster.writes())
                .containsExactly("delete ConfigMap default/c", "delete ConfigMap default/b");
        world.cluster.vanish(key("b"));
        delete();
        world.cluster.vanish(key("a"));
        assertThat(delete()).isEqualTo(new DeletionStep.Done());
    }

    /** lifecycle D4 Exempt, V2. */
    @Test
    void keptObjectsSurvive() {
        world.wants(
                        configMap("gone", "1"),
                        configMap("kept", "1")
                                .withAnnotation(SyncOptions.ANNOTATION, "Delete=false"),
                        configMap("helm", "1").withAnnotation("helm.sh/resource-policy", "keep"))
                .sync();
        delete();
        assertThat(delete()).isEqualTo(new DeletionStep.Done());
        assertThat(world.cluster.find(key("gone"))).isEmpty();
        assertThat(world.cluster.find(key("kept"))).isPresent();
        assertThat(world.cluster.find(key("helm"))).isPresent();
    }

    /** lifecycle D4 Confirmation. */
    @Test
    void guardedObjectsWaitForAnApprovalThatIsNotOlderThanTheDeletion() {
        world.wants(
                        configMap("a", "1")
                                .withAnnotation(SyncOptions.ANNOTATION, "Delete=confirm"),
                        configMap("b", "1"))
                .sync();
        assertThat(delete())
                .isInstanceOfSatisfying(
                        DeletionStep.Wait.class, w -> assertThat(w.approval()).isTrue());
        world.with(r ->
                r.withAnnotations(
                        Map.of(Pruner.APPROVAL, world.now().minusSeconds(60).toString())));
        assertThat(delete())
                .isInstanceOfSatisfying(
                        DeletionStep.Wait.class, w -> assertThat(w.approval()).isTrue());
        assertThat(world.cluster.find(key("b"))).isPresent();
        world.with(r -> r.withAnnotations(Map.of(Pruner.APPROVAL, world.now().toString())));
        delete();
        assertThat(delete()).isEqualTo(new DeletionStep.Done());
    }

    /** lifecycle D3. */
    @Test
    void hooksOfDeletionRunAndAreAwaited() {
        world.wants(hookJob("bye", "PostDelete"), configMap("a", "1"));
        assertThat(world.sync().state().phase()).isEqualTo(OperationPhase.SUCCEEDED);
        var job = new ResourceKey("batch", "Job", "default", "bye");
        assertThat(world.cluster.find(job)).isEmpty();
        var engine = world.engine;
        assertThat(engine.runDeletionHooks(world.cluster, world.request(), HookPhase.POST_DELETE))
                .isInstanceOf(DeletionStep.Wait.class);
        world.cluster.set(
                job, List.of(Map.of("type", "Failed", "status", "True")), "status", "conditions");
        assertThat(engine.runDeletionHooks(world.cluster, world.request(), HookPhase.POST_DELETE))
                .isInstanceOf(DeletionStep.Failed.class);
        engine.runDeletionHooks(world.cluster, world.request(), HookPhase.POST_DELETE);
        world.cluster.set(
                job, List.of(Map.of("type", "Complete", "status", "True")), "status", "conditions");
        assertThat(engine.runDeletionHooks(world.cluster, world.request(), HookPhase.POST_DELETE))
                .isEqualTo(new DeletionStep.Done());
        engine.cleanDeletionHooks(world.cluster, world.request(), HookPhase.POST_DELETE);
        assertThat(world.cluster.find(job)).isEmpty();
    }
}
