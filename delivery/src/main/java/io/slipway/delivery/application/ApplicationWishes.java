package io.slipway.delivery.application;

import io.slipway.delivery.appproject.AppProjects;
import io.slipway.delivery.appproject.DeliveryAction;
import io.slipway.delivery.appproject.ProjectWindows;
import io.slipway.delivery.window.Permission;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.identity.Caller;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.Violations;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What people want done with an application: refresh, sync, rollback, a stop, a confirmation. */
final class ApplicationWishes {

    private static final String REFRESH = "argocd.argoproj.io/refresh";
    private static final String REFRESH_STAMP = "argocd.argoproj.io/refresh-timestamp";

    private final AppProjects projects;
    private final ProjectWindows windows;
    private final ApplicationReads reads;
    private final AuditedChanges changes;
    private final SourceProbe probe;
    private final Clock clock;

    ApplicationWishes(
            AppProjects projects,
            ProjectWindows windows,
            ApplicationReads reads,
            AuditedChanges changes,
            SourceProbe probe,
            Clock clock) {
        this.projects = projects;
        this.windows = windows;
        this.reads = reads;
        this.changes = changes;
        this.probe = probe;
        this.clock = clock;
    }

    /**
     * Wants an application looked at again; several wishes before the next look are one.
     *
     * @param hard ignore what was rendered before
     */
    StoredApplication refresh(Caller caller, String project, String name, boolean hard) {
        var existing = reads.find(caller, project, name, DeliveryAction.REFRESH);
        return changes.changed(
                caller,
                existing,
                "application.refreshed",
                now -> {
                    var metadata = now.application().metadata();
                    Map<String, String> annotations = new HashMap<>(metadata.annotations());
                    annotations.merge(
                            REFRESH,
                            hard ? "hard" : "normal",
                            (old, wish) -> old.equals("hard") ? old : wish);
                    annotations.put(REFRESH_STAMP, clock.instant().toString());
                    return ApplicationRecords.Write.of(
                            now.with(
                                    now.application()
                                            .withMetadata(
                                                    metadata.with(
                                                            metadata.labels(),
                                                            annotations,
                                                            metadata.finalizers()))));
                });
    }

    /**
     * Wants an application synced.
     *
     * @throws Denied when a sync window of the project forbids it now
     * @throws Conflict when another operation is under way
     * @throws Invalid when the revision cannot be resolved, or automation forbids the wish
     */
    StoredApplication sync(Caller caller, String project, String name, SyncRequest request) {
        refuseInWindow(reads.find(caller, project, name, DeliveryAction.GET));
        var existing = reads.find(caller, project, name, DeliveryAction.SYNC);
        var application = existing.application();
        var sources = application.spec().effectiveSources();
        boolean automated = application.spec().automation().isPresent() && !request.dryRun();
        if (!request.manifests().isEmpty()) {
            require(caller, project, DeliveryAction.OVERRIDE);
            if (automated) {
                throw Invalid.of("manifests", "cannot be given while automated sync is on");
            }
        }
        if (application.isDeleting()) {
            throw Invalid.of("application", "is being deleted");
        }
        var revisions = new ArrayList<String>();
        for (int i = 0; i < sources.size(); i++) {
            var wanted = i < request.revisions().size() ? request.revisions().get(i) : "";
            revisions.add(
                    revision(caller, project, existing, sources.get(i), i, wanted, automated));
        }
        boolean many = application.spec().hasManySources();
        var operation =
                new Operation(
                        Optional.of(
                                new Operation.Sync(
                                        many || revisions.isEmpty() ? "" : revisions.getFirst(),
                                        request.prune(),
                                        request.dryRun(),
                                        request.strategy(),
                                        request.resources(),
                                        many ? Optional.empty() : sources.stream().findFirst(),
                                        request.manifests(),
                                        request.syncOptions()
                                                .orElse(application.spec().syncOptions()),
                                        many ? sources : List.of(),
                                        many ? revisions : List.of(),
                                        0)),
                        new Operation.Initiator(caller.label(), false),
                        request.info(),
                        request.retry()
                                .or(() ->
                                        application.spec().syncPolicy().flatMap(SyncPolicy::retry))
                                .orElse(SyncPolicy.RetryStrategy.NONE));
        var what = request.resources().isEmpty() ? "sync" : "partial sync";
        return start(
                caller,
                existing,
                operation,
                "initiated " + what + " to " + String.join(", ", revisions));
    }

    /** Said before anything else, and only to who may see the application. */
    private void refuseInWindow(StoredApplication existing) {
        var application = existing.application();
        var permission =
                windows.of(new NamespaceId(existing.namespaceId()))
                        .decide(
                                application.spec().synced(application.name()),
                                true,
                                Optional.empty(),
                                clock.instant());
        if (permission instanceof Permission.Blocked blocked) {
            throw Denied.forbidden("cannot sync: " + blocked.message());
        }
    }

    private String revision(
            Caller caller,
            String project,
            StoredApplication existing,
            ApplicationSource source,
            int position,
            String wanted,
            boolean automated) {
        boolean other = !wanted.isEmpty() && !wanted.equals(source.revisionOrHead());
        if (other && automated) {
            throw Invalid.of(
                    "revision",
                    "cannot sync to "
                            + wanted
                            + ": auto-sync currently set to "
                            + source.revisionOrHead());
        }
        if (other) {
            require(caller, project, DeliveryAction.OVERRIDE);
        }
        return probe.resolve(existing, source, position, wanted)
                .orElseThrow(() ->
                        Invalid.of(
                                "revision",
                                "'"
                                        + (wanted.isEmpty() ? source.revisionOrHead() : wanted)
                                        + "' of "
                                        + source.repoURL()
                                        + " cannot be resolved to a commit"));
    }

