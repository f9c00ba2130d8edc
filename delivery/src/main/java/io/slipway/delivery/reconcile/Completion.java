package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationEvent;
import io.slipway.delivery.application.ApplicationRecords.Write;
import io.slipway.delivery.application.ApplicationStatus;
import io.slipway.delivery.application.ApplicationStatus.Deployment;
import io.slipway.delivery.application.ApplicationStatus.OperationState;
import io.slipway.delivery.application.ApplicationStatus.Phase;
import io.slipway.delivery.application.ApplicationStatus.SyncResult;
import io.slipway.delivery.application.DeploymentSnapshot;
import io.slipway.delivery.application.Operation;
import io.slipway.delivery.application.StoredApplication;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How an operation ends: its last state, the history with what was deployed, and the event, all in
 * one write (spec gitops-engine-sync A, R). Pure.
 */
final class Completion {

    private Completion() {}

    /**
     * The write that ends an operation.
     *
     * @param content identifies what was deployed
     * @param applied what was deployed, when it was
     */
    static Write of(
            StoredApplication before,
            OperationState state,
            String content,
            Optional<Target> applied,
            Instant now) {
        var application = before.application();
        var message =
                state.retryCount() > 0 && state.phase() != Phase.SUCCEEDED
                        ? state.message() + " (retried " + state.retryCount() + " times)."
                        : state.message();
        var done =
                new OperationState(
                        state.operation(),
                        state.phase(),
                        message,
                        state.syncResult(),
                        state.startedAt(),
                        Optional.of(now.truncatedTo(ChronoUnit.SECONDS)),
                        state.retryCount(),
                        Optional.empty());
        var sync = state.operation().sync();
        boolean counts =
                state.phase() == Phase.SUCCEEDED
                        && sync.filter(s -> !s.dryRun() && !s.isPartial()).isPresent();
        var status = application.status().withOperationState(Optional.of(done));
        if (counts) {
            status = status.withHistory(history(application.spec().historyLimit(), status, done));
        }
        boolean dry = sync.filter(Operation.Sync::dryRun).isPresent();
        var after =
                before.with(application.withStatus(status).withOperation(Optional.empty()))
                        .withSyncState(Optional.empty());
        var history = status.history();
        var snapshot =
                counts && !history.isEmpty()
                        ? applied.map(t -> new DeploymentSnapshot(history.getLast().id(), t.all()))
                        : Optional.<DeploymentSnapshot>empty();
        return new Write(
                dry ? after : after.withAttempted(content), List.of(completion(done)), snapshot);
    }

    private static List<Deployment> history(
            int limit, ApplicationStatus status, OperationState done) {
        var history = new ArrayList<>(status.history());
        long id = history.isEmpty() ? 0 : history.getLast().id() + 1;
        var result = done.syncResult().orElseThrow();
        history.add(
                new Deployment(
                        result.revision(),
                        done.finishedAt(),
                        id,
                        result.source(),
                        Optional.of(done.startedAt()),
                        result.sources(),
                        result.revisions(),
                        done.operation().initiatedBy()));
        while (history.size() > limit) {
            history.removeFirst();
        }
        return history;
    }

    private static ApplicationEvent.Draft completion(OperationState done) {
        var partial = done.operation().sync().filter(Operation.Sync::isPartial).isPresent();
        var revisions =
                done.syncResult()
                        .map(SyncResult::allRevisions)
                        .orElseGet(() ->
                                done.operation()
                                        .sync()
                                        .map(Operation.Sync::allRevisions)
                                        .orElse(List.of()));
        var what =
                (partial ? "Partial sync" : "Sync")
                        + " operation to "
                        + String.join(", ", revisions);
        return done.phase() == Phase.SUCCEEDED
                ? ApplicationEvent.Draft.ofEngine("OperationCompleted", what + " succeeded")
                : ApplicationEvent.Draft.warning(
                        "OperationCompleted", what + " failed: " + done.message());
    }
}
