package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.ApplicationRecords;
import io.slipway.delivery.application.ApplicationRecords.Write;
import io.slipway.delivery.application.ApplicationSource;
import io.slipway.delivery.application.ApplicationStatus.OperationState;
import io.slipway.delivery.application.ApplicationStatus.Phase;
import io.slipway.delivery.application.Confirmation;
import io.slipway.delivery.application.Operation;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.automation.NewerCommit;
import io.slipway.engine.GitOpsEngine;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.sync.DeletionBudget;
import io.slipway.engine.sync.DeletionSafety;
import io.slipway.engine.sync.OperationPhase;
import io.slipway.engine.sync.SyncState;
import io.slipway.engine.sync.SyncStep;
import io.slipway.platform.store.Durability;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The steps of an operation, each saved before the next: a restarted server goes on from the last
 * saved one. Objects of the cluster first, then the applications among them. Safe for several
 * threads, but called by one at a time for an application.
 */
final class OperationSteps {

    private static final long CLUSTER_RETRY_SECONDS = 5;

    private final ApplicationRecords records;
    private final GitOpsEngine engine;
    private final LiveMemory memory;
    private final DeletionBudget budget;
    private final Children children;
    private final Consumer<ApplicationId> stillOurs;
    private final Clock clock;

    /**
     * @param stillOurs ends the run when another process works on the application by now
     */
    OperationSteps(
            ApplicationRecords records,
            GitOpsEngine engine,
            LiveMemory memory,
            DeletionBudget budget,
            Children children,
            Consumer<ApplicationId> stillOurs,
            Clock clock) {
        this.records = records;
        this.engine = engine;
        this.memory = memory;
        this.budget = budget;
        this.children = children;
        this.stillOurs = stillOurs;
        this.clock = clock;
    }

    /** Everything that stays the same for the steps of one run. */
    record Run(
            StoredApplication stored,
            Operation operation,
            Operation.Sync sync,
            Cluster cluster,
            Surroundings.Verdict verdict,
            List<ApplicationSource> sources,
            Target target) {}

    /** How far the steps came. */
    sealed interface Result {
        /** The operation is not wanted any more. */
        record Gone() implements Result {}

        /** Nothing more can be done before an object changes, a person speaks, or a moment. */
        record Waits(Optional<Instant> until) implements Result {}

        /** The last state; it is not saved yet. */
        record Finished(OperationState last) implements Result {}
    }

    Result go(Run run, OperationState begun) {
        var saved = engineState(run.stored(), begun);
        if (saved.phase() == OperationPhase.SUCCEEDED) {
            return children(run, begun, saved); // only they were left when this was saved
        }
        var request =
                EngineRequests.sync(run.stored(), run.target(), run.sync(), run.verdict().policy());
        var wanted = EngineRequests.operation(run.sync(), run.target().revisions());
        while (true) {
            SyncStep step;
            stillOurs.accept(run.stored().id());
            try {
                step = engine.step(run.cluster(), request, wanted, saved, safety(run));
            } catch (ClusterException e) {
                return broken(run, begun, saved, e);
            }
            if (step.next() instanceof SyncStep.Next.Done) {
                return step.state().phase() == OperationPhase.SUCCEEDED
                        ? children(run, begun, step.state())
                        : new Result.Finished(shown(run, begun, step.state(), Optional.empty()));
            }
            var reached = step.state();
            if (step.next() instanceof SyncStep.Next.Wait && isOutdated(run, reached)) {
                var why = NewerCommit.supersedes(run.stored().application()).orElseThrow();
                reached = reached.terminating(why);
            } else if (step.next() instanceof SyncStep.Next.Wait(var objects, var _, var _)) {
                memory.waitsFor(run.stored().id(), run.cluster(), objects);
            }
            var next = save(run, begun, reached, step.deletions());
            if (next.isEmpty()) {
                return new Result.Gone();
            }
            if (step.next() instanceof SyncStep.Next.Wait(var _, var until, var _)
                    && next.get().phase() == step.state().phase()) {
                return new Result.Waits(until);
            }
            saved = next.get(); // there is more to do, or somebody asked to stop meanwhile
        }
    }

    /** Whether a sync that waits should make room for a newer commit. */
    private static boolean isOutdated(Run run, SyncState state) {
        return state.phase() == OperationPhase.RUNNING
                && NewerCommit.supersedes(run.stored().application()).isPresent();
    }

