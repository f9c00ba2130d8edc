package io.slipway.engine.sync;

import static io.slipway.engine.fixture.Manifests.configMap;
import static io.slipway.engine.fixture.Manifests.hookJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.compare.HookPhase;
import io.slipway.engine.fixture.Manifests;
import io.slipway.engine.fixture.World;
import io.slipway.engine.health.HealthRules;
import io.slipway.engine.sync.SyncStep.Next;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hooks: when they run, how often, and when their objects go (spec: sync E). */
class HooksTest {

    private static final SyncOperation SYNC = SyncOperation.of("abcdef0123");
    private static final List<Object> COMPLETE =
            List.of(Map.of("type", "Complete", "status", "True"));
    private static final List<Object> FAILED =
            List.of(Map.of("type", "Failed", "status", "True", "message", "boom"));

    private final World world = new World();

    private static ResourceKey job(String name) {
        return new ResourceKey("batch", "Job", "default", name);
    }

    private static ResourceObject with(ResourceObject hook, String policies) {
        return hook.withAnnotation("argocd.argoproj.io/hook-delete-policy", policies);
    }

    private void ends(String name, List<Object> conditions) {
        world.cluster.set(job(name), conditions, "status", "conditions");
    }

    private SyncStep full(String name, List<Object> end) {
        var waiting = world.run(SYNC, world.started());
        ends(name, end);
        return world.run(SYNC, waiting.state());
    }

    private long applies(String name) {
        return world.cluster.writes().stream()
                .filter(("apply Job default/" + name)::equals)
                .count();
    }

    @Test
    void aHookCarriesTheFinalizerUntilItsResultIsRead() {
        world.wants(hookJob("h", "PreSync"), configMap("c", "1"));
        var waiting = world.run(SYNC, world.started());
        assertThat(world.cluster.find(job("h")).orElseThrow().at("metadata", "finalizers"))
                .contains(List.of(HealthRules.HOOK_FINALIZER));
        ends("h", COMPLETE);
        world.run(SYNC, waiting.state());
        assertThat(world.cluster.find(job("h")).orElseThrow().at("metadata", "finalizers"))
                .contains(List.of());
    }

    /** sync V8: a finished Job that a TTL controller has marked is still read. */
    @Test
    void aFinishedHookThatIsBeingRemovedStillCounts() {
        world.wants(hookJob("h", "PreSync"), configMap("c", "1"));
        var waiting = world.run(SYNC, world.started());
        ends("h", COMPLETE);
        world.cluster.set(job("h"), "2026-11-23T20:00:01Z", "metadata", "deletionTimestamp");
        var done = world.run(SYNC, waiting.state());
        assertThat(done.state().phase()).isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(world.cluster.find(job("h"))).isEmpty();
    }

    @Test
    void anOldHookObjectIsRemovedBeforeTheNextRun() {
        world.wants(hookJob("h", "PreSync"), configMap("c", "1"));
        full("h", COMPLETE);
        var old = world.cluster.find(job("h")).orElseThrow().uid();
        world.pass(Duration.ofMinutes(1));
        var waiting = world.run(SYNC, world.started());
        assertThat(waiting.state().message())
                .isEqualTo("waiting for completion of hook batch/Job/h");
        assertThat(world.cluster.find(job("h")).orElseThrow().uid()).isNotEqualTo(old);
        assertThat(applies("h")).isEqualTo(2);
    }

    /** A crash after the hook was made and before that was saved: it is not made again. */
    @Test
    void aRestartedSyncDoesNotRunAHookTwice() {
        world.wants(hookJob("h", "PreSync"), configMap("c", "1"));
        var marked = world.step(SYNC, world.started());
        assertThat(marked.next()).isEqualTo(new Next.Again());
        world.step(SYNC, marked.state());
        var again = world.step(SYNC, marked.state());
        assertThat(applies("h")).isEqualTo(1);
        ends("h", COMPLETE);
        assertThat(world.run(SYNC, again.state()).state().phase())
                .isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(applies("h")).isEqualTo(1);
    }

    /** sync Q: a retry starts from a fresh state of the same operation, and runs hooks again. */
    @Test
    void aRetryRunsHooksAgain() {
        world.wants(hookJob("h", "PreSync"), configMap("c", "1"));
        var operation = world.started();
        var waiting = world.run(SYNC, operation);
        ends("h", FAILED);
        assertThat(world.run(SYNC, waiting.state()).state().phase())
                .isEqualTo(OperationPhase.FAILED);
        world.pass(Duration.ofSeconds(10));
        world.run(SYNC, operation);
        assertThat(applies("h")).isEqualTo(2);
    }

    @Test
    void removalOnSuccessHappensAtTheEndOfTheWholeSync() {
        world.wants(with(hookJob("h", "PreSync"), "HookSucceeded"), hookJob("last", "PostSync"));
        var waiting = world.run(SYNC, world.started());
        ends("h", COMPLETE);
        waiting = world.run(SYNC, waiting.state());
        assertThat(world.cluster.find(job("h"))).isPresent();
        ends("last", COMPLETE);
        world.run(SYNC, waiting.state());
        assertThat(world.cluster.find(job("h"))).isEmpty();
        assertThat(world.cluster.find(job("last"))).isPresent();
    }

