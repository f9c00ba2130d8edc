package io.slipway.engine.sync;

import io.slipway.engine.sync.SyncStep.Next;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The steps that a run answers with: its state as it is by then, and what comes next. */
final class Answers {

    /**
     * Looks again although nothing was heard: a change that falls between two steps may be missed.
     */
    private static final Duration SAFETY_NET = Duration.ofSeconds(30);

    private final SyncState state;
    private final Results results;
    private final InstantSource clock;

    Answers(SyncState state, Results results, InstantSource clock) {
        this.state = state;
        this.results = results;
        this.clock = clock;
    }

    SyncState saved(OperationPhase phase, String message) {
        return state.with(results.all()).with(phase, message);
    }

    SyncStep done(OperationPhase phase, String message) {
        return new SyncStep(saved(phase, message), new Next.Done());
    }

    SyncStep failed(String what, List<String> reasons) {
        var distinct = reasons.stream().distinct().toList();
        return done(
                OperationPhase.FAILED,
                distinct.isEmpty() ? what : what + ", reason: " + String.join(",", distinct));
    }

    SyncStep again(String message) {
        return new SyncStep(saved(OperationPhase.RUNNING, message), new Next.Again());
    }

    /** Waits for a person, who is told for what. */
    SyncStep asking(String message, Optional<DeletionBudget.Pending> deletions) {
        return new SyncStep(
                saved(OperationPhase.RUNNING, message),
                new Next.Wait(Set.of(), Optional.empty(), true),
                deletions);
    }

    /** Waits for objects, and looks again at a moment, or after a while. */
    SyncStep waiting(String what, String more, List<SyncTask> on, Optional<Instant> until) {
        var keys = on.stream().map(SyncTask::key).collect(Collectors.toSet());
        var latest = clock.instant().plus(SAFETY_NET);
        var moment = until.filter(latest::isAfter).orElse(latest);
        return new SyncStep(
                saved(OperationPhase.RUNNING, text(what, more, on)),
                new Next.Wait(keys, Optional.of(moment), false));
    }

    /** {@code waiting for <what> <first> and <n> more <more>}. */
    static String text(String what, String more, List<SyncTask> on) {
        return "waiting for "
                + what
                + " "
                + on.getFirst().described()
                + (on.size() > 1 ? " and " + (on.size() - 1) + " more " + more : "");
    }
}