    /** The applications among the objects, once everything for the cluster is there. */
    private Result children(Run run, OperationState begun, SyncState engineState) {
        var done = shown(run, begun, engineState, Optional.empty());
        if (begun.phase() == Phase.TERMINATING) {
            return new Result.Finished(done.with(Phase.FAILED, "Operation terminated"));
        }
        stillOurs.accept(run.stored().id());
        var outcome = children.apply(run.stored(), run.target(), run.sync(), safety(run));
        var state = OperationStates.withResults(done, outcome.results());
        if (outcome.failure().isPresent()) {
            return new Result.Finished(state.with(Phase.FAILED, outcome.failure().get()));
        }
        if (outcome.waits().isEmpty()) {
            return new Result.Finished(state);
        }
        var newer = NewerCommit.supersedes(run.stored().application());
        if (newer.isPresent()) {
            return new Result.Finished(
                    state.with(Phase.FAILED, "Operation terminated (" + newer.get() + ")"));
        }
        var waiting =
                OperationStates.withPending(
                        state.with(Phase.RUNNING, outcome.waits().get()),
                        outcome.deletions(),
                        run.target().revisions());
        records.change(
                run.stored().id(),
                Durability.NORMAL,
                now ->
                        now.application().operation().isEmpty() || isTerminating(now)
                                ? Write.of(now)
                                : Write.of(
                                        now.with(now.application().withOperationState(waiting))
                                                .withSyncState(Optional.of(engineState.toTree()))));
        return new Result.Waits(Optional.empty());
    }

    /** What keeps the sync from taking too much away, or what others need. */
    private DeletionSafety safety(Run run) {
        var id = run.stored().id();
        return new DeletionSafety(
                key -> memory.wantedByAnother(id, run.cluster(), key),
                budget,
                Confirmation.of(records.find(id).orElse(run.stored()).application())
                        .flatMap(c -> c.hashFor(run.target().revisions())));
    }

    /** The cluster does not answer: that may pass; what it refuses does not. */
    private Result broken(Run run, OperationState begun, SyncState saved, ClusterException e) {
        if (e instanceof ClusterException.Unavailable) {
            return save(run, begun, saved, Optional.empty()).isEmpty()
                    ? new Result.Gone()
                    : new Result.Waits(
                            Optional.of(clock.instant().plusSeconds(CLUSTER_RETRY_SECONDS)));
        }
        return new Result.Finished(
                shown(run, begun, saved, Optional.empty())
                        .with(
                                Phase.ERROR,
                                "cluster " + run.cluster().name() + ": " + e.getMessage()));
    }

    private static SyncState engineState(StoredApplication stored, OperationState state) {
        var saved =
                state.syncResult().isEmpty()
                        ? Optional.<Map<String, Object>>empty()
                        : stored.syncState();
        var engine =
                saved.map(SyncState::fromTree)
                        .orElseGet(() -> SyncState.started(state.startedAt()));
        return state.phase() == Phase.TERMINATING && engine.phase() != OperationPhase.TERMINATING
                ? engine.terminating("")
                : engine;
    }

    private static OperationState shown(
            Run run,
            OperationState begun,
            SyncState state,
            Optional<DeletionBudget.Pending> deletions) {
        return OperationStates.of(
                run.operation(),
                begun,
                state,
                run.stored().application().spec(),
                run.sources(),
                run.target().revisions(),
                deletions);
    }

    /**
     * Saves a step.
     *
     * @return the state to go on with; empty when the operation is no longer wanted
     */
    private Optional<SyncState> save(
            Run run,
            OperationState begun,
            SyncState state,
            Optional<DeletionBudget.Pending> deletions) {
        var stopped = new boolean[1];
        var after =
                records.change(
                        run.stored().id(),
                        Durability.NORMAL,
                        now -> {
                            if (now.application().operation().isEmpty()) {
                                return Write.of(now);
                            }
                            stopped[0] = isTerminating(now);
                            var next = shown(run, begun, state, deletions);
                            var told =
                                    stopped[0]
                                            ? next.with(Phase.TERMINATING, next.message())
                                            : next;
                            return Write.of(
                                    now.with(
                                                    now.application()
                                                            .withOperation(
                                                                    Optional.of(run.operation()))
                                                            .withOperationState(told))
                                            .withSyncState(Optional.of(state.toTree())));
                        });
        return after.filter(a -> a.application().operation().isPresent())
                .map(_ ->
                        stopped[0] && state.phase() != OperationPhase.TERMINATING
                                ? state.terminating("")
                                : state);
    }

    static boolean isTerminating(StoredApplication now) {
        return now.application()
                .status()
                .operationState()
                .filter(s -> s.phase() == Phase.TERMINATING)
                .isPresent();
    }
}
