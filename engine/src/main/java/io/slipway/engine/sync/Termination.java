package io.slipway.engine.sync;

import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.compare.HookDeletePolicy;
import io.slipway.engine.health.Health;
import io.slipway.engine.health.HealthRules;
import io.slipway.manifests.ResourceKey;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;

/** The end of a sync that is asked to stop (spec: sync X). */
final class Termination {

    private final SyncState state;
    private final List<SyncTask> all;
    private final Results results;
    private final Answers answers;
    private final HookObjects hooks;
    private final HealthRules health;
    private final InstantSource clock;

    Termination(
            SyncState state,
            List<SyncTask> all,
            Results results,
            Answers answers,
            HookObjects hooks,
            HealthRules health,
            InstantSource clock) {
        this.state = state;
        this.all = all;
        this.results = results;
        this.answers = answers;
        this.hooks = hooks;
        this.health = health;
        this.clock = clock;
    }

    /** Stops: hooks that run are read a last time, let go, and removed (spec: sync X). */
    SyncStep step() {
        var troubles = new LinkedHashMap<ResourceKey, String>();
        for (var task : all) {
            if (!task.isHook() || results.isPending(task) || task.live().isEmpty()) {
                continue;
            }
            try {
                endHook(task);
            } catch (ClusterException.Unavailable | ClusterException.TooManyRequests e) {
                throw e;
            } catch (ClusterException e) {
                troubles.put(task.key(), e.getMessage());
            }
        }
        var why = state.message().isEmpty() ? "" : " (" + state.message() + ")";
        return troubles.isEmpty()
                ? answers.done(OperationPhase.FAILED, "Operation terminated" + why)
                : answers.done(
                        OperationPhase.ERROR,
                        "Operation terminated, but hooks could not be removed: "
                                + String.join(", ", troubles.values()));
    }

    private void endHook(SyncTask task) {
        var live = task.live().orElseThrow();
        if (!results.isRunning(task)) {
            hooks.release(live);
            return;
        }
        var verdict = health.assess(live, clock.instant());
        var phase = RunningTasks.hookPhase(verdict);
        boolean unfinished = phase == OperationPhase.RUNNING;
        results.progress(
                task,
                unfinished ? OperationPhase.FAILED : phase,
                unfinished ? "Terminated" : verdict.map(Health::message).orElse(""));
        if (unfinished || HookObjects.hasPolicy(task, HookDeletePolicy.FAILED)) {
            hooks.delete(live);
        } else {
            hooks.release(live);
        }
    }
}
