package io.slipway.engine.sync;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.compare.CompareRequest;
import io.slipway.engine.compare.HookDeletePolicy;
import io.slipway.engine.compare.HookPhase;
import io.slipway.engine.compare.Pair;
import io.slipway.engine.health.HealthRules;
import io.slipway.engine.sync.SyncStep.Next;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One step of one sync, once its tasks are known (spec: sync D).
 *
 * <p>The order of questions is the specification: is something running that must end first; did
 * something fail; is anything left; then the first wave of what is left is acted on. Whatever a
 * step does is safe to do again, because a crash may lose the state that it returns.
 */
final class SyncRun {

    private final Cluster cluster;
    private final CompareRequest request;
    private final SyncOperation operation;
    private final SyncState state;
    private final List<SyncTask> tasks;
    private final List<SyncTask> failureHooks;
    private final List<String> problems;
    private final HealthRules health;
    private final SyncSettings settings;
    private final SyncKnowledge knowledge;
    private final DeletionSafety safety;
    private final InstantSource clock;
    private final Results results;
    private final Applier applier;
    private final Pruner pruner;
    private final HookObjects hooks;
    private final Answers answers;
    private final RunningTasks running;
    private final WaveActions actions;

    SyncRun(
            Cluster cluster,
            CompareRequest request,
            SyncOperation operation,
            SyncState state,
            TaskList list,
            HealthRules health,
            SyncSettings settings,
            SyncKnowledge knowledge,
            DeletionSafety safety,
            InstantSource clock) {
        this.safety = safety;
        this.cluster = cluster;
        this.request = request;
        this.operation = operation;
        this.state = state;
        this.problems = list.problems();
        this.health = health;
        this.settings = settings;
        this.knowledge = knowledge;
        this.clock = clock;
        this.results = new Results(state.results());
        this.applier = new Applier(cluster, request, operation.force(), settings);
        this.pruner = new Pruner(cluster, request, operation, safety);
        this.hooks = new HookObjects(cluster, Pruner.propagation(request.options()));
        this.tasks =
                wanted(list.tasks()).stream()
                        .filter(t -> t.phase() != HookPhase.SYNC_FAIL)
                        .toList();
        this.failureHooks =
                list.tasks().stream().filter(t -> t.phase() == HookPhase.SYNC_FAIL).toList();
        this.answers = new Answers(state, results, clock);
        this.running =
                new RunningTasks(
                        tasks, allTasks(), results, state, answers, health, settings, clock);
        this.actions =
                new WaveActions(
                        cluster,
                        request,
                        settings,
                        knowledge,
                        results,
                        applier,
                        pruner,
                        hooks,
                        state.run());
    }

    /**
     * With {@code ApplyOutOfSyncOnly=true}, ordinary objects that would not change are left out.
     */
    private List<SyncTask> wanted(List<SyncTask> all) {
        if (!request.options().has("ApplyOutOfSyncOnly=true")) {
            return all;
        }
        return all.stream()
                .filter(t -> t.isHook() || t.isPrune() || !results.isPending(t) || isModified(t))
                .toList();
    }

    private boolean isModified(SyncTask task) {
        return knowledge.isModified(
                new Pair(
                        task.key(),
                        task.desired(),
                        task.live(),
                        true,
                        true,
                        false,
                        Optional.empty()));
    }

    // --- the step ---

    SyncStep step() {
        if (!problems.isEmpty()) {
            return answers.failed("one or more synchronization tasks are not valid", problems);
        }
        if (state.run().isEmpty() && allTasks().stream().anyMatch(SyncTask::isHook)) {
            var mark = String.valueOf(clock.instant().toEpochMilli());
            return new SyncStep(
                    answers.saved(OperationPhase.RUNNING, state.message()).running(mark),
                    new Next.Again());
        }
        if (results.isEmpty()) {
            var refused = begin();
            if (refused.isPresent()) {
                return refused.get();
            }
            if (operation.dryRun()) {
                return simulated();
            }
        }
        running.refresh();
        var busy = running.waitForRunning().or(running::waitForPruned);
        if (busy.isPresent()) {
            return busy.get();
        }
        releaseCompletedHooks();
        if (tasks.stream().anyMatch(results::isUnsuccessful)) {
            return unsuccessful("one or more synchronization tasks completed unsuccessfully");
        }
        var pending = tasks.stream().filter(results::isPending).toList();
        if (pending.isEmpty()) {
            return succeeded("successfully synced (no more tasks)");
        }
        return runWave(pending);
    }

