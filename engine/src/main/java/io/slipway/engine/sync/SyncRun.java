package io.slipway.engine.sync;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.ParallelCalls;
import io.slipway.engine.compare.CompareRequest;
import io.slipway.engine.compare.HookDeletePolicy;
import io.slipway.engine.compare.HookPhase;
import io.slipway.engine.compare.Pair;
import io.slipway.engine.health.Health;
import io.slipway.engine.health.HealthRules;
import io.slipway.engine.sync.SyncStep.Next;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One step of one sync, once its tasks are known (spec: sync D).
 *
 * <p>The order of questions is the specification: is something running that must end first; did
 * something fail; is anything left; then the first wave of what is left is acted on. Whatever a
 * step does is safe to do again, because a crash may lose the state that it returns.
 */
final class SyncRun {

    /**
     * Looks again although nothing was heard: a change that falls between two steps may be missed.
     */
    private static final Duration SAFETY_NET = Duration.ofSeconds(30);

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
            return failed("one or more synchronization tasks are not valid", problems);
        }
        if (state.run().isEmpty() && allTasks().stream().anyMatch(SyncTask::isHook)) {
            var mark = String.valueOf(clock.instant().toEpochMilli());
            return new SyncStep(
                    saved(OperationPhase.RUNNING, state.message()).running(mark), new Next.Again());
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
        refresh();
        var busy = Optional.<SyncStep>empty().or(this::waitForRunning).or(this::waitForPruned);
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
                    failed("one or more objects failed to apply", List.of(e.getMessage())));
        }
        var refusals = new DryRun(applier, knowledge, settings).of(allTasks());
        if (refusals.isEmpty()) {
            return Optional.empty();
        }
        refusals.forEach((task, message) -> results.set(task, ResultCode.SYNC_FAILED, message));
        return Optional.of(
                failed(
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
        return done(OperationPhase.SUCCEEDED, "successfully synced (dry run)");
    }

    // --- what runs ---

    /** Brings running tasks up to date from the live objects. */
    private void refresh() {
        for (var task : allTasks()) {
            if (task.isPrune() || !results.isRunning(task)) {
                continue;
            }
            if (task.live().isEmpty()) {
                if (task.isHook() || hasSeveralSteps()) {
                    results.progress(
                            task,
                            OperationPhase.ERROR,
                            "the object vanished while the sync waited for it");
                }
                continue;
            }
            var verdict = health.assess(task.live().get(), clock.instant());
            var phase = task.isHook() ? hookPhase(verdict) : objectPhase(verdict);
            boolean waitedEnough =
                    phase == OperationPhase.RUNNING && !task.isHook() && isWaitedFor(task);
            results.progress(
                    task,
                    waitedEnough ? OperationPhase.SUCCEEDED : phase,
                    waitedEnough
                            ? "not healthy within "
                                    + settings.genericPatience()
                                    + "; going on without waiting for it"
                            : verdict.map(Health::message).orElse(""));
        }
    }

    /** The generic rule may misread an object: waiting for its word has an end. */
    private boolean isWaitedFor(SyncTask task) {
        return health.isGeneric(task.key().groupKind())
                && patienceEnds().filter(t -> !clock.instant().isBefore(t)).isPresent();
    }

    private Optional<Instant> patienceEnds() {
        return state.waveAt().map(t -> t.plus(settings.genericPatience()));
    }

    private static OperationPhase hookPhase(Optional<Health> verdict) {
        return verdict.map(Health::status)
                .map(s ->
                        switch (s) {
                            case HEALTHY -> OperationPhase.SUCCEEDED;
                            case PROGRESSING, SUSPENDED -> OperationPhase.RUNNING;
                            case DEGRADED, UNKNOWN, MISSING -> OperationPhase.FAILED;
                        })
                .orElse(OperationPhase.SUCCEEDED);
    }

    private static OperationPhase objectPhase(Optional<Health> verdict) {
        return verdict.map(Health::status)
                .map(s ->
                        switch (s) {
                            case HEALTHY -> OperationPhase.SUCCEEDED;
                            case DEGRADED -> OperationPhase.FAILED;
                            case PROGRESSING, SUSPENDED, UNKNOWN, MISSING -> OperationPhase.RUNNING;
                        })
                .orElse(OperationPhase.SUCCEEDED);
    }

    private boolean hasSeveralSteps() {
        return tasks.stream().map(t -> Map.entry(t.phase(), t.wave())).distinct().count() > 1;
    }

    private Optional<SyncStep> waitForRunning() {
        boolean several = hasSeveralSteps();
        var running =
                tasks.stream()
                        .filter(t -> (several || t.isHook()) && results.isRunning(t))
                        .toList();
        return running.isEmpty() ? Optional.empty() : Optional.of(waiting(running));
    }

    private Optional<SyncStep> waitForPruned() {
        var leaving =
                tasks.stream()
                        .filter(t ->
                                results.isPruned(t)
                                        && t.live().filter(ResourceObject::isDeleting).isPresent())
                        .toList();
        return leaving.isEmpty()
                ? Optional.empty()
                : Optional.of(waiting("deletion of", "resources", leaving, Optional.empty()));
    }

    /** Waits for hooks and for health, whichever comes first in order. */
    private SyncStep waiting(List<SyncTask> running) {
        boolean hook = running.getFirst().isHook();
        return waiting(
                hook ? "completion of hook" : "healthy state of",
                hook ? "hooks" : "resources",
                running,
                checkAgain(running));
    }

    private SyncStep waiting(String what, String more, List<SyncTask> on, Optional<Instant> until) {
        var text =
                "waiting for "
                        + what
                        + " "
                        + on.getFirst().described()
                        + (on.size() > 1 ? " and " + (on.size() - 1) + " more " + more : "");
        var keys = on.stream().map(SyncTask::key).collect(Collectors.toSet());
        var latest = clock.instant().plus(SAFETY_NET);
        var moment = until.filter(latest::isAfter).orElse(latest);
        return new SyncStep(
                saved(OperationPhase.RUNNING, text),
                new Next.Wait(keys, Optional.of(moment), false));
    }

    private Optional<Instant> checkAgain(List<SyncTask> on) {
        var verdicts =
                on.stream()
                        .flatMap(t -> t.live().stream())
                        .flatMap(l ->
                                health
                                        .assess(l, clock.instant())
                                        .flatMap(Health::checkAgain)
                                        .stream());
        var patience =
                on.stream().anyMatch(t -> !t.isHook() && health.isGeneric(t.key().groupKind()))
                        ? patienceEnds().stream()
                        : Stream.<Instant>empty();
        return Stream.concat(verdicts, patience).min(Comparator.naturalOrder());
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
        prune(wave.stream().filter(SyncTask::isPrune).toList());
        var leaving = clearWay(wave);
        if (!leaving.isEmpty()) {
            return waiting("deletion of hook", "hooks", leaving, Optional.empty());
        }
        apply(wave.stream().filter(t -> !t.isPrune()).toList());
        if (wave.stream().anyMatch(results::isUnsuccessful)) {
            var running = wave.stream().filter(t -> t.isHook() && results.isRunning(t)).toList();
            return running.isEmpty()
                    ? unsuccessful("one or more objects failed to apply")
                    : waiting(running);
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
        return new SyncStep(
                saved(OperationPhase.RUNNING, "waiting for pruning confirmation of " + names),
                new Next.Wait(Set.of(), Optional.empty(), true));
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
        var text = "waiting for pruning confirmation of " + doomed.summary();
        return new SyncStep(
                saved(OperationPhase.RUNNING, text),
                new Next.Wait(Set.of(), Optional.empty(), true),
                Optional.of(doomed));
    }

    private SyncStep afterWave(List<SyncTask> pending, List<SyncTask> wave, boolean last) {
        var remaining = pending.stream().filter(t -> !wave.contains(t) || t.isHook()).toList();
        var what = remaining.getFirst();
        var text =
                "waiting for "
                        + (what.isHook() ? "completion of hook " : "healthy state of ")
                        + what.described()
                        + (remaining.size() > 1
                                ? " and "
                                        + (remaining.size() - 1)
                                        + " more "
                                        + (what.isHook() ? "hooks" : "resources")
                                : "");
        var next = saved(OperationPhase.RUNNING, text).waveAt(clock.instant());
        if (last || settings.waveDelay().isZero()) {
            return new SyncStep(next, new Next.Again());
        }
        var until = Optional.of(clock.instant().plus(settings.waveDelay()));
        return new SyncStep(next.waitingUntil(until), new Next.Wait(Set.of(), until, false));
    }

    private void prune(List<SyncTask> toPrune) {
        var outcomes =
                ParallelCalls.map(
                        toPrune,
                        settings.parallelWrites(),
                        t -> {
                            try {
                                return pruner.prune(t);
                            } catch (ClusterException.Unavailable
                                    | ClusterException.TooManyRequests e) {
                                throw e;
                            } catch (ClusterException e) {
                                return new Pruner.Outcome(ResultCode.SYNC_FAILED, e.getMessage());
                            }
                        });
        for (int i = 0; i < toPrune.size(); i++) {
            results.set(toPrune.get(i), outcomes.get(i).code(), outcomes.get(i).message());
        }
    }

    /** Removes hook objects that stand in the way of new ones; those that are not gone at once. */
    private List<SyncTask> clearWay(List<SyncTask> wave) {
        var leaving = new ArrayList<SyncTask>();
        for (var task : wave) {
            if (task.isHook()
                    && task.live().isPresent()
                    && !HookObjects.isOfRun(task, run(task))
                    && (task.live().get().isDeleting()
                            || HookObjects.hasPolicy(task, HookDeletePolicy.BEFORE_CREATION))
                    && !hooks.delete(task.live().get())) {
                leaving.add(task);
            }
        }
        return leaving;
    }

    private String run(SyncTask task) {
        return HookObjects.mark(task, state.run());
    }

    /**
     * Kind after kind, the objects of one kind at a time in parallel. A failure does not stop
     * others.
     */
    private void apply(List<SyncTask> toApply) {
        for (int from = 0; from < toApply.size(); ) {
            int to = from;
            var kind = toApply.get(from).key().groupKind();
            while (to < toApply.size() && toApply.get(to).key().groupKind().equals(kind)) {
                to++;
            }
            applyTogether(toApply.subList(from, to));
            from = to;
        }
    }

    /** What applying one object led to. */
    private record Applied(ResultCode code, String message) {}

    private void applyTogether(List<SyncTask> group) {
        var outcomes = ParallelCalls.map(group, settings.parallelWrites(), this::applyOne);
        for (int i = 0; i < group.size(); i++) {
            results.set(group.get(i), outcomes.get(i).code(), outcomes.get(i).message());
        }
        if (group.getFirst().key().kind().equals("CustomResourceDefinition")) {
            new NewKinds(cluster, settings.definitionPatience()).await(group);
        }
    }

    private Applied applyOne(SyncTask task) {
        if (task.isHook() && HookObjects.isOfRun(task, run(task))) {
            return new Applied(ResultCode.SYNCED, Applier.described(task.object()) + " created");
        }
        try {
            if (task.isHook()) {
                var live =
                        task.live()
                                .filter(l ->
                                        !HookObjects.hasPolicy(
                                                task, HookDeletePolicy.BEFORE_CREATION));
                var made = task.withDesired(HookObjects.prepared(task, run(task))).withLive(live);
                return new Applied(ResultCode.SYNCED, applier.apply(made).message());
            }
            if (isInPlace(task)) {
                return new Applied(
                        ResultCode.SYNCED, Applier.described(task.object()) + " unchanged");
            }
            var outcome = applier.apply(respecting(task));
            if (outcome.serverSide()) {
                knowledge.applied(task.desired().orElseThrow(), outcome.object());
            }
            return new Applied(ResultCode.SYNCED, outcome.message());
        } catch (ClusterException.Unavailable | ClusterException.TooManyRequests e) {
            throw e;
        } catch (ClusterException e) {
            return new Applied(ResultCode.SYNC_FAILED, Applier.explained(e, task));
        }
    }

    /** Nothing is sent for what is known to be as we left it, unless it is to be replaced. */
    private boolean isInPlace(SyncTask task) {
        return task.live().filter(l -> !l.isDeleting()).isPresent()
                && !applier.isReplacing(task)
                && knowledge.isInPlace(task.desired().orElseThrow(), task.live().get());
    }

    private SyncTask respecting(SyncTask task) {
        return task.live().isPresent() && request.options().has("RespectIgnoreDifferences=true")
                ? task.withDesired(
                        knowledge.withLiveValues(task.desired().orElseThrow(), task.live().get()))
                : task;
    }

    // --- the ends ---

    private void releaseCompletedHooks() {
        for (var task : allTasks()) {
            if (task.isHook() && results.isCompleted(task)) {
                task.live()
                        .filter(_ -> HookObjects.isOfRun(task, run(task)))
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
        return done(OperationPhase.SUCCEEDED, message);
    }

    /** Something failed: the hooks for that run first, then the sync is over. */
    private SyncStep unsuccessful(String what) {
        var running = failureHooks.stream().filter(results::isRunning).toList();
        if (!running.isEmpty()) {
            return waiting(running);
        }
        var pending = failureHooks.stream().filter(results::isPending).toList();
        if (!pending.isEmpty()) {
            var leaving = clearWay(pending);
            if (!leaving.isEmpty()) {
                return waiting("deletion of hook", "hooks", leaving, Optional.empty());
            }
            apply(pending);
            if (pending.stream().noneMatch(results::isUnsuccessful)) {
                return new SyncStep(
                        saved(
                                OperationPhase.RUNNING,
                                "waiting for completion of hook " + pending.getFirst().described()),
                        new Next.Again());
            }
        }
        deleteHooks(HookDeletePolicy.FAILED);
        return failed(what, reasons());
    }

    private List<String> reasons() {
        return results.all().stream()
                .filter(r -> r.phase().isUnsuccessful() && !r.message().isEmpty())
                .map(SyncedObject::message)
                .distinct()
                .toList();
    }

    private SyncStep failed(String what, List<String> reasons) {
        var distinct = reasons.stream().distinct().toList();
        return done(
                OperationPhase.FAILED,
                distinct.isEmpty() ? what : what + ", reason: " + String.join(",", distinct));
    }

    private SyncStep done(OperationPhase phase, String message) {
        return new SyncStep(saved(phase, message), new Next.Done());
    }

    private SyncState saved(OperationPhase phase, String message) {
        return state.with(results.all()).with(phase, message);
    }

    // --- termination ---

    /** Stops: hooks that run are read a last time, let go, and removed (spec: sync X). */
    SyncStep terminate() {
        var troubles = new LinkedHashMap<ResourceKey, String>();
        for (var task : allTasks()) {
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
                ? done(OperationPhase.FAILED, "Operation terminated" + why)
                : done(
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
        var phase = hookPhase(verdict);
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
