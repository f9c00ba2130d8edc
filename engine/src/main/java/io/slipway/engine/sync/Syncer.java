package io.slipway.engine.sync;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.compare.CompareRequest;
import io.slipway.engine.compare.Condition;
import io.slipway.engine.compare.Matcher;
import io.slipway.engine.compare.Matching;
import io.slipway.engine.health.HealthRules;
import io.slipway.engine.sync.SyncStep.Next;
import io.slipway.engine.tracking.Tracking;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Runs syncs, a step at a time (spec: sync B). Holds no state of its own.
 *
 * <p>What stands between a step and its work is looked at here: a cluster that does not answer, a
 * delay, a wish to stop, conditions. The work is that of {@link SyncRun}.
 */
public final class Syncer {

    private static final Duration AWAY_PAUSE = Duration.ofSeconds(5);

    private final Matcher matcher;
    private final HealthRules health;
    private final Tracking tracking;
    private final SyncSettings settings;
    private final InstantSource clock;

    /** With what matches objects, judges them, and tells the time. */
    public Syncer(
            Matcher matcher,
            HealthRules health,
            Tracking tracking,
            SyncSettings settings,
            InstantSource clock) {
        this.matcher = matcher;
        this.health = health;
        this.tracking = tracking;
        this.settings = settings;
        this.clock = clock;
    }

    /** One step; see {@link SyncStep}. */
    public SyncStep step(
            Cluster cluster,
            CompareRequest request,
            SyncOperation operation,
            SyncState state,
            SyncKnowledge knowledge,
            DeletionSafety safety) {
        if (state.phase().isCompleted()) {
            return new SyncStep(state, new Next.Done());
        }
        var now = clock.instant();
        boolean terminating = state.phase() == OperationPhase.TERMINATING;
        if (!terminating && state.notBefore().filter(now::isBefore).isPresent()) {
            return new SyncStep(state, new Next.Wait(Set.of(), state.notBefore(), false));
        }
        try {
            return act(
                            cluster,
                            request,
                            operation,
                            state.waitingUntil(Optional.empty()),
                            knowledge,
                            safety)
                    .answered();
        } catch (ClusterException.Unavailable | ClusterException.TooManyRequests e) {
            return away(cluster, state, e);
        }
    }

    private SyncStep act(
            Cluster cluster,
            CompareRequest request,
            SyncOperation operation,
            SyncState state,
            SyncKnowledge knowledge,
            DeletionSafety safety) {
        var catalog = cluster.catalog();
        var matching = matcher.match(cluster, request);
        if (matching.away()) {
            throw new ClusterException.Unavailable(0, matching.failure().orElse("no answer"));
        }
        if (state.phase() != OperationPhase.TERMINATING) {
            var stop = obstacle(request, matching);
            if (stop.isPresent()) {
                releaseHooks(cluster, request, state);
                return new SyncStep(
                        state.with(stop.get().phase(), stop.get().message()), new Next.Done());
            }
        }
        var live = cluster.live();
        var tasks =
                TaskList.of(
                        request,
                        operation,
                        matching,
                        catalog,
                        tracking,
                        state.startedAt(),
                        live::get);
        if (!tasks.problems().isEmpty()) {
            tasks =
                    TaskList.of(
                            request,
                            operation,
                            matching,
                            cluster.refreshCatalog(),
                            tracking,
                            state.startedAt(),
                            live::get);
        }
        var run =
                new SyncRun(
                        cluster, request, operation, state, tasks, health, settings, knowledge,
                        safety, clock);
        return state.phase() == OperationPhase.TERMINATING ? run.terminate() : run.step();
    }

    /** A sync that ends before its time must not leave its finalizer on what it made. */
    private static void releaseHooks(Cluster cluster, CompareRequest request, SyncState state) {
        var hooks = new HookObjects(cluster, Pruner.propagation(request.options()));
        for (var result : state.results()) {
            if (result.hookType().isPresent()) {
                cluster.live().get(result.key()).ifPresent(hooks::release);
            }
        }
    }

    /** Why a sync ends before it does anything. */
    private record Obstacle(OperationPhase phase, String message) {}

    private static Optional<Obstacle> obstacle(CompareRequest request, Matching matching) {
        var shared = of(matching, Set.of(Condition.Type.SHARED_RESOURCE));
        if (request.options().has("FailOnSharedResource=true") && !shared.isEmpty()) {
            return Optional.of(
                    new Obstacle(
                            OperationPhase.FAILED,
                            "Shared resource found: " + String.join(", ", shared)));
        }
        var errors = of(matching, Set.of(Condition.Type.COMPARISON, Condition.Type.INVALID_SPEC));
        return errors.isEmpty()
                ? Optional.empty()
                : Optional.of(new Obstacle(OperationPhase.ERROR, String.join(";", errors)));
    }

    private static List<String> of(Matching matching, Set<Condition.Type> types) {
        return matching.conditions().stream()
                .filter(c -> types.contains(c.type()))
                .map(Condition::message)
                .collect(Collectors.toList());
    }

    /** A cluster that is away for a moment must not fail a sync; one that stays away must. */
    private SyncStep away(Cluster cluster, SyncState state, ClusterException e) {
        var now = clock.instant();
        var since = state.awaySince().orElse(now);
        var text = "cluster " + cluster.name() + " does not answer: " + e.getMessage();
        if (now.isAfter(since.plus(settings.awayPatience()))) {
            return new SyncStep(state.with(OperationPhase.ERROR, text), new Next.Done());
        }
        var waiting = state.with(state.phase(), "waiting, as " + text).away(Optional.of(since));
        return new SyncStep(
                waiting, new Next.Wait(Set.of(), Optional.of(now.plus(AWAY_PAUSE)), false));
    }
}
