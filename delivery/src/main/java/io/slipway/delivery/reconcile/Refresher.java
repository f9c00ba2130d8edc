package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationEvent;
import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.ApplicationMetadata;
import io.slipway.delivery.application.ApplicationRecords;
import io.slipway.delivery.application.ApplicationRecords.Write;
import io.slipway.delivery.application.ApplicationStatus;
import io.slipway.delivery.application.ApplicationStatus.HealthStatus;
import io.slipway.delivery.application.ApplicationStatus.ResourceStatus;
import io.slipway.delivery.application.ApplicationStatus.Sync;
import io.slipway.delivery.application.ApplicationStatus.SyncCode;
import io.slipway.delivery.application.Conditions;
import io.slipway.delivery.application.Finalizers;
import io.slipway.delivery.application.Operation;
import io.slipway.delivery.application.SpecRules;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.automation.AutoSync;
import io.slipway.delivery.automation.Decision;
import io.slipway.delivery.refresh.Backoff;
import io.slipway.delivery.refresh.Need;
import io.slipway.delivery.refresh.RefreshLevel;
import io.slipway.delivery.window.Permission;
import io.slipway.engine.GitOpsEngine;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.compare.Comparison;
import io.slipway.engine.compare.Condition;
import io.slipway.engine.compare.HookPhase;
import io.slipway.platform.store.Durability;
import io.slipway.render.source.SourceType;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One refresh of one application (spec gitops-engine-automation A1). Safe for several threads. */
final class Refresher {

    static final String REFRESH_ANNOTATION = "argocd.argoproj.io/refresh";
    static final String REFRESH_STAMP = "argocd.argoproj.io/refresh-timestamp";

    private static final Set<String> SPEC_CONDITIONS =
            Set.of(Conditions.INVALID_SPEC, Conditions.UNKNOWN);
    private static final Set<String> COMPARE_CONDITIONS =
            Stream.concat(
                            Arrays.stream(Condition.Type.values()).map(Condition.Type::text),
                            Stream.of(Conditions.ORPHANED))
                    .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> AUTOMATION_CONDITIONS =
            Set.of(Conditions.SYNC, Conditions.WINDOW);
    private static final long WINDOW_SECONDS = 60;

    private final ApplicationRecords records;
    private final Surroundings surroundings;
    private final Targets targets;
    private final GitOpsEngine engine;
    private final AutoSync autoSync;
    private final LiveMemory memory;
    private final Children children;
    private final OrphanWatch orphans;
    private final RepositoryGrace grace;
    private final Backoff unreachable;
    private final Consumer<ApplicationId> wake;
    private final Clock clock;

    /**
     * @param unreachable the waits after a cluster did not answer
     * @param wake has another application looked at again
     */
    Refresher(
            ApplicationRecords records,
            Surroundings surroundings,
            Targets targets,
            GitOpsEngine engine,
            AutoSync autoSync,
            LiveMemory memory,
            Children children,
            OrphanWatch orphans,
            RepositoryGrace grace,
            Backoff unreachable,
            Consumer<ApplicationId> wake,
            Clock clock) {
        this.records = records;
        this.surroundings = surroundings;
        this.targets = targets;
        this.engine = engine;
        this.autoSync = autoSync;
        this.memory = memory;
        this.children = children;
        this.orphans = orphans;
        this.grace = grace;
        this.unreachable = unreachable;
        this.wake = wake;
        this.clock = clock;
    }

    /**
     * What came of a refresh.
     *
     * @param application as it is stored now; empty when it is gone
     * @param checkAgain when to look again although nothing changed
     */
    record Outcome(Optional<StoredApplication> application, Optional<Instant> checkAgain) {}

    Outcome refresh(StoredApplication stored, Need need) {
        var start = clock.instant();
        var verdict = surroundings.of(stored);
        var cluster = verdict.permitted();
        if (cluster.isEmpty()) {
            return new Outcome(refused(stored, verdict.errors(), start), Optional.empty());
        }
        var known = memory.target(stored);
        boolean resolve = need.level().compareTo(RefreshLevel.LATEST) >= 0 || known.isEmpty();
        var target = resolve ? targets.tracked(stored, need.hard()) : known.get();
        var hidden = grace.hides(stored, target, need.level() == RefreshLevel.FORCED, start);
        return hidden.isPresent()
                ? new Outcome(Optional.of(stored), hidden)
                : compared(stored, verdict, cluster.get(), target, start);
    }

