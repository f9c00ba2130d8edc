package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationEvent;
import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.ApplicationRecords;
import io.slipway.delivery.application.ApplicationRecords.Write;
import io.slipway.delivery.application.ApplicationSource;
import io.slipway.delivery.application.ApplicationStatus;
import io.slipway.delivery.application.ApplicationStatus.Deployment;
import io.slipway.delivery.application.ApplicationStatus.OperationState;
import io.slipway.delivery.application.ApplicationStatus.Phase;
import io.slipway.delivery.application.ApplicationStatus.ResourceResult;
import io.slipway.delivery.application.ApplicationStatus.SyncResult;
import io.slipway.delivery.application.Confirmation;
import io.slipway.delivery.application.DeploymentSnapshot;
import io.slipway.delivery.application.Operation;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.automation.NewerCommit;
import io.slipway.delivery.window.Permission;
import io.slipway.engine.GitOpsEngine;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.sync.DeletionBudget;
import io.slipway.engine.sync.DeletionSafety;
import io.slipway.engine.sync.OperationPhase;
import io.slipway.engine.sync.SyncState;
import io.slipway.engine.sync.SyncStep;
import io.slipway.engine.sync.SyncedObject;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.yaml.TextLimits;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.platform.store.Durability;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Carries an operation on, step by step, each saved before the next (spec gitops-engine-sync). A
 * restarted server goes on from the last saved step. Safe for several threads, but called by one at
 * a time for an application.
 */
final class OperationRunner {

    private static final long CLUSTER_RETRY_SECONDS = 5;

    /** Windows may be changed while a sync waits for one. */
    private static final long WINDOW_SECONDS = 60;

    private final ApplicationRecords records;
    private final Surroundings surroundings;
    private final Targets targets;
    private final GitOpsEngine engine;
    private final LiveMemory memory;
    private final DeletionBudget budget;
    private final Children children;
    private final Consumer<ApplicationId> stillOurs;
    private final Clock clock;

    OperationRunner(
            ApplicationRecords records,
            Surroundings surroundings,
            Targets targets,
            GitOpsEngine engine,
            LiveMemory memory,
            DeletionBudget budget,
            Children children,
            Consumer<ApplicationId> stillOurs,
            Clock clock) {
        this.records = records;
        this.surroundings = surroundings;
        this.targets = targets;
        this.engine = engine;
        this.memory = memory;
        this.budget = budget;
        this.children = children;
        this.stillOurs = stillOurs;
        this.clock = clock;
    }

    /** How far a run came. */
    sealed interface Outcome {
        /** Nothing more to do for this operation. */
        record Ended() implements Outcome {}

        /** It waits for objects, a person or a moment. */
        record Waits(Optional<Instant> until) implements Outcome {}
    }

    /** Everything that stays the same for the steps of one run. */
    private record Run(
            StoredApplication stored,
            Operation operation,
            Operation.Sync sync,
            Cluster cluster,
            Surroundings.Verdict verdict,
            List<ApplicationSource> sources,
            Target target) {}

