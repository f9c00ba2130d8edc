package io.slipway.engine.sync;

import io.slipway.engine.health.Health;
import io.slipway.engine.health.HealthRules;
import io.slipway.manifests.ResourceObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a sync has begun and not ended: how it stands by the health of the live objects, and what
 * has to be waited for (spec: sync D4 to D6).
 */
final class RunningTasks {

    private final List<SyncTask> tasks;
    private final List<SyncTask> all;
    private final Results results;
    private final SyncState state;
    private final Answers answers;
    private final HealthRules health;
    private final SyncSettings settings;
    private final InstantSource clock;

    /**
     * @param tasks of the sync itself
     * @param all the hooks for a failure too
     */
    RunningTasks(
            List<SyncTask> tasks,
            List<SyncTask> all,
            Results results,
            SyncState state,
            Answers answers,
            HealthRules health,
            SyncSettings settings,
            InstantSource clock) {
        this.tasks = tasks;
        this.all = all;
        this.results = results;
        this.state = state;
        this.answers = answers;
        this.health = health;
        this.settings = settings;
        this.clock = clock;
    }

    /** Brings running tasks up to date from the live objects. */
    void refresh() {
        for (var task : all) {
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

    static OperationPhase hookPhase(Optional<Health> verdict) {
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

    boolean hasSeveralSteps() {
        return tasks.stream().map(t -> Map.entry(t.phase(), t.wave())).distinct().count() > 1;
    }

    /** A step that waits, when hooks run, or objects of a sync of several steps. */
    Optional<SyncStep> waitForRunning() {
        boolean several = hasSeveralSteps();
        var running =
                tasks.stream()
                        .filter(t -> (several || t.isHook()) && results.isRunning(t))
                        .toList();
        return running.isEmpty() ? Optional.empty() : Optional.of(waiting(running));
    }

    /** A step that waits, when pruned objects are still there. */
    Optional<SyncStep> waitForPruned() {
        var leaving =
                tasks.stream()
                        .filter(t ->
                                results.isPruned(t)
                                        && t.live().filter(ResourceObject::isDeleting).isPresent())
                        .toList();
        return leaving.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        answers.waiting("deletion of", "resources", leaving, Optional.empty()));
    }

    /** Waits for hooks and for health, whichever comes first in order. */
    SyncStep waiting(List<SyncTask> running) {
        boolean hook = running.getFirst().isHook();
        return answers.waiting(
                hook ? "completion of hook" : "healthy state of",
                hook ? "hooks" : "resources",
                running,
                checkAgain(running));
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
}