    @Test
    void removalOnFailureHappensOnFailureOnly() {
        world.wants(with(hookJob("h", "PreSync"), "HookFailed"), configMap("c", "1"));
        full("h", FAILED);
        assertThat(world.cluster.find(job("h"))).isEmpty();
        world.pass(Duration.ofMinutes(1));
        full("h", COMPLETE);
        assertThat(world.cluster.find(job("h"))).isPresent();
    }

    /** sync V6, E. */
    @Test
    void partialSyncsAndTheApplyStrategyRunNoHooks() {
        world.wants(hookJob("h", "PreSync"), configMap("c", "1"));
        var partial = world.sync(SYNC.only(new ResourceSelector("", "ConfigMap", "c", "")));
        assertThat(partial.state().phase()).isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(world.sync(SYNC.withoutHooks()).state().phase())
                .isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(world.cluster.find(job("h"))).isEmpty();
    }

    @Test
    void hooksWithoutAPhaseNeverRun() {
        world.wants(
                hookJob("s", "Skip"),
                hookJob("n", "Nonsense"),
                Manifests.deployment("t").withAnnotation("helm.sh/hook", "test"));
        assertThat(world.sync().state().phase()).isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(world.cluster.writes()).isEmpty();
    }

    @Test
    void aHookInTwoPhasesHasTwoResults() {
        world.wants(hookJob("h", "PreSync, PostSync"), configMap("c", "1"));
        var waiting = world.run(SYNC, world.started());
        ends("h", COMPLETE);
        waiting = world.run(SYNC, waiting.state());
        ends("h", COMPLETE);
        var done = world.run(SYNC, waiting.state());
        assertThat(done.state().phase()).isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(done.state().results())
                .filteredOn(r -> r.key().equals(job("h")))
                .extracting(SyncedObject::syncPhase)
                .containsExactly(HookPhase.PRE_SYNC, HookPhase.POST_SYNC);
        assertThat(applies("h")).isEqualTo(2);
    }

    /** manifests M7. */
    @Test
    void helmsHooksMapToPhases() {
        world.wants(
                Manifests.hookJob("h", "x")
                        .without("metadata", "annotations")
                        .withAnnotation("helm.sh/hook", "pre-install,pre-upgrade")
                        .withAnnotation("helm.sh/hook-delete-policy", "hook-succeeded"),
                configMap("c", "1"));
        full("h", COMPLETE);
        assertThat(world.cluster.find(job("h"))).isEmpty();
        assertThat(applies("h")).isEqualTo(1);
    }

    /** sync E: generateName. */
    @Test
    void aHookWithoutANameGetsOneFromTheRevisionAndTheStart() {
        var hook =
                Manifests.hookJob("x", "Sync")
                        .without("metadata", "name")
                        .with("migrate-", "metadata", "generateName");
        world.wants(hook, configMap("c", "1"));
        var started = world.started();
        var waiting = world.run(SYNC, started);
        var name = "migrate-abcdef0-sync-" + started.startedAt().getEpochSecond();
        assertThat(world.cluster.find(job(name))).isPresent();
        ends(name, COMPLETE);
        assertThat(world.run(SYNC, waiting.state()).state().phase())
                .isEqualTo(OperationPhase.SUCCEEDED);
    }

    @Test
    void hooksAreNeverPruned() {
        world.wants(hookJob("h", "PreSync"), configMap("c", "1"));
        full("h", COMPLETE);
        world.wants(configMap("c", "1"));
        world.sync(SYNC.pruning());
        assertThat(world.cluster.find(job("h"))).isPresent();
    }

    /** sync X. */
    @Test
    void terminationRemovesRunningHooksAndEndsAsFailed() {
        world.wants(hookJob("h", "PreSync"), configMap("c", "1"));
        var waiting = world.run(SYNC, world.started());
        var ended = world.step(SYNC, waiting.state().terminating(""));
        assertThat(ended.state().phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(ended.state().message()).isEqualTo("Operation terminated");
        assertThat(ended.next()).isEqualTo(new Next.Done());
        assertThat(World.result(ended, "Job", "h").phase()).isEqualTo(OperationPhase.FAILED);
        assertThat(world.cluster.find(job("h"))).isEmpty();
    }

    @Test
    void terminationKeepsTheTrueResultOfAFinishedHook() {
        world.wants(hookJob("h", "PreSync"), configMap("c", "1"));
        var waiting = world.run(SYNC, world.started());
        ends("h", COMPLETE);
        var ended = world.step(SYNC, waiting.state().terminating("sync timeout"));
        assertThat(World.result(ended, "Job", "h").phase()).isEqualTo(OperationPhase.SUCCEEDED);
        assertThat(ended.state().message()).contains("sync timeout");
        assertThat(world.cluster.find(job("h")).orElseThrow().at("metadata", "finalizers"))
                .contains(List.of());
    }

    @Test
    void aSyncThatEndsBeforeItsTimeLetsItsHooksGo() {
        world.wants(hookJob("h", "PreSync"), configMap("c", "1"));
        var waiting = world.run(SYNC, world.started());
        world.with(r -> r.failed("the repository is gone"));
        assertThat(world.step(SYNC, waiting.state()).state().phase())
                .isEqualTo(OperationPhase.ERROR);
        assertThat(world.cluster.find(job("h")).orElseThrow().at("metadata", "finalizers"))
                .contains(List.of());
    }
}
