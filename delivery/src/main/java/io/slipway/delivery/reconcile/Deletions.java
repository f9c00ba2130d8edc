package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationEvent;
import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.ApplicationRecords;
import io.slipway.delivery.application.ApplicationRecords.Write;
import io.slipway.delivery.application.ApplicationStatus.Condition;
import io.slipway.delivery.application.Conditions;
import io.slipway.delivery.application.Finalizers;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.destination.Clusters;
import io.slipway.engine.GitOpsEngine;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.DeleteOptions.Propagation;
import io.slipway.engine.compare.CompareRequest;
import io.slipway.engine.compare.HookPhase;
import io.slipway.engine.sync.DeletionBudget;
import io.slipway.engine.sync.DeletionSafety;
import io.slipway.engine.sync.DeletionStep;
import io.slipway.platform.store.Durability;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Takes applications away, and what they deployed (spec gitops-engine-lifecycle D2). Each pass does
 * the first thing that is left to do; every part that is done takes its finalizer with it.
 */
final class Deletions {

    private static final String PRE = Finalizers.PRE_DELETE;
    private static final String POST = Finalizers.POST_DELETE;
    private static final String CLEAN = Finalizers.CLEANUP;
    private static final Set<String> TOLD = Set.of(Conditions.DELETION, Conditions.DELETION_WAITS);
    private static final long RETRY_SECONDS = 5;

    /** In the engine's word about objects that are still there after minutes. */
    private static final String STUCK = "held by the finalizers";

    private final ApplicationRecords records;
    private final Surroundings surroundings;
    private final Targets targets;
    private final GitOpsEngine engine;
    private final LiveMemory memory;
    private final Children children;
    private final Consumer<ApplicationId> stillOurs;
    private final Clock clock;

    Deletions(
            ApplicationRecords records,
            Surroundings surroundings,
            Targets targets,
            GitOpsEngine engine,
            LiveMemory memory,
            Children children,
            Consumer<ApplicationId> stillOurs,
            Clock clock) {
        this.records = records;
        this.surroundings = surroundings;
        this.targets = targets;
        this.engine = engine;
        this.memory = memory;
        this.children = children;
        this.stillOurs = stillOurs;
        this.clock = clock;
    }

    /** Goes on with a deletion; gives the moment at which to look again, when there is one. */
    Optional<Instant> step(StoredApplication found) {
        var stored = found;
        while (true) {
            var finalizers = stored.application().metadata().finalizers();
            if (finalizers.isEmpty()) {
                records.delete(stored.id());
                return Optional.empty();
            }
            if (finalizers.stream().noneMatch(Finalizers::isOurs)) {
                return Optional.empty(); // somebody else's, who takes it away when they are done
            }
            var cluster = surroundings.of(stored).cluster();
            if (!(cluster instanceof Clusters.Resolution.Found(var there))) {
                stored = without(stored, Finalizers::isOurs);
                continue;
            }
            stillOurs.accept(stored.id());
            switch (next(stored, there)) {
                case Progress.Dropped(var now) -> {
                    if (now.isEmpty()) {
                        return Optional.empty();
                    }
                    stored = now.get();
                }
                case Progress.Waits(var at) -> {
                    return at;
                }
            }
        }
    }

    private sealed interface Progress {
        record Dropped(Optional<StoredApplication> now) implements Progress {}

        record Waits(Optional<Instant> until) implements Progress {}
    }

    private Progress next(StoredApplication stored, Cluster cluster) {
        var finalizers = stored.application().metadata().finalizers();
        try {
            var wanted = wanted(stored);
            boolean hooks =
                    finalizers.stream()
                            .anyMatch(f -> Finalizers.isOurs(f) && !Finalizers.isCascade(f));
            if (hooks && wanted.failure().isPresent()) {
                return failed(
                        stored,
                        List.of(
                                "the hooks of the deletion are not known: "
                                        + wanted.failure().get()));
            }
            if (finalizers.contains(PRE)) {
                var step =
                        engine.runDeletionHooks(
                                cluster, request(stored, wanted), HookPhase.PRE_DELETE);
                return after(stored, cluster, step, PRE::equals);
            }
            if (finalizers.stream().anyMatch(Finalizers::isCascade)) {
                if (!children.delete(stored).isEmpty()) {
                    return new Progress.Waits(Optional.empty()); // woken when one of them is gone
                }
                var step =
                        engine.delete(
                                cluster,
                                request(stored, wanted)
                                        .withPolicy(surroundings.of(stored).policy()),
                                propagation(finalizers),
                                stored.application().metadata().deletionTimestamp().orElseThrow(),
                                safety(stored, cluster));
                return after(stored, cluster, step, Finalizers::isCascade);
            }
            if (finalizers.contains(POST)) {
                var step =
                        engine.runDeletionHooks(
                                cluster, request(stored, wanted), HookPhase.POST_DELETE);
                return after(stored, cluster, step, POST::equals);
            }
            var phase =
                    finalizers.contains(PRE + CLEAN) ? HookPhase.PRE_DELETE : HookPhase.POST_DELETE;
            var name = (phase == HookPhase.PRE_DELETE ? PRE : POST) + CLEAN;
            var step = engine.cleanDeletionHooks(cluster, request(stored, wanted), phase);
            return after(stored, cluster, step, name::equals);
        } catch (ClusterException e) {
            return failed(stored, List.of("cluster " + cluster.name() + ": " + e.getMessage()));
        }
    }