    Outcome run(StoredApplication stored) {
        var operation = stored.application().operation().orElseThrow();
        var state = stateOf(stored, operation);
        if (state.finishedAt().isPresent() && state.phase() == Phase.RUNNING) {
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
        if (state.finishedAt().isPresent() && state.phase() == Phase.RUNNING) {
            state = resumed(state);
        }
        var sync = operation.sync();
        if (sync.isEmpty()) {
            return ended(
                    stored,
                    state,
                    Phase.ERROR,
                    "Invalid operation request: no operation specified");
        }
        var verdict = surroundings.of(stored);
        var cluster = verdict.permitted();
        if (cluster.isEmpty()) {
            return ended(stored, state, Phase.ERROR, String.join(";", verdict.errors()));
        }
        var sources =
                sync.get().allSources().isEmpty()
                        ? stored.application().spec().effectiveSources()
                        : sync.get().allSources();
        var target = target(stored, sync.get(), sources);
        if (target.failure().isPresent()) {
            return ended(stored, state, Phase.ERROR, "ComparisonError: " + target.failure().get());
        }
        return steps(
                new Run(stored, operation, sync.get(), cluster.get(), verdict, sources, target),
                state);
    }

    /** A window of the project is in the way: nothing is done until it is not, not even a stop. */
    private Outcome held(
            StoredApplication stored, OperationState state, Permission.Blocked blocked) {
        var waiting = state.with(state.phase(), "waiting, " + blocked.message());
        records.change(
                stored.id(),
                Durability.NORMAL,
                now ->
                        now.application().operation().isEmpty()
                                        || isTerminating(now) != isTerminating(stored)
                                ? Write.of(now)
                                : Write.of(
                                        now.with(
                                                now.application()
                                                        .withStatus(
                                                                now.application()
                                                                        .status()
                                                                        .withOperationState(
                                                                                Optional.of(
                                                                                        waiting))))));
        var latest = clock.instant().plusSeconds(WINDOW_SECONDS);
        return new Outcome.Waits(Optional.of(blocked.opensAt().filter(latest::isAfter).orElse(latest)));
    }

    private Target target(
            StoredApplication stored, Operation.Sync sync, List<ApplicationSource> sources) {
        if (sync.manifests().isEmpty()) {
            return remembered(stored, sync, sources)
                    .orElseGet(() -> targets.at(stored, sources, sync.allRevisions()));
        }
        try {
            var objects = new ArrayList<ResourceObject>();
            sync.manifests().forEach(m -> objects.addAll(Yaml.objects(m, TextLimits.defaults())));
            return Target.of(objects, sync.allRevisions(), List.of());
        } catch (ManifestException e) {
            return Target.failed(sync.allRevisions(), "local manifests: " + e.getMessage());
        }
    }

    /** What a rollback brings back is what was applied then, byte for byte. */
    private Optional<Target> remembered(
            StoredApplication stored, Operation.Sync sync, List<ApplicationSource> sources) {
        if (!sync.skipsHooks()) {
            return Optional.empty();
        }
        return stored.application().status().history().stream()
                .filter(h -> h.allRevisions().equals(sync.allRevisions()))
                .filter(h -> h.allSources().equals(sources))
                .flatMap(h -> records.snapshot(stored.id(), h.id()).stream())
                .findFirst()
                .map(s -> Target.of(s.objects(), sync.allRevisions(), List.of()));
    }

    private Outcome steps(Run run, OperationState begun) {
        var saved = engineState(run.stored(), begun);
        var request =
                EngineRequests.sync(run.stored(), run.target(), run.sync(), run.verdict().policy());
        var wanted = EngineRequests.operation(run.sync(), run.target().revisions());
        if (saved.phase() == OperationPhase.SUCCEEDED) {
            return children(run, begun, saved); // only they were left when this was saved
        }
        while (true) {
            SyncStep step;
            stillOurs.accept(run.stored().id());
            try {
                step = engine.step(run.cluster(), request, wanted, saved, safety(run));
            } catch (ClusterException e) {
                return broken(run, begun, saved, e);
            }
            switch (step.next()) {
                case SyncStep.Next.Done _ -> {
                    return step.state().phase() == OperationPhase.SUCCEEDED
                            ? children(run, begun, step.state())
                            : ended(run, operationState(run, begun, step.state()));
                }
                case SyncStep.Next.Again _ -> {
                    var next = save(run, begun, step.state());
                    if (next.isEmpty()) {
                        return new Outcome.Ended();
                    }
                    saved = next.get();
                }
                case SyncStep.Next.Wait _ when isOutdated(run, step.state()) -> {
                    var why = NewerCommit.supersedes(run.stored().application()).orElseThrow();
                    var next = save(run, begun, step.state().terminating(why));
                    if (next.isEmpty()) {
                        return new Outcome.Ended();
                    }
                    saved = next.get();
                }
                case SyncStep.Next.Wait(var objects, var until, var _) -> {
                    memory.waitsFor(run.stored().id(), run.cluster(), objects);
                    var next = save(run, begun, step.state());
                    if (next.isEmpty()) {
                        return new Outcome.Ended();
                    }
                    if (next.get().phase() == step.state().phase()) {
                        return new Outcome.Waits(until);
                    }
                    saved = next.get(); // somebody asked to stop meanwhile
                }
            }
        }
    }

    /** The applications among the objects, once everything for the cluster is there. */
    private Outcome children(Run run, OperationState begun, SyncState engineState) {
        var done = operationState(run, begun, engineState);
        if (begun.phase() == Phase.TERMINATING) {
            return ended(run, done.with(Phase.FAILED, "Operation terminated"));
        }
        stillOurs.accept(run.stored().id());
        var outcome = children.apply(run.stored(), run.target(), run.sync());
        var state = withResults(done, outcome.results());
        if (outcome.failure().isPresent()) {
            return ended(run, state.with(Phase.FAILED, outcome.failure().get()));
        }
        if (outcome.waits().isEmpty()) {
            return ended(run, state);
        }
        var waiting = state.with(Phase.RUNNING, outcome.waits().get());
        records.change(
                run.stored().id(),
                Durability.NORMAL,
                now ->
                        now.application().operation().isEmpty() || isTerminating(now)
                                ? Write.of(now)
                                : Write.of(
                                        now.with(
                                                        now.application()
                                                                .withStatus(
                                                                        now.application()
                                                                                .status()
                                                                                .withOperationState(
                                                                                        Optional.of(
                                                                                                waiting))))
                                                .withSyncState(Optional.of(engineState.toTree()))));
        return new Outcome.Waits(Optional.empty());
    }

    private static OperationState withResults(OperationState state, List<ResourceResult> more) {
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
                state.retryCount());
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
    private Outcome broken(Run run, OperationState begun, SyncState saved, ClusterException e) {
        var text = "cluster " + run.cluster().name() + ": " + e.getMessage();
        if (e instanceof ClusterException.Unavailable) {
            var state = operationState(run, begun, saved).with(begun.phase(), text);
            save(run, state, saved);
            return new Outcome.Waits(
                    Optional.of(clock.instant().plusSeconds(CLUSTER_RETRY_SECONDS)));
        }
        return ended(run, operationState(run, begun, saved).with(Phase.ERROR, text));
    }

    private OperationState stateOf(StoredApplication stored, Operation operation) {
        return stored.application()
                .status()
                .operationState()
                .filter(s -> !s.phase().isCompleted())
                .orElseGet(() ->
                        new OperationState(
                                operation,
                                Phase.RUNNING,
                                "",
                                Optional.empty(),
                                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                                Optional.empty(),
                                0));
    }

    private static OperationState resumed(OperationState state) {
        return new OperationState(
                state.operation(),
                state.phase(),
                state.message(),
                Optional.empty(),
                state.startedAt(),
                Optional.empty(),
                state.retryCount());
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

    /** The state as people see it, of the state as the engine has it. */
    private static OperationState operationState(Run run, OperationState begun, SyncState state) {
        boolean many = run.stored().application().spec().hasManySources();
        var revisions = run.target().revisions();
        var result =
                new SyncResult(
                        state.results().stream().map(OperationRunner::result).toList(),
                        many || revisions.isEmpty() ? "" : revisions.getFirst(),
                        many ? Optional.empty() : run.sources().stream().findFirst(),
                        many ? run.sources() : List.of(),
                        many ? revisions : List.of(),
                        run.stored().application().spec().managedNamespaceMetadata());
        return new OperationState(
                run.operation(),
                Phase.valueOf(state.phase().name()),
                state.message(),
                Optional.of(result),
                begun.startedAt(),
                Optional.empty(),
                begun.retryCount());
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

    /**
     * Saves a step.
     *
     * @return the state to go on with; empty when the operation is no longer wanted
     */
    private Optional<SyncState> save(Run run, OperationState begun, SyncState state) {
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
                            var next = operationState(run, begun, state);
                            var shown =
                                    stopped[0]
                                            ? next.with(Phase.TERMINATING, next.message())
                                            : next;
                            var status = now.application().status();
                            return Write.of(
                                    now.with(
                                                    now.application()
                                                            .withStatus(
                                                                    status.withOperationState(
                                                                            Optional.of(shown))))
                                            .withSyncState(Optional.of(state.toTree())));
                        });
        return after.filter(a -> a.application().operation().isPresent())
                .map(_ ->
                        stopped[0] && state.phase() != OperationPhase.TERMINATING
                                ? state.terminating("")
                                : state);
    }

    private static boolean isTerminating(StoredApplication now) {
        return now.application()
                .status()
                .operationState()
                .filter(s -> s.phase() == Phase.TERMINATING)
                .isPresent();
    }

    private Outcome ended(Run run, OperationState state) {
        return ended(run.stored(), state, run.target().content(), Optional.of(run.target()));
    }

    private Outcome ended(
            StoredApplication stored, OperationState state, Phase phase, String message) {
        return ended(
                stored, state.with(phase, message), stored.attemptedContent(), Optional.empty());
    }

    private Outcome ended(
            StoredApplication stored,
            OperationState state,
            String content,
            Optional<Target> applied) {
        var now = clock.instant();
        boolean failed = state.phase() != Phase.SUCCEEDED;
        boolean stopped = isTerminating(records.find(stored.id()).orElse(stored));
        if (failed && !stopped && Retries.isLeft(state.operation().retry(), state.retryCount())) {
            return retried(stored, state, now);
        }
        memory.waitsForNothing(stored.id());
        records.change(
                stored.id(),
                Durability.NORMAL,
                before -> completed(before, state, content, applied, now));
        return new Outcome.Ended();
    }

    /** Whether a sync that waits should make room for a newer commit. */
    private static boolean isOutdated(Run run, SyncState state) {
        return state.phase() == OperationPhase.RUNNING
                && NewerCommit.supersedes(run.stored().application()).isPresent();
    }

    /** Between two tries nothing runs in the cluster, so there is nothing to stop. */
    private Outcome superseded(StoredApplication stored, OperationState state, String why) {
        memory.waitsForNothing(stored.id());
        var failed = state.with(Phase.FAILED, state.message() + "; " + why);
        records.change(
                stored.id(),
                Durability.NORMAL,
                before ->
                        completed(
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
        var waiting =
                new OperationState(
                        state.operation(),
                        Phase.RUNNING,
                        state.message()
                                + ". Retrying attempt #"
                                + number
                                + " at "
                                + at.truncatedTo(ChronoUnit.SECONDS)
                                + ".",
                        state.syncResult(),
                        state.startedAt(),
                        Optional.of(now),
                        number);
        records.change(
                stored.id(),
                Durability.NORMAL,
                before ->
                        Write.of(
                                before.with(
                                        before.application()
                                                .withStatus(
                                                        before.application()
                                                                .status()
                                                                .withOperationState(
                                                                        Optional.of(waiting))))));
        return new Outcome.Waits(Optional.of(at));
    }

    private static Write completed(
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
                        state.retryCount());
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