    // --- the first step ---

    /**
     * The destination namespace, then a dry run of everything; a step to return when that fails.
     */
    private Optional<SyncStep> begin() {
        var namespace = new DestinationNamespace(cluster, request, operation);
        try {
            namespace.ensure(tasks).ifPresent(results::replace);
        } catch (ClusterException.Unavailable | ClusterException.TooManyRequests e) {
            throw e;
        } catch (ClusterException e) {
            results.replace(namespace.failure(e.getMessage()));
            return Optional.of(
                    answers.failed("one or more objects failed to apply", List.of(e.getMessage())));
        }
        var refusals = new DryRun(applier, knowledge, settings).of(allTasks());
        if (refusals.isEmpty()) {
            return Optional.empty();
        }
        refusals.forEach((task, message) -> results.set(task, ResultCode.SYNC_FAILED, message));
        return Optional.of(
                answers.failed(
                        "one or more objects failed to apply (dry run)",
                        List.copyOf(refusals.values())));
    }

    private List<SyncTask> allTasks() {
        var all = new ArrayList<>(tasks);
        all.addAll(failureHooks);
        return all;
    }

    private SyncStep simulated() {
        for (var task : tasks) {
            if (task.isPrune()) {
                var outcome = pruner.prune(task);
                results.set(task, outcome.code(), outcome.message());
            } else {
                var text =
                        Applier.described(task.object())
                                + (task.live().isEmpty() ? " created" : " configured");
                results.set(
                        task,
                        Optional.of(ResultCode.SYNCED),
                        OperationPhase.SUCCEEDED,
                        text + " (dry run)");
            }
        }
        return answers.done(OperationPhase.SUCCEEDED, "successfully synced (dry run)");
    }

    // --- a wave ---

    private SyncStep runWave(List<SyncTask> pending) {
        var first = pending.getFirst();
        Predicate<SyncTask> isNow = t -> t.phase() == first.phase() && t.wave() == first.wave();
        var wave = pending.stream().filter(isNow).toList();
        var unconfirmed =
                wave.stream().filter(SyncTask::isPrune).filter(pruner::needsConfirmation).toList();
        if (!unconfirmed.isEmpty() && !Pruner.isApproved(request, state.startedAt())) {
            return awaitApproval(unconfirmed);
        }
        if (wave.stream().anyMatch(t -> t.isPrune() && pruner.isDoomed(t))) {
            var pendingDeletions = pendingDeletions();
            if (pendingDeletions.isPresent()) {
                return awaitConfirmation(pendingDeletions.get());
            }
        }
        actions.prune(wave.stream().filter(SyncTask::isPrune).toList());
        var leaving = actions.clearWay(wave);
        if (!leaving.isEmpty()) {
            return answers.waiting("deletion of hook", "hooks", leaving, Optional.empty());
        }
        actions.apply(wave.stream().filter(t -> !t.isPrune()).toList());
        if (wave.stream().anyMatch(results::isUnsuccessful)) {
            var busy = wave.stream().filter(t -> t.isHook() && results.isRunning(t)).toList();
            return busy.isEmpty()
                    ? unsuccessful("one or more objects failed to apply")
                    : running.waiting(busy);
        }
        boolean last = pending.stream().allMatch(isNow);
        if (last && wave.stream().noneMatch(SyncTask::isHook)) {
            return succeeded("successfully synced (all tasks run)");
        }
        return afterWave(pending, wave, last);
    }

