package io.slipway.delivery.application;

import io.slipway.delivery.appproject.AppProject;
import io.slipway.delivery.appproject.AppProjects;
import io.slipway.delivery.appproject.DeliveryAction;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.Caller;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.Violations;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.DuplicateException;
import io.slipway.platform.store.Durability;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Making and changing applications: people's, and children in the sources of others. */
final class ApplicationWrites {

    private final Database database;
    private final ApplicationRecords records;
    private final AppProjects projects;
    private final ApplicationReads reads;
    private final Admission admission;
    private final AuditedChanges changes;
    private final Audit audit;
    private final Clock clock;

    ApplicationWrites(
            Database database,
            ApplicationRecords records,
            AppProjects projects,
            ApplicationReads reads,
            Admission admission,
            AuditedChanges changes,
            Audit audit,
            Clock clock) {
        this.database = database;
        this.records = records;
        this.projects = projects;
        this.reads = reads;
        this.admission = admission;
        this.changes = changes;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Makes an application; one that is the same in all that people write stays as it is.
     *
     * @param upsert whether one of the same name is updated
     * @throws Conflict when there is another of the same name
     * @throws Invalid when the spec is refused; all reasons are named
     */
    StoredApplication create(
            Caller caller,
            String project,
            Application wanted,
            boolean upsert,
            Applications.WriteMode mode) {
        var place = projects.require(caller, project, DeliveryAction.CREATE);
        var application = admission.checked(caller, place, wanted, mode);
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
        var sources = admission.followed(application.spec());
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
                    audit.record(
                            caller,
                            transaction,
                            "application.created",
                            AuditedChanges.target(stored));
                    return stored;
                });
    }

    private StoredApplication repeated(
            Caller caller,
            AppProject place,
            StoredApplication existing,
            Application wanted,
            boolean upsert,
            Applications.WriteMode mode) {
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
    StoredApplication update(
            Caller caller,
            String project,
            String name,
            Application wanted,
            Applications.WriteMode mode) {
        var existing = reads.find(caller, project, name, DeliveryAction.UPDATE);
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
        var application = admission.checked(caller, there, named, mode);
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
        var sources = admission.followed(wanted.spec());
        return changes.changed(
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
    StoredApplication applyChild(
            Caller caller, StoredApplication parent, Application child, boolean dryRun) {
        ApplicationDeletions.refuseAllButTheEngine(caller);
        var place =
                new AppProject(
                        new NamespaceId(parent.namespaceId()), parent.application().project());
        var violations = new Violations();
        child.spec()
                .effectiveSources()
                .forEach(s -> admission.checkChildSource(place, s.repoURL(), violations));
        violations.throwIfAny();
        var application =
                admission.checked(caller, place, child, new Applications.WriteMode(false, dryRun));
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
}