    /**
     * Wants an earlier deployment back, by the id of its entry in the history; no hooks run.
     *
     * @throws Invalid when there is no such entry, or automation is on
     */
    StoredApplication rollback(
            Caller caller, String project, String name, long id, boolean prune, boolean dryRun) {
        refuseInWindow(reads.find(caller, project, name, DeliveryAction.GET));
        var existing = reads.find(caller, project, name, DeliveryAction.ROLLBACK);
        var application = existing.application();
        if (application.isDeleting()) {
            throw Invalid.of("application", "is being deleted");
        }
        if (application.spec().automation().isPresent()) {
            throw Invalid.of("application", "cannot be rolled back while auto-sync is enabled");
        }
        var entry =
                application.status().history().stream()
                        .filter(h -> h.id() == id)
                        .findFirst()
                        .orElseThrow(() ->
                                Invalid.of(
                                        "id",
                                        "application "
                                                + name
                                                + " does not have deployment id "
                                                + id
                                                + " in history"));
        var operation =
                new Operation(
                        Optional.of(
                                new Operation.Sync(
                                        entry.revision(),
                                        prune,
                                        dryRun,
                                        Optional.of(
                                                new Operation.Strategy(
                                                        Optional.of(new Operation.Force(false)),
                                                        Optional.empty())),
                                        List.of(),
                                        entry.source(),
                                        List.of(),
                                        application.spec().syncOptions(),
                                        entry.sources(),
                                        entry.revisions(),
                                        0)),
                        new Operation.Initiator(caller.label(), false),
                        List.of(),
                        SyncPolicy.RetryStrategy.NONE);
        return start(caller, existing, operation, "initiated rollback to " + id);
    }

    private StoredApplication start(
            Caller caller, StoredApplication existing, Operation operation, String told) {
        return changes.changed(
                caller,
                existing,
                "application.synced",
                now -> {
                    if (now.application().operation().isPresent()) {
                        throw new Conflict(
                                "another operation is already in progress",
                                "wait for its end, or terminate it");
                    }
                    var status = now.application().status().withOperationState(Optional.empty());
                    return new ApplicationRecords.Write(
                            now.with(
                                            now.application()
                                                    .withStatus(status)
                                                    .withOperation(Optional.of(operation)))
                                    .withSyncState(Optional.empty()),
                            List.of(
                                    ApplicationEvent.Draft.ofPerson(
                                            "OperationStarted", told, caller.label())));
                });
    }

    /**
     * Wants the running operation stopped.
     *
     * @throws Invalid when none is running
     */
    StoredApplication terminate(Caller caller, String project, String name) {
        var existing = reads.find(caller, project, name, DeliveryAction.TERMINATE);
        return changes.changed(
                caller,
                existing,
                "application.terminated",
                now -> {
                    var state = now.application().status().operationState();
                    if (now.application().operation().isEmpty()) {
                        throw Invalid.of(
                                "operation", "is not in progress: there is nothing to stop");
                    }
                    var stopping =
                            state.filter(s -> !s.phase().isCompleted())
                                    .orElseGet(() -> notYetStarted(now))
                                    .with(
                                            ApplicationStatus.Phase.TERMINATING,
                                            "operation is terminating");
                    return new ApplicationRecords.Write(
                            now.with(
                                    now.application()
                                            .withStatus(
                                                    now.application()
                                                            .status()
                                                            .withOperationState(
                                                                    Optional.of(stopping)))),
                            List.of(
                                    ApplicationEvent.Draft.ofPerson(
                                            "ResourceUpdated",
                                            "terminated running operation",
                                            caller.label())));
                });
    }

    private ApplicationStatus.OperationState notYetStarted(StoredApplication now) {
        return new ApplicationStatus.OperationState(
                now.application().operation().orElseThrow(),
                ApplicationStatus.Phase.RUNNING,
                "",
                Optional.empty(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                Optional.empty(),
                0,
                Optional.empty());
    }

    /**
     * Lets deletions go on that wait for a person: exactly those of a list, at a revision.
     *
     * @param hash of the list, as the application's status names it
     */
    StoredApplication confirm(
            Caller caller, String project, String name, String revision, String hash) {
        var existing = reads.find(caller, project, name, DeliveryAction.CONFIRM);
        var violations = new Violations();
        violations.addIf(revision.isEmpty(), "revision", "is missing");
        violations.addIf(
                !hash.matches("[0-9a-f]{64}"), "hash", "must be that of the list that waits");
        violations.throwIfAny();
        return changes.changed(
                caller,
                existing,
                "application.deletions-confirmed",
                now -> {
                    var metadata = now.application().metadata();
                    Map<String, String> annotations = new HashMap<>(metadata.annotations());
                    annotations.put(
                            Confirmation.ANNOTATION, new Confirmation(revision, hash).text());
                    return new ApplicationRecords.Write(
                            now.with(
                                    now.application()
                                            .withMetadata(
                                                    metadata.with(
                                                            metadata.labels(),
                                                            annotations,
                                                            metadata.finalizers()))),
                            List.of(
                                    ApplicationEvent.Draft.ofPerson(
                                            "ResourceUpdated",
                                            "confirmed deletions at " + revision,
                                            caller.label())));
                });
    }

    private void require(Caller caller, String project, DeliveryAction action) {
        projects.require(caller, project, action);
    }
}