    private Outcome compared(
            StoredApplication stored,
            Surroundings.Verdict verdict,
            Cluster cluster,
            Target target,
            Instant start) {
        try {
            var catalog = cluster.catalog();
            memory.compared(
                            stored,
                            cluster,
                            target,
                            kind -> catalog.isNamespaced(kind).orElse(true))
                    .forEach(wake);
            var request = EngineRequests.compare(stored, target, verdict.policy());
            memory.needs(stored.id(), cluster, engine.kinds(request));
            var comparison = engine.compare(cluster, request);
            unreachable.forget(stored.id());
            var told = orphans.conditions(stored.id(), cluster, request, comparison, verdict);
            return written(stored, target, comparison, told, start);
        } catch (ClusterException e) {
            var message = "cluster " + cluster.name() + " cannot be worked with: " + e.getMessage();
            return new Outcome(
                    unreadable(stored, target, message, start),
                    Optional.of(unreachable.next(stored.id(), clock.instant())));
        }
    }

    private Optional<StoredApplication> refused(
            StoredApplication stored, List<String> errors, Instant at) {
        return records.change(
                stored.id(),
                Durability.NORMAL,
                now -> {
                    var status = now.application().status();
                    var conditions =
                            Conditions.replaced(
                                    status.conditions(),
                                    SPEC_CONDITIONS,
                                    errors.stream()
                                            .map(e -> Conditions.of(Conditions.INVALID_SPEC, e))
                                            .toList(),
                                    at);
                    var unknown = unknownSync(now.application(), status.sync().allRevisions());
                    return finished(
                            stored,
                            now,
                            status.withComparison(
                                            status.resources(),
                                            unknown,
                                            unknownHealth(status.health(), at),
                                            status.sourceTypes(),
                                            false,
                                            status.summary())
                                    .withConditions(conditions),
                            at,
                            Optional.empty());
                });
    }

    private Optional<StoredApplication> unreadable(
            StoredApplication stored, Target target, String message, Instant at) {
        return records.change(
                stored.id(),
                Durability.NORMAL,
                now -> {
                    var status = now.application().status();
                    var conditions =
                            Conditions.replaced(
                                    status.conditions(),
                                    union(SPEC_CONDITIONS, COMPARE_CONDITIONS),
                                    List.of(Conditions.of(Conditions.COMPARISON, message)),
                                    at);
                    return finished(
                            stored,
                            now,
                            status.withComparison(
                                            status.resources(),
                                            unknownSync(now.application(), target.revisions()),
                                            unknownHealth(status.health(), at),
                                            types(target),
                                            now.application().spec().hasManySources(),
                                            status.summary())
                                    .withConditions(conditions),
                            at,
                            Optional.empty());
                });
    }

    private Outcome written(
            StoredApplication stored,
            Target target,
            Comparison comparison,
            List<ApplicationStatus.Condition> orphaned,
            Instant start) {
        var later = new Instant[1];
        var offspring = children.compare(stored, target);
        var after =
                records.change(
                        stored.id(),
                        Durability.NORMAL,
                        now -> {
                            if (!now.application().spec().equals(stored.application().spec())) {
                                return Write.of(now); // its own refresh is on the way
                            }
                            return decided(
                                    stored,
                                    now,
                                    target,
                                    comparison,
                                    orphaned,
                                    offspring,
                                    start,
                                    later);
                        });
        return new Outcome(after, earliest(comparison.checkAgain(), Optional.ofNullable(later[0])));
    }