    private Progress after(
            StoredApplication stored,
            Cluster cluster,
            DeletionStep step,
            Predicate<String> finalizer) {
        return switch (step) {
            case DeletionStep.Done _ ->
                    new Progress.Dropped(Optional.of(without(stored, finalizer)));
            case DeletionStep.Wait(var objects, var message, var approval, var until) -> {
                memory.waitsFor(stored.id(), cluster, objects);
                boolean person = approval || message.contains(STUCK);
                told(
                        stored,
                        finalizer.test(PRE) || finalizer.test(POST)
                                ? Optional.empty() // what a hook failed with stays until one ends
                                // well
                                : Optional.of(List.of()),
                        person ? List.of(message) : List.of());
                yield new Progress.Waits(until);
            }
            case DeletionStep.Failed(var messages) -> failed(stored, messages);
        };
    }

    private Progress failed(StoredApplication stored, List<String> messages) {
        told(stored, Optional.of(messages), List.of());
        return new Progress.Waits(Optional.of(clock.instant().plusSeconds(RETRY_SECONDS)));
    }

    /**
     * Says what a deletion failed with, and what it waits for when a person has to do something.
     *
     * @param errors in place of those that are told already; empty when these stay
     */
    private void told(
            StoredApplication stored, Optional<List<String>> errors, List<String> warnings) {
        records.change(
                stored.id(),
                Durability.NORMAL,
                now -> {
                    var status = now.application().status();
                    var conditions =
                            Conditions.replaced(
                                    status.conditions(),
                                    Set.of(Conditions.DELETION_WAITS),
                                    conditions(Conditions.DELETION_WAITS, warnings),
                                    clock.instant());
                    if (errors.isPresent()) {
                        conditions =
                                Conditions.replaced(
                                        conditions,
                                        Set.of(Conditions.DELETION),
                                        conditions(Conditions.DELETION, errors.get()),
                                        clock.instant());
                    }
                    if (conditions.equals(status.conditions())) {
                        return Write.of(now);
                    }
                    var events = new ArrayList<ApplicationEvent.Draft>();
                    if (errors.filter(e -> !e.isEmpty()).isPresent()) {
                        events.add(
                                ApplicationEvent.Draft.warning(
                                        "StatusRefreshed",
                                        "Unable to delete application resources: "
                                                + String.join("; ", errors.get())));
                    }
                    return new Write(
                            now.with(
                                    now.application()
                                            .withStatus(status.withConditions(conditions))),
                            events);
                });
    }

    private static List<Condition> conditions(String type, List<String> messages) {
        return messages.stream().map(m -> Conditions.of(type, m)).toList();
    }

    /**
     * Objects that another application wants too stay; who deletes an application means all of it.
     */
    private DeletionSafety safety(StoredApplication stored, Cluster cluster) {
        return new DeletionSafety(
                key -> memory.wantedByAnother(stored.id(), cluster, key),
                DeletionBudget.unlimited(),
                Optional.empty());
    }

    /**
     * What the sources want now, or what was deployed last when they cannot be rendered any more: a
     * branch that is gone must not keep its application for ever.
     */
    private Target wanted(StoredApplication stored) {
        var application = stored.application();
        var now = targets.at(stored, application.spec().effectiveSources(), List.of());
        var history = application.status().history();
        return now.failure().isEmpty() || history.isEmpty()
                ? now
                : records.snapshot(stored.id(), history.getLast().id())
                        .map(s -> Target.of(s.objects(), now.revisions(), List.of()))
                        .orElse(now);
    }

    private CompareRequest request(StoredApplication stored, Target target) {
        return EngineRequests.compare(stored, target, surroundings.of(stored).policy());
    }

    private StoredApplication without(StoredApplication stored, Predicate<String> finalizer) {
        return records.change(
                        stored.id(),
                        Durability.FULL,
                        now -> {
                            var metadata = now.application().metadata();
                            var status = now.application().status();
                            return Write.of(
                                    now.with(
                                            now.application()
                                                    .withStatus(
                                                            status.withConditions(
                                                                    Conditions.replaced(
                                                                            status.conditions(),
                                                                            TOLD,
                                                                            List.of(),
                                                                            clock.instant())))
                                                    .withMetadata(
                                                            metadata.with(
                                                                    metadata.labels(),
                                                                    metadata.annotations(),
                                                                    metadata.finalizers().stream()
                                                                            .filter(
                                                                                    finalizer
                                                                                            .negate())
                                                                            .toList()))));
                        })
                .orElse(stored);
    }

    private static Propagation propagation(List<String> finalizers) {
        return finalizers.contains(Finalizers.RESOURCES + "/background")
                ? Propagation.BACKGROUND
                : Propagation.FOREGROUND;
    }
}