    private SyncStep awaitApproval(List<SyncTask> tasksToConfirm) {
        var names =
                tasksToConfirm.stream().map(SyncTask::described).collect(Collectors.joining(", "));
        return answers.asking("waiting for pruning confirmation of " + names, Optional.empty());
    }

    /**
     * Counts the deletions of the whole sync, so that waves do not make many small ones of a big
     * one.
     */
    private Optional<DeletionBudget.Pending> pendingDeletions() {
        var doomed =
                tasks.stream()
                        .filter(t -> t.isPrune() && pruner.isDoomed(t))
                        .map(SyncTask::key)
                        .collect(Collectors.toCollection(HashSet::new));
        results.all().stream()
                .filter(r -> r.status().filter(ResultCode.PRUNED::equals).isPresent())
                .forEach(r -> doomed.add(r.key()));
        return safety.pending(doomed);
    }

    private SyncStep awaitConfirmation(DeletionBudget.Pending doomed) {
        return answers.asking(
                "waiting for pruning confirmation of " + doomed.summary(), Optional.of(doomed));
    }

    private SyncStep afterWave(List<SyncTask> pending, List<SyncTask> wave, boolean last) {
        var remaining = pending.stream().filter(t -> !wave.contains(t) || t.isHook()).toList();
        boolean hook = remaining.getFirst().isHook();
        var text =
                Answers.text(
                        hook ? "completion of hook" : "healthy state of",
                        hook ? "hooks" : "resources",
                        remaining);
        var next = answers.saved(OperationPhase.RUNNING, text).waveAt(clock.instant());
        if (last || settings.waveDelay().isZero()) {
            return new SyncStep(next, new Next.Again());
        }
        var until = Optional.of(clock.instant().plus(settings.waveDelay()));
        return new SyncStep(next.waitingUntil(until), new Next.Wait(Set.of(), until, false));
    }

    // --- the ends ---

    private void releaseCompletedHooks() {
        for (var task : allTasks()) {
            if (task.isHook() && results.isCompleted(task)) {
                task.live()
                        .filter(_ -> HookObjects.isOfRun(task, actions.run(task)))
                        .ifPresent(hooks::release);
            }
        }
    }

    private void deleteHooks(HookDeletePolicy policy) {
        allTasks().stream()
                .filter(t ->
                        t.isHook() && results.isCompleted(t) && HookObjects.hasPolicy(t, policy))
                .flatMap(t -> t.live().stream())
                .map(l -> cluster.live().get(l.key()).orElse(l))
                .forEach(hooks::delete);
    }

    private SyncStep succeeded(String message) {
        deleteHooks(HookDeletePolicy.SUCCEEDED);
        return answers.done(OperationPhase.SUCCEEDED, message);
    }

    /** Something failed: the hooks for that run first, then the sync is over. */
    private SyncStep unsuccessful(String what) {
        var busy = failureHooks.stream().filter(results::isRunning).toList();
        if (!busy.isEmpty()) {
            return running.waiting(busy);
        }
        var pending = failureHooks.stream().filter(results::isPending).toList();
        if (!pending.isEmpty()) {
            var leaving = actions.clearWay(pending);
            if (!leaving.isEmpty()) {
                return answers.waiting("deletion of hook", "hooks", leaving, Optional.empty());
            }
            actions.apply(pending);
            if (pending.stream().noneMatch(results::isUnsuccessful)) {
                return answers.again(
                        "waiting for completion of hook " + pending.getFirst().described());
            }
        }
        deleteHooks(HookDeletePolicy.FAILED);
        return answers.failed(what, reasons());
    }

    private List<String> reasons() {
        return results.all().stream()
                .filter(r -> r.phase().isUnsuccessful() && !r.message().isEmpty())
                .map(SyncedObject::message)
                .distinct()
                .toList();
    }

    /** Stops: hooks that run are read a last time, let go, and removed. */
    SyncStep terminate() {
        return new Termination(state, allTasks(), results, answers, hooks, health, clock).step();
    }
}