    private Write decided(
            StoredApplication stored,
            StoredApplication now,
            Target target,
            Comparison comparison,
            List<ApplicationStatus.Condition> orphaned,
            List<ResourceStatus> offspring,
            Instant at,
            Instant[] later) {
        var application = now.application();
        var status = application.status();
        var conditions =
                Conditions.replaced(
                        status.conditions(),
                        union(SPEC_CONDITIONS, COMPARE_CONDITIONS),
                        Stream.concat(conditions(stored, comparison).stream(), orphaned.stream())
                                .toList(),
                        at);
        var compared =
                status.withComparison(
                                StatusParts.resources(comparison.objects(), offspring),
                                sync(
                                        application,
                                        target,
                                        StatusParts.code(comparison.status(), offspring)),
                                StatusParts.health(
                                        StatusParts.worst(comparison, offspring),
                                        status.health(),
                                        at),
                                types(target),
                                application.spec().hasManySources(),
                                StatusParts.summary(application.metadata(), comparison.objects()))
                        .withConditions(conditions);
        boolean same =
                target.failure().isEmpty()
                        && !now.attemptedContent().isEmpty()
                        && now.attemptedContent().equals(target.content());
        var decision = autoSync.decide(application.withStatus(compared), same, clock.instant());
        var told = new ArrayList<ApplicationStatus.Condition>();
        var operation = Optional.<Operation>empty();
        switch (decision) {
            case Decision.Nothing _ -> {}
            case Decision.Refused(var message) -> told.add(Conditions.of(Conditions.SYNC, message));
            case Decision.Later(var moment) -> later[0] = moment;
            case Decision.Start(var wanted) -> {
                switch (surroundings.maySync(now, false, Optional.empty(), clock.instant())) {
                    case Permission.Allowed _ -> operation = Optional.of(wanted);
                    case Permission.Blocked blocked -> {
                        told.add(
                                Conditions.of(
                                        Conditions.WINDOW, "auto-sync is " + blocked.message()));
                        later[0] =
                                blocked.opensAt()
                                        .orElseGet(
                                                () -> clock.instant().plusSeconds(WINDOW_SECONDS));
                    }
                }
            }
        }
        var finalStatus =
                compared.withConditions(
                        Conditions.replaced(conditions, AUTOMATION_CONDITIONS, told, at));
        var write = finished(stored, now, finalStatus, at, operation);
        return target.failure().isPresent() || application.isDeleting()
                ? write
                : new Write(withHookFinalizers(write.after(), target), write.events());
    }

    /**
     * What the engine noticed, and the objects that another application wants too: of two new ones
     * neither has left its mark in the cluster yet.
     */
    private List<ApplicationStatus.Condition> conditions(
            StoredApplication stored, Comparison comparison) {
        return Stream.concat(
                        comparison.conditions().stream()
                                .map(c -> Conditions.of(c.type().text(), c.message())),
                        memory.shared(stored.id()).stream()
                                .map(s ->
                                        Conditions.of(
                                                Condition.Type.SHARED_RESOURCE.text(),
                                                StatusParts.sharedText(stored, s))))
                .distinct()
                .toList();
    }

    /** An application whose sources hold hooks of a deletion is not gone before they have run. */
    private static StoredApplication withHookFinalizers(StoredApplication stored, Target target) {
        var metadata = stored.application().metadata();
        var finalizers =
                Finalizers.forHooks(
                        metadata.finalizers(),
                        GitOpsEngine.hasHook(target.objects(), HookPhase.PRE_DELETE),
                        GitOpsEngine.hasHook(target.objects(), HookPhase.POST_DELETE));
        return finalizers.equals(metadata.finalizers())
                ? stored
                : stored.with(
                        stored.application()
                                .withMetadata(
                                        metadata.with(
                                                metadata.labels(),
                                                metadata.annotations(),
                                                finalizers)));
    }

