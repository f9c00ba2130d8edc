package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.ApplicationRecords;
import io.slipway.delivery.application.ApplicationRecords.Write;
import io.slipway.delivery.application.ApplicationStatus.Phase;
import io.slipway.delivery.application.ApplicationStatus.SyncCode;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.automation.NewerCommit;
import io.slipway.delivery.refresh.Need;
import io.slipway.delivery.refresh.RefreshLevel;
import io.slipway.platform.store.Durability;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** All work of one application, top to bottom; called by one thread at a time for each. */
final class ApplicationWorker {

    private static final String SKIP = "argocd.argoproj.io/skip-reconcile";
    private static final Set<String> TRUE = Set.of("true", "True", "TRUE", "t", "T", "1");
    private static final int MOST_ROUNDS = 10;

    private final ApplicationRecords records;
    private final Refresher refresher;
    private final OperationRunner operations;
    private final Deletions deletions;
    private final SyncTimings timings;
    private final Clock clock;
    private final BiConsumer<ApplicationId, Instant> alarm;

    ApplicationWorker(
            ApplicationRecords records,
            Refresher refresher,
            OperationRunner operations,
            Deletions deletions,
            SyncTimings timings,
            Clock clock,
            BiConsumer<ApplicationId, Instant> alarm) {
        this.records = records;
        this.refresher = refresher;
        this.operations = operations;
        this.deletions = deletions;
        this.timings = timings;
        this.clock = clock;
        this.alarm = alarm;
    }

    void work(ApplicationId id, Need wanted) {
        wanted.refUpdatedAt().ifPresent(at -> timings.pushed(id, at));
        var need = wanted;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            var found = records.find(id);
            if (found.isEmpty()) {
                timings.forget(id);
                return;
            }
            if (isPaused(found.get().application())) {
                return;
            }
            var stored = found.get();
            if (stored.application().isDeleting() && stored.application().operation().isEmpty()) {
                deletions.step(stored).ifPresent(at -> alarm.accept(id, at));
                return;
            }
            if (stored.application().isDeleting()) {
                stop(stored); // what it would deploy is about to go
            }
            var next = round(stored, need);
            if (next.isEmpty()) {
                return;
            }
            need = next.get();
        }
    }

    private void stop(StoredApplication stored) {
        records.change(
                stored.id(),
                Durability.NORMAL,
                now -> {
                    var application = now.application();
                    return application.operation().isEmpty() || OperationSteps.isTerminating(now)
                            ? Write.of(now)
                            : Write.of(
                                    now.with(
                                            application.withOperationState(
                                                    application
                                                            .status()
                                                            .operationState()
                                                            .filter(s -> !s.phase().isCompleted())
                                                            .orElseGet(() ->
                                                                    OperationStates.started(
                                                                            application
                                                                                    .operation()
                                                                                    .get(),
                                                                            clock.instant()))
                                                            .with(
                                                                    Phase.TERMINATING,
                                                                    "the application is being"
                                                                            + " deleted"))));
                });
    }

    /** One operation and one refresh at most; gives what is to be done after that, if anything. */
    private Optional<Need> round(StoredApplication stored, Need need) {
        if (stored.application().operation().isPresent()) {
            switch (operations.run(stored)) {
                case OperationRunner.Outcome.Ended _ -> {
                    return Optional.of(need.and(Need.LATEST));
                }
                case OperationRunner.Outcome.Waits(var until) ->
                        until.ifPresent(at -> alarm.accept(stored.id(), at));
            }
        }
        var level = required(stored, need);
        if (level.level() == RefreshLevel.NONE) {
            return Optional.empty();
        }
        var now = records.find(stored.id());
        if (now.isEmpty()) {
            return Optional.empty();
        }
        if (now.get().application().isDeleting() && now.get().application().operation().isEmpty()) {
            return Optional.of(Need.OPERATION);
        }
        var outcome = refresher.refresh(now.get(), level);
        outcome.checkAgain().ifPresent(at -> alarm.accept(stored.id(), at));
        outcome.application().ifPresent(this::measured);
        boolean started =
                now.get().application().operation().isEmpty()
                        && outcome.application()
                                .filter(a -> a.application().operation().isPresent())
                                .isPresent();
        boolean outdated =
                outcome.application()
                        .flatMap(a -> NewerCommit.supersedes(a.application()))
                        .isPresent();
        return started || outdated ? Optional.of(Need.OPERATION) : Optional.empty();
    }

    /** What a refresh has to look at, from the wish and from the application itself. */
    private static Need required(StoredApplication stored, Need need) {
        var application = stored.application();
        var annotation = application.metadata().annotation(Refresher.REFRESH_ANNOTATION);
        if (annotation.isPresent()) {
            boolean hard = annotation.get().equals("hard");
            return need.and(new Need(RefreshLevel.FORCED, hard, Optional.empty()));
        }
        var compared = application.status().sync().comparedTo();
        boolean fresh =
                application.status().sync().status().isEmpty()
                        || !compared.equals(
                                io.slipway.delivery.application.ApplicationStatus.ComparedTo.of(
                                        application.spec()));
        return fresh ? need.and(Need.FORCED) : need;
    }

    private void measured(StoredApplication stored) {
        var application = stored.application();
        var status = application.status();
        boolean synced =
                status.sync().status().equals(Optional.of(SyncCode.SYNCED))
                        && application.operation().isEmpty();
        boolean healthy = status.health().status().equals("Healthy");
        var revision = String.join(",", status.sync().allRevisions());
        if (synced) {
            timings.synced(stored.id(), application.name(), revision, healthy, clock.instant());
        }
        if (healthy) {
            timings.healthy(stored.id(), revision, clock.instant());
        }
    }

    private static boolean isPaused(Application application) {
        return application.metadata().annotation(SKIP).filter(TRUE::contains).isPresent();
    }
}
