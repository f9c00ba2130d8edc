package io.slipway.delivery.application;

import io.slipway.delivery.appproject.AppProject;
import io.slipway.delivery.appproject.AppProjects;
import io.slipway.delivery.appproject.DeliveryAction;
import io.slipway.delivery.appproject.ProjectPermissions;
import io.slipway.delivery.appproject.ProjectWindows;
import io.slipway.delivery.destination.Clusters;
import io.slipway.delivery.window.Permission;
import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Projects;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Problem;
import io.slipway.platform.problem.Violations;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.DuplicateException;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Transaction;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Applications, as people use them: every verb asks first what the caller may do in the project
 * (spec gitops-engine A, applications-api; decisions 7). Changes are durable when a verb returns;
 * what follows from them is done by the workers.
 */
public final class Applications {

    private static final String REFRESH = "argocd.argoproj.io/refresh";
    private static final String REFRESH_STAMP = "argocd.argoproj.io/refresh-timestamp";

    private final Database database;
    private final ApplicationRecords records;
    private final AppProjects projects;
    private final ProjectPermissions permissions;
    private final ProjectWindows windows;
    private final Clusters clusters;
    private final Projects repositories;
    private final Access access;
    private final RepositoryAddresses addresses;
    private final SourceProbe probe;
    private final Audit audit;
    private final Clock clock;

