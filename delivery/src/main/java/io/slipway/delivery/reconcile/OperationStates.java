package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationSource;
import io.slipway.delivery.application.ApplicationSpec;
import io.slipway.delivery.application.ApplicationStatus.OperationState;
import io.slipway.delivery.application.ApplicationStatus.PendingDeletions;
import io.slipway.delivery.application.ApplicationStatus.Phase;
import io.slipway.delivery.application.ApplicationStatus.ResourceResult;
import io.slipway.delivery.application.ApplicationStatus.SyncResult;
import io.slipway.delivery.application.Operation;
import io.slipway.engine.sync.DeletionBudget;
import io.slipway.engine.sync.SyncState;
import io.slipway.engine.sync.SyncedObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The state of an operation as people see it. Pure. */
final class OperationStates {

    private OperationStates() {}

    /** Of an operation that nobody has worked on yet. */
    static OperationState started(Operation operation, Instant now) {
        return new OperationState(
                operation,
                Phase.RUNNING,
                "",
                Optional.empty(),
                now.truncatedTo(ChronoUnit.SECONDS),
                Optional.empty(),
                0,
                Optional.empty());
    }

    /** Of an operation that waits for its next try. */
    static OperationState retrying(
            OperationState state, String message, Instant finishedAt, long number) {
        return new OperationState(
                state.operation(),
                Phase.RUNNING,
                message,
                state.syncResult(),
                state.startedAt(),
                Optional.of(finishedAt),
                number,
                Optional.empty());
    }

    /** Of an operation whose next try begins: everything runs again. */
    static OperationState resumed(OperationState state, Operation operation) {
        return new OperationState(
                operation,
                state.phase(),
                state.message(),
                Optional.empty(),
                state.startedAt(),
                Optional.empty(),
                state.retryCount(),
                Optional.empty());
    }

    /**
     * Of the state as the engine has it.
     *
     * @param begun as it was before this run
     * @param sources that are deployed, at the revisions of the target
     */
    static OperationState of(
            Operation operation,
            OperationState begun,
            SyncState state,
            ApplicationSpec spec,
            List<ApplicationSource> sources,
            List<String> revisions,
            Optional<DeletionBudget.Pending> deletions) {
        boolean many = spec.hasManySources();
        var result =
                new SyncResult(
                        state.results().stream().map(OperationStates::result).toList(),
                        many || revisions.isEmpty() ? "" : revisions.getFirst(),
                        many ? Optional.empty() : sources.stream().findFirst(),
                        many ? sources : List.of(),
                        many ? revisions : List.of(),
                        spec.managedNamespaceMetadata());
        return new OperationState(
                operation,
                Phase.valueOf(state.phase().name()),
                state.message(),
                Optional.of(result),
                begun.startedAt(),
                Optional.empty(),
                begun.retryCount(),
                deletions.map(d -> pending(d, revisions)));
    }

    /** Deletions that wait for a person, with what they must name to let them go on. */
    private static PendingDeletions pending(
            DeletionBudget.Pending pending, List<String> revisions) {
        return new PendingDeletions(
                String.join(",", revisions.stream().limit(1).toList()),
                pending.hash(),
                pending.reason(),
                pending.objects().stream()
                        .map(o ->
                                new Operation.SyncResource(
                                        o.group(), o.kind(), o.name(), o.namespace()))
                        .toList());
    }

    /** With deletions that wait for a person. */
    static OperationState withPending(
            OperationState state,
            Optional<DeletionBudget.Pending> deletions,
            List<String> revisions) {
        return new OperationState(
                state.operation(),
                state.phase(),
                state.message(),
                state.syncResult(),
                state.startedAt(),
                state.finishedAt(),
                state.retryCount(),
                deletions.map(d -> pending(d, revisions)));
    }

    /** With the results of objects that do not live in the cluster. */
    static OperationState withResults(OperationState state, List<ResourceResult> more) {
        if (more.isEmpty()) {
            return state;
        }
        var result = state.syncResult().orElseThrow();
        var all = new ArrayList<>(result.resources());
        all.addAll(more);
        return new OperationState(
                state.operation(),
                state.phase(),
                state.message(),
                Optional.of(
                        new SyncResult(
                                all,
                                result.revision(),
                                result.source(),
                                result.sources(),
                                result.revisions(),
                                result.managedNamespaceMetadata())),
                state.startedAt(),
                state.finishedAt(),
                state.retryCount(),
                state.pendingDeletions());
    }

    private static ResourceResult result(SyncedObject object) {
        var key = object.key();
        return new ResourceResult(
                key.group(),
                object.version(),
                key.kind(),
                key.namespace(),
                key.name(),
                object.status().map(s -> s.text()).orElse(""),
                object.message(),
                object.hookType().map(h -> h.text()).orElse(""),
                object.phase().text(),
                object.syncPhase().text());
    }
}