    /**
     * The write that ends a refresh: nothing at all when nothing changed.
     *
     * @param seen as it was when the refresh began: a wish that came later stays
     */
    private Write finished(
            StoredApplication seen,
            StoredApplication before,
            ApplicationStatus found,
            Instant at,
            Optional<Operation> operation) {
        var application = before.application();
        var old = application.status();
        boolean annotated = isSameWish(seen, before);
        boolean changed = !found.equals(old) || annotated || operation.isPresent();
        var started = operation.isPresent() ? found.withOperationState(Optional.empty()) : found;
        var status =
                changed
                        ? started.withReconciledAt(Optional.of(at.truncatedTo(ChronoUnit.SECONDS)))
                        : started;
        var events = new ArrayList<ApplicationEvent.Draft>();
        tellChanges(old, found, events);
        operation.ifPresent(o ->
                events.add(
                        ApplicationEvent.Draft.ofEngine(
                                "OperationStarted",
                                "Initiated automated sync to '"
                                        + String.join(", ", o.sync().orElseThrow().allRevisions())
                                        + "'")));
        var after =
                application
                        .withMetadata(withoutRefresh(application.metadata(), annotated))
                        .withSpec(SpecRules.normalised(application.spec(), application.project()))
                        .withStatus(status)
                        .withOperation(operation.isPresent() ? operation : application.operation());
        var stored = before.with(after);
        return new Write(
                operation.isPresent() ? stored.withSyncState(Optional.empty()) : stored, events);
    }

    private static boolean isSameWish(StoredApplication seen, StoredApplication now) {
        var before = seen.application().metadata();
        var after = now.application().metadata();
        return after.annotations().containsKey(REFRESH_ANNOTATION)
                && before.annotation(REFRESH_ANNOTATION)
                        .equals(after.annotation(REFRESH_ANNOTATION))
                && before.annotation(REFRESH_STAMP).equals(after.annotation(REFRESH_STAMP));
    }

    private static ApplicationMetadata withoutRefresh(
            ApplicationMetadata metadata, boolean annotated) {
        if (!annotated) {
            return metadata;
        }
        Map<String, String> annotations = new HashMap<>(metadata.annotations());
        annotations.remove(REFRESH_ANNOTATION);
        annotations.remove(REFRESH_STAMP);
        return metadata.with(metadata.labels(), annotations, metadata.finalizers());
    }

    private static void tellChanges(
            ApplicationStatus old, ApplicationStatus now, List<ApplicationEvent.Draft> events) {
        if (!old.sync().status().equals(now.sync().status())) {
            events.add(
                    ApplicationEvent.Draft.ofEngine(
                            "ResourceUpdated",
                            "Updated sync status: "
                                    + text(old.sync().status())
                                    + " -> "
                                    + text(now.sync().status())));
        }
        if (!old.health().status().equals(now.health().status())) {
            events.add(
                    ApplicationEvent.Draft.ofEngine(
                            "ResourceUpdated",
                            "Updated health status: "
                                    + old.health().status()
                                    + " -> "
                                    + now.health().status()));
        }
    }

    private static String text(Optional<SyncCode> code) {
        return code.map(c ->
                        switch (c) {
                            case UNKNOWN -> "Unknown";
                            case SYNCED -> "Synced";
                            case OUT_OF_SYNC -> "OutOfSync";
                        })
                .orElse("");
    }

    private static Sync sync(Application application, Target target, SyncCode code) {
        boolean many = application.spec().hasManySources();
        var revisions = target.revisions();
        return new Sync(
                Optional.of(code),
                ApplicationStatus.ComparedTo.of(application.spec()),
                many || revisions.isEmpty() ? "" : revisions.getFirst(),
                many ? revisions : List.of());
    }

    private static Sync unknownSync(Application application, List<String> revisions) {
        boolean many = application.spec().hasManySources();
        return new Sync(
                Optional.of(SyncCode.UNKNOWN),
                ApplicationStatus.ComparedTo.of(application.spec()),
                many || revisions.isEmpty() ? "" : revisions.getFirst(),
                many ? revisions : List.of());
    }

    private static HealthStatus unknownHealth(HealthStatus before, Instant at) {
        return StatusParts.health(io.slipway.engine.health.Health.unknown(""), before, at);
    }

    private static List<String> types(Target target) {
        return target.types().stream().map(SourceType::text).toList();
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        var all = new HashSet<>(one);
        all.addAll(other);
        return all;
    }

    private static Optional<Instant> earliest(Optional<Instant> one, Optional<Instant> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return one.get().isBefore(other.get()) ? one : other;
    }
}