    public Applications(
            Database database,
            ApplicationRecords records,
            AppProjects projects,
            ProjectPermissions permissions,
            ProjectWindows windows,
            Clusters clusters,
            Projects repositories,
            Access access,
            RepositoryAddresses addresses,
            SourceProbe probe,
            Audit audit,
            Clock clock) {
        this.database = database;
        this.records = records;
        this.projects = projects;
        this.permissions = permissions;
        this.windows = windows;
        this.clusters = clusters;
        this.repositories = repositories;
        this.access = access;
        this.addresses = addresses;
        this.probe = probe;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * How a write is checked.
     *
     * @param probe whether the sources are rendered first
     * @param dryRun whether everything is checked and nothing written
     */
    public record WriteMode(boolean probe, boolean dryRun) {
        /** All checks, and written. */
        public static WriteMode checked() {
            return new WriteMode(true, false);
        }
    }

    /** The project of a path, when the caller may see its applications. */
    public AppProject project(Caller caller, String path) {
        return projects.require(caller, path, DeliveryAction.GET);
    }

    /** The projects whose applications the caller may see. */
    public List<AppProject> projects(Caller caller) {
        return projects.visibleTo(caller);
    }

    /** The applications of a project, by name. */
    public ApplicationRecords.Listing list(Caller caller, String project) {
        var found = projects.require(caller, project, DeliveryAction.GET);
        return records.list(List.of(found.id().value()));
    }

    /** The applications of all projects that the caller may see, by name. */
    public ApplicationRecords.Listing listAll(Caller caller) {
        var ids = projects.visibleTo(caller).stream().map(p -> p.id().value()).toList();
        return records.list(ids);
    }

    /** One application. */
    public StoredApplication get(Caller caller, String project, String name) {
        return find(caller, project, name, DeliveryAction.GET);
    }

    /** What happened to an application, newest first. */
    public List<ApplicationEvent> events(Caller caller, String project, String name) {
        return records.events(find(caller, project, name, DeliveryAction.GET).id());
    }

    /**
     * Why the caller may not do something with the applications of a project; empty when they may.
     */
    public Optional<String> refusal(Caller caller, String project, DeliveryAction action) {
        return projects.refusal(
                caller, projects.require(caller, project, DeliveryAction.GET), action);
    }

    /**
     * Makes an application; one that is the same in all that people write stays as it is.
     *
     * @param upsert whether one of the same name is updated
     * @throws Conflict when there is another of the same name
     * @throws Invalid when the spec is refused; all reasons are named
     */
    public StoredApplication create(
            Caller caller, String project, Application wanted, boolean upsert, WriteMode mode) {
        var place = projects.require(caller, project, DeliveryAction.CREATE);
        var application = checked(caller, place, wanted, mode);
        var existing = records.find(place.id().value(), application.name());
        if (existing.isPresent()) {
            return repeated(caller, place, existing.get(), application, upsert, mode);
        }
        if (mode.dryRun()) {
            return new StoredApplication(
                    new ApplicationId(0),
                    place.id().value(),
                    place.path() + "_" + application.name(),
                    fresh(application),
                    Optional.empty(),
                    "",
                    0);
        }
        try {
            return insert(caller, place, fresh(application));
        } catch (DuplicateException e) {
            return repeated(
                    caller,
                    place,
                    records.find(place.id().value(), application.name()).orElseThrow(() -> e),
                    application,
                    upsert,
                    mode);
        }
    }

    private StoredApplication insert(Caller caller, AppProject place, Application application) {
        var sources = followed(application.spec());
        return database.write(
                Durability.FULL,
                transaction -> {
                    var stored =
                            records.insert(
                                    transaction,
                                    place.id().value(),
                                    application,
                                    List.of(
                                            ApplicationEvent.Draft.ofPerson(
                                                    "ResourceCreated",
                                                    "created application",
                                                    caller.label())));
                    records.replaceSources(transaction, stored.id(), sources);
                    audit.record(caller, transaction, "application.created", target(stored));
                    return stored;
                });
    }

    private StoredApplication repeated(
            Caller caller,
            AppProject place,
            StoredApplication existing,
            Application wanted,
            boolean upsert,
            WriteMode mode) {
        var stored = existing.application();
        var metadata = stored.metadata();
        boolean same =
                stored.spec().equals(wanted.spec())
                        && metadata.labels().equals(wanted.metadata().labels())
                        && metadata.annotations().equals(wanted.metadata().annotations())
                        && metadata.finalizers().equals(wanted.metadata().finalizers());
        if (same) {
            return existing;
        }
        if (!upsert) {
            throw new Conflict(
                    "existing application spec is different: application "
                            + stored.name()
                            + " exists already",
                    "use upsert=true to force update");
        }
        projects.require(caller, place, DeliveryAction.UPDATE);
        var labels = new HashMap<>(metadata.labels());
        labels.putAll(wanted.metadata().labels());
        var annotations = new HashMap<>(metadata.annotations());
        annotations.putAll(wanted.metadata().annotations());
        var merged =
                wanted.withMetadata(
                        wanted.metadata()
                                .with(labels, annotations, wanted.metadata().finalizers()));
        return mode.dryRun()
                ? existing.with(replaced(existing, merged))
                : replace(caller, existing, merged, Optional.empty());
    }

    /**
     * Replaces spec, labels, annotations and finalizers of an application.
     *
     * @throws Conflict when the body names a resource version and another one is stored
     * @throws Invalid when the spec is refused
     */
    public StoredApplication update(
            Caller caller, String project, String name, Application wanted, WriteMode mode) {
        var existing = find(caller, project, name, DeliveryAction.UPDATE);
        if (!wanted.name().isEmpty() && !wanted.name().equals(name)) {
            throw Invalid.of(
                    "metadata.name",
                    "is \"" + wanted.name() + "\", the path says \"" + name + "\"");
        }
        var named = withName(wanted, name);
        var here = projects.require(caller, project, DeliveryAction.UPDATE);
        var there =
                named.spec().project().isEmpty() || named.spec().project().equals(project)
                        ? here
                        : moveTarget(caller, named.spec().project());
        var application = checked(caller, there, named, mode);
        refuseNewFinalizers(existing, application);
        var version = wanted.metadata().resourceVersion();
        return mode.dryRun()
                ? existing.with(replaced(existing, application))
                : replace(
                        caller,
                        existing,
                        application,
                        version.isEmpty() ? Optional.empty() : Optional.of(version),
                        there);
    }

    private AppProject moveTarget(Caller caller, String path) {
        var there = projects.require(caller, path, DeliveryAction.CREATE);
        projects.require(caller, there, DeliveryAction.UPDATE);
        return there;
    }

    private static void refuseNewFinalizers(StoredApplication existing, Application wanted) {
        boolean more =
                existing.application().isDeleting()
                        && !existing.application()
                                .metadata()
                                .finalizers()
                                .containsAll(wanted.metadata().finalizers());
        if (more) {
            throw Invalid.of(
                    "metadata.finalizers", "cannot grow while the application is being deleted");
        }
    }

    private StoredApplication replace(
            Caller caller,
            StoredApplication existing,
            Application wanted,
            Optional<String> version) {
        return replace(
                caller,
                existing,
                wanted,
                version,
                new AppProject(
                        new NamespaceId(existing.namespaceId()), existing.application().project()));
    }

    private StoredApplication replace(
            Caller caller,
            StoredApplication existing,
            Application wanted,
            Optional<String> version,
            AppProject place) {
        var sources = followed(wanted.spec());
        return changed(
                caller,
                existing,
                "application.updated",
                (transaction, written) ->
                        records.replaceSources(transaction, written.id(), sources),
                now -> {
                    if (version.filter(v -> !v.equals(Long.toString(now.version()))).isPresent()) {
                        throw new Conflict(
                                "the application has been modified: version "
                                        + version.get()
                                        + " is not the stored one",
                                "apply your changes to the latest version and try again");
                    }
                    var after =
                            new StoredApplication(
                                    now.id(),
                                    place.id().value(),
                                    now.instance(),
                                    replaced(now, wanted),
                                    now.syncState(),
                                    now.attemptedContent(),
                                    now.version());
                    boolean spec = !after.application().spec().equals(now.application().spec());
                    return after.equals(now)
                            ? ApplicationRecords.Write.of(now)
                            : new ApplicationRecords.Write(
                                    after,
                                    List.of(
                                            ApplicationEvent.Draft.ofPerson(
                                                    "ResourceUpdated",
                                                    spec
                                                            ? "updated application spec"
                                                            : "updated application",
                                                    caller.label())));
                });
    }

    private static Application replaced(StoredApplication now, Application wanted) {
        var old = now.application();
        var metadata =
                old.metadata()
                        .with(
                                wanted.metadata().labels(),
                                wanted.metadata().annotations(),
                                wanted.metadata().finalizers());
        boolean changed = !wanted.spec().equals(old.spec());
        return old.withSpec(wanted.spec()).withMetadata(changed ? grown(metadata) : metadata);
    }

    private static ApplicationMetadata grown(ApplicationMetadata metadata) {
        return new ApplicationMetadata(
                metadata.name(),
                metadata.namespace(),
                metadata.uid(),
                metadata.resourceVersion(),
                metadata.generation() + 1,
                metadata.creationTimestamp(),
                metadata.deletionTimestamp(),
                metadata.labels(),
                metadata.annotations(),
                metadata.finalizers());
    }

    /**
     * Makes or changes an application that another one's sources hold (decisions 4). Only the
     * engine does this; the right is that to push to the parent's source.
     *
     * @param child marked with the parent's tracking data
     * @throws Invalid when the child is refused; it must stay in the parent's project, and read
     *     only repositories of that project or public ones
     */
    public StoredApplication applyChild(
            Caller caller, StoredApplication parent, Application child, boolean dryRun) {
        refuseAllButTheEngine(caller);
        var place =
                new AppProject(
                        new NamespaceId(parent.namespaceId()), parent.application().project());
        var violations = new Violations();
        child.spec()
                .effectiveSources()
                .forEach(s -> checkChildSource(place, s.repoURL(), violations));
        violations.throwIfAny();
        var application = checked(caller, place, child, new WriteMode(false, dryRun));
        var existing = records.find(place.id().value(), application.name());
        if (existing.isEmpty()) {
            return dryRun ? parent : insert(caller, place, fresh(application));
        }
        var metadata = existing.get().application().metadata();
        var labels = new HashMap<>(metadata.labels());
        labels.putAll(application.metadata().labels());
        var annotations = new HashMap<>(metadata.annotations());
        annotations.putAll(application.metadata().annotations());
        var merged =
                application.withMetadata(
                        metadata.with(labels, annotations, application.metadata().finalizers()));
        return dryRun ? existing.get() : replace(caller, existing.get(), merged, Optional.empty());
    }

    /**
     * Begins the deletion of a child that its parent does not hold any more, as its finalizers say.
     */
    public void deleteChild(Caller caller, StoredApplication child) {
        refuseAllButTheEngine(caller);
        beginDeletion(caller, child, Function.identity());
    }

    private static void refuseAllButTheEngine(Caller caller) {
        if (!caller.isSystem()) {
            throw Denied.forbidden("Only the engine manages the children of applications");
        }
    }

    private void checkChildSource(AppProject place, String url, Violations violations) {
        addresses
                .projectPath(url)
                .ifPresent(path -> {
                    try {
                        var project = repositories.byPath(Caller.system(), path);
                        boolean allowed =
                                project.namespacePath().equals(place.path())
                                        || project.visibility() == Visibility.PUBLIC;
                        violations.addIf(
                                !allowed,
                                "spec.source.repoURL",
                                "is neither in project " + place.path() + " nor public: " + url);
                    } catch (NotFound e) {
                        violations.add("spec.source.repoURL", "names no repository: " + url);
                    }
                });
    }

    /**
     * Begins the deletion of an application; one that is being deleted already goes on as it is.
     */
    public void delete(Caller caller, String project, String name, Finalizers.Cascade cascade) {
        var existing = find(caller, project, name, DeliveryAction.DELETE);
        beginDeletion(caller, existing, finalizers -> Finalizers.forDeletion(finalizers, cascade));
    }

    private void beginDeletion(
            Caller caller,
            StoredApplication existing,
            Function<List<String>, List<String>> finalizers) {
        if (existing.application().isDeleting()) {
            return;
        }
        changed(
                caller,
                existing,
                "application.deleted",
                now -> {
                    var metadata = now.application().metadata();
                    var marked =
                            new ApplicationMetadata(
                                    metadata.name(),
                                    metadata.namespace(),
                                    metadata.uid(),
                                    metadata.resourceVersion(),
                                    metadata.generation(),
                                    metadata.creationTimestamp(),
                                    Optional.of(clock.instant().truncatedTo(ChronoUnit.SECONDS)),
                                    metadata.labels(),
                                    metadata.annotations(),
                                    finalizers.apply(metadata.finalizers()));
                    return new ApplicationRecords.Write(
                            now.with(now.application().withMetadata(marked)),
                            List.of(
                                    ApplicationEvent.Draft.ofPerson(
                                            "ResourceDeleted",
                                            "deleted application",
                                            caller.label())));
                });
    }

    /**
     * Wants an application looked at again; several wishes before the next look are one.
     *
     * @param hard ignore what was rendered before
     */
    public StoredApplication refresh(Caller caller, String project, String name, boolean hard) {
        var existing = find(caller, project, name, DeliveryAction.REFRESH);
        return changed(
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
    public StoredApplication sync(Caller caller, String project, String name, SyncRequest request) {
        refuseInWindow(find(caller, project, name, DeliveryAction.GET));
        var existing = find(caller, project, name, DeliveryAction.SYNC);
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
    public StoredApplication rollback(
            Caller caller, String project, String name, long id, boolean prune, boolean dryRun) {
        refuseInWindow(find(caller, project, name, DeliveryAction.GET));
        var existing = find(caller, project, name, DeliveryAction.ROLLBACK);
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
        return changed(
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
    public StoredApplication terminate(Caller caller, String project, String name) {
        var existing = find(caller, project, name, DeliveryAction.TERMINATE);
        return changed(
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
    public StoredApplication confirm(
            Caller caller, String project, String name, String revision, String hash) {
        var existing = find(caller, project, name, DeliveryAction.CONFIRM);
        var violations = new Violations();
        violations.addIf(revision.isEmpty(), "revision", "is missing");
        violations.addIf(
                !hash.matches("[0-9a-f]{64}"), "hash", "must be that of the list that waits");
        violations.throwIfAny();
        return changed(
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

    private StoredApplication find(
            Caller caller, String project, String name, DeliveryAction action) {
        var place = projects.require(caller, project, DeliveryAction.GET);
        var found = records.find(place.id().value(), name).orElseThrow(() -> missing(name));
        projects.require(caller, place, action);
        return found;
    }

    private static NotFound missing(String name) {
        return new NotFound("Application", "applications.argoproj.io \"" + name + "\" not found");
    }

    private StoredApplication changed(
            Caller caller,
            StoredApplication existing,
            String verb,
            Function<StoredApplication, ApplicationRecords.Write> change) {
        return changed(caller, existing, verb, (_, _) -> {}, change);
    }

    private StoredApplication changed(
            Caller caller,
            StoredApplication existing,
            String verb,
            BiConsumer<Transaction, StoredApplication> also,
            Function<StoredApplication, ApplicationRecords.Write> change) {
        return records.change(
                        existing.id(),
                        Durability.FULL,
                        change,
                        (transaction, written) -> {
                            also.accept(transaction, written);
                            audit.record(caller, transaction, verb, target(written));
                        })
                .orElseThrow(() -> missing(existing.application().name()));
    }

    private static AuditTarget target(StoredApplication stored) {
        return new AuditTarget(
                "application",
                stored.id().value(),
                stored.application().project() + "/" + stored.application().name());
    }

    private Application fresh(Application application) {
        var metadata = application.metadata();
        return new Application(
                new ApplicationMetadata(
                        metadata.name(),
                        application.project(),
                        UUID.randomUUID().toString(),
                        "",
                        1,
                        Optional.of(clock.instant().truncatedTo(ChronoUnit.SECONDS)),
                        Optional.empty(),
                        metadata.labels(),
                        metadata.annotations(),
                        metadata.finalizers()),
                application.spec(),
                ApplicationStatus.EMPTY,
                Optional.empty());
    }

    private static Application withName(Application application, String name) {
        var m = application.metadata();
        return application.withMetadata(
                new ApplicationMetadata(
                        name,
                        m.namespace(),
                        m.uid(),
                        m.resourceVersion(),
                        m.generation(),
                        m.creationTimestamp(),
                        m.deletionTimestamp(),
                        m.labels(),
                        m.annotations(),
                        m.finalizers()));
    }

    /** The normal form of what a person wrote, when nothing speaks against it. */
    private Application checked(
            Caller caller, AppProject place, Application wanted, WriteMode mode) {
        var violations = new Violations();
        SpecRules.checkName(wanted.name(), violations);
        SpecRules.checkMetadata(wanted.metadata(), violations);
        var written = wanted.spec().project();
        violations.addIf(
                !written.isEmpty() && !written.equals(place.path()),
                "spec.project",
                "is \"" + written + "\", the path says \"" + place.path() + "\"");
        SpecRules.check(wanted.spec(), violations);
        violations.throwIfAny();
        var spec = SpecRules.normalised(wanted.spec(), place.path());
        checkDestination(place, spec, violations);
        checkSources(caller, place, spec, violations);
        violations.throwIfAny();
        if (mode.probe()) {
            probe.problems(wanted.name(), place, spec)
                    .forEach(p -> violations.add("spec.source", p));
            violations.throwIfAny();
        }
        return wanted.withSpec(spec)
                .withStatus(ApplicationStatus.EMPTY)
                .withOperation(Optional.empty());
    }

    private void checkDestination(AppProject place, ApplicationSpec spec, Violations violations) {
        switch (clusters.resolve(spec.destination())) {
            case Clusters.Resolution.Refused(var why) -> violations.add("spec.destination", why);
            case Clusters.Resolution.Found(var cluster) ->
                    permissions
                            .destinationRefusal(
                                    place.id(),
                                    place.path(),
                                    cluster.name(),
                                    spec.destination().namespace())
                            .ifPresent(why -> violations.add("spec.destination", why));
        }
    }

    /** Nobody deploys from a repository that they may not read. */
    private void checkSources(
            Caller caller, AppProject place, ApplicationSpec spec, Violations violations) {
        for (var source : spec.effectiveSources()) {
            permissions
                    .sourceRefusal(place.id(), place.path(), source.repoURL())
                    .ifPresent(why -> violations.add("spec.source.repoURL", why));
            addresses
                    .projectPath(source.repoURL())
                    .ifPresent(path -> {
                        try {
                            var project = repositories.byPath(caller, path);
                            access.require(caller, Ability.DOWNLOAD_CODE, project);
                        } catch (NotFound | Denied e) {
                            violations.add(
                                    "spec.source.repoURL",
                                    "names no repository that you may read: " + source.repoURL());
                        }
                    });
        }
    }

    /** Where the sources of a spec are; asked before the transaction that stores it. */
    private List<FollowedSource> followed(ApplicationSpec spec) {
        var followed = new ArrayList<FollowedSource>();
        var sources = spec.effectiveSources();
        for (int i = 0; i < sources.size(); i++) {
            var source = sources.get(i);
            followed.add(
                    new FollowedSource(
                            new ApplicationId(0),
                            i,
                            repository(source.repoURL()),
                            source.repoURL(),
                            source.targetRevision()));
        }
        return followed;
    }

    private Optional<Long> repository(String url) {
        return addresses
                .projectPath(url)
                .flatMap(path -> {
                    try {
                        return Optional.of(
                                repositories.byPath(Caller.system(), path).repositoryId().value());
                    } catch (Problem e) {
                        return Optional.empty(); // deleted meanwhile: told when it is rendered
                    }
                });
    }
}
