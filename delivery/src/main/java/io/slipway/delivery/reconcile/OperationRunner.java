package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationRecords;
import io.slipway.delivery.application.ApplicationRecords.Write;
import io.slipway.delivery.application.ApplicationStatus.OperationState;
import io.slipway.delivery.application.ApplicationStatus.Phase;
import io.slipway.delivery.application.Operation;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.automation.NewerCommit;
import io.slipway.delivery.window.Permission;
import io.slipway.engine.compare.SyncOptions;
import io.slipway.platform.store.Durability;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Carries an operation on (spec gitops-engine-sync): what stands before its steps is looked at
 * here, tries that are due, windows, permissions, what is to be deployed; and how it ends. The
 * steps are those of {@link OperationSteps}. Safe for several threads, but called by one at a time
 * for an application.
 */
final class OperationRunner {

    /** Windows may be changed while a sync waits for one. */
    private static final long WINDOW_SECONDS = 60;

    private final ApplicationRecords records;
    private final Surroundings surroundings;
    private final OperationTargets targets;
    private final OperationSteps steps;
    private final LiveMemory memory;
    private final Clock clock;

    OperationRunner(
            ApplicationRecords records,
            Surroundings surroundings,
            OperationTargets targets,
            OperationSteps steps,
            LiveMemory memory,
            Clock clock) {
        this.records = records;
        this.surroundings = surroundings;
        this.targets = targets;
        this.steps = steps;
        this.memory = memory;
        this.clock = clock;
    }

    /** How far a run came. */
    sealed interface Outcome {
        /** Nothing more to do for this operation. */
        record Ended() implements Outcome {}

        /** It waits for objects, a person or a moment. */
        record Waits(Optional<Instant> until) implements Outcome {}
    }

    Outcome run(StoredApplication stored) {
        var operation = stored.application().operation().orElseThrow();
        var state =
                stored.application()
                        .status()
                        .operationState()
                        .filter(s -> !s.phase().isCompleted())
                        .orElseGet(() -> OperationStates.started(operation, clock.instant()));
        boolean retry = state.finishedAt().isPresent() && state.phase() == Phase.RUNNING;
        if (retry) {
            var due = Retries.at(operation.retry(), state.retryCount(), state.finishedAt().get());
            var newer = NewerCommit.supersedes(stored.application());
            if (newer.isPresent()) {
                return superseded(stored, state, newer.get());
            }
            if (clock.instant().isBefore(due)) {
                return new Outcome.Waits(Optional.of(due));
            }
        }
        var permission =
                surroundings.maySync(
                        stored,
                        !operation.initiatedBy().automated(),
                        Optional.of(state.startedAt()),
                        clock.instant());
        if (permission instanceof Permission.Blocked blocked) {
            return held(stored, state, blocked);
        }
        return retry
                ? begun(stored, OperationStates.resumed(state, targets.retried(stored, operation)))
                : begun(stored, state);
    }

    private Outcome begun(StoredApplication stored, OperationState state) {
        var sync = state.operation().sync();
        if (sync.isEmpty()) {
            return ended(
                    stored,
                    state.with(Phase.ERROR, "Invalid operation request: no operation specified"));
        }
        var verdict = surroundings.of(stored);
        var cluster = verdict.permitted();
        if (cluster.isEmpty()) {
            return ended(stored, state.with(Phase.ERROR, String.join(";", verdict.errors())));
        }
        if (isRefusedAsShared(stored, sync.get())) {
            return ended(
                    stored, state.with(Phase.FAILED, "Shared resource found: " + shared(stored)));
        }
        var target = targets.of(stored, sync.get(), state);
        if (target.failure().isPresent()) {
            return ended(
                    stored, state.with(Phase.ERROR, "ComparisonError: " + target.failure().get()));
        }
        var run =
                new OperationSteps.Run(
                        stored,
                        state.operation(),
                        sync.get(),
                        cluster.get(),
                        verdict,
                        OperationTargets.sources(stored, sync.get()),
                        target);
        return switch (steps.go(run, state)) {
            case OperationSteps.Result.Gone _ -> new Outcome.Ended();
            case OperationSteps.Result.Waits(var until) -> new Outcome.Waits(until);
            case OperationSteps.Result.Finished(var last) ->
                    ended(stored, last, target.content(), Optional.of(target));
        };
    }

    private boolean isRefusedAsShared(StoredApplication stored, Operation.Sync sync) {
        return SyncOptions.of(sync.syncOptions()).has("FailOnSharedResource=true")
                && !memory.shared(stored.id()).isEmpty();
    }

    private String shared(StoredApplication stored) {
        return memory.shared(stored.id()).stream()
                .map(s -> StatusParts.sharedText(stored, s))
                .collect(Collectors.joining(", "));
    }

    /** A window of the project is in the way: nothing is done until it is not, not even a stop. */
    private Outcome held(
            StoredApplication stored, OperationState state, Permission.Blocked blocked) {
        var waiting = state.with(state.phase(), "waiting, " + blocked.message());
        boolean terminating = OperationSteps.isTerminating(stored);
        records.change(
                stored.id(),
                Durability.NORMAL,
                now ->
                        now.application().operation().isEmpty()
                                        || OperationSteps.isTerminating(now) != terminating
                                ? Write.of(now)
                                : Write.of(
                                        now.with(now.application().withOperationState(waiting))));
        var latest = clock.instant().plusSeconds(WINDOW_SECONDS);
        return new Outcome.Waits(
                Optional.of(blocked.opensAt().filter(latest::isAfter).orElse(latest)));
    }

    private Outcome ended(StoredApplication stored, OperationState state) {
        return ended(stored, state, stored.attemptedContent(), Optional.empty());
    }

    private Outcome ended(
            StoredApplication stored,
            OperationState state,
            String content,
            Optional<Target> applied) {
        var now = clock.instant();
        boolean failed = state.phase() != Phase.SUCCEEDED;
        boolean stopped = OperationSteps.isTerminating(records.find(stored.id()).orElse(stored));
        if (failed && !stopped && Retries.isLeft(state.operation().retry(), state.retryCount())) {
            return retried(stored, state, now);
        }
        memory.waitsForNothing(stored.id());
        records.change(
                stored.id(),
                Durability.NORMAL,
                before -> Completion.of(before, state, content, applied, now));
        return new Outcome.Ended();
    }

    /** Between two tries nothing runs in the cluster, so there is nothing to stop. */
    private Outcome superseded(StoredApplication stored, OperationState state, String why) {
        memory.waitsForNothing(stored.id());
        var failed = state.with(Phase.FAILED, state.message() + "; " + why);
        records.change(
                stored.id(),
                Durability.NORMAL,
                before ->
                        Completion.of(
                                before,
                                failed,
                                stored.attemptedContent(),
                                Optional.empty(),
                                clock.instant()));
        return new Outcome.Ended();
    }

    private Outcome retried(StoredApplication stored, OperationState state, Instant now) {
        long number = state.retryCount() + 1;
        var at = Retries.at(state.operation().retry(), number, now);
        var message =
                state.message()
                        + ". Retrying attempt #"
                        + number
                        + " at "
                        + at.truncatedTo(ChronoUnit.SECONDS)
                        + ".";
        var waiting = OperationStates.retrying(state, message, now, number);
        records.change(
                stored.id(),
                Durability.NORMAL,
                before ->
                        before.application().operation().isEmpty()
                                        || OperationSteps.isTerminating(before)
                                ? Write.of(before)
                                : Write.of(
                                        before.with(
                                                before.application().withOperationState(waiting))));
        return new Outcome.Waits(Optional.of(at));
    }
}
