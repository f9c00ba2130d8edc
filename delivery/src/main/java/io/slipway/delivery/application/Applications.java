package io.slipway.delivery.application;

import io.slipway.delivery.appproject.AppProject;
import io.slipway.delivery.appproject.AppProjects;
import io.slipway.delivery.appproject.DeliveryAction;
import io.slipway.delivery.appproject.ProjectPermissions;
import io.slipway.delivery.appproject.ProjectWindows;
import io.slipway.delivery.destination.Clusters;
import io.slipway.forge.access.Access;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Projects;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.store.Database;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Applications, as people use them: every verb asks first what the caller may do in the project
 * (spec gitops-engine A, applications-api; decisions 7). Changes are durable when a verb returns;
 * what follows from them is done by the workers.
 */
public final class Applications {

    private final ApplicationReads reads;
    private final ApplicationWrites writes;
    private final ApplicationDeletions deletions;
    private final ApplicationWishes wishes;

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
        var changes = new AuditedChanges(records, audit);
        var admission =
                new Admission(permissions, clusters, repositories, access, addresses, probe);
        this.reads = new ApplicationReads(records, projects);
        this.writes =
                new ApplicationWrites(
                        database, records, projects, reads, admission, changes, audit, clock);
        this.deletions = new ApplicationDeletions(reads, changes, clock);
        this.wishes = new ApplicationWishes(projects, windows, reads, changes, probe, clock);
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
        return reads.project(caller, path);
    }

    /** The projects whose applications the caller may see. */
    public List<AppProject> projects(Caller caller) {
        return reads.projects(caller);
    }

    /** The applications of a project, by name. */
    public ApplicationRecords.Listing list(Caller caller, String project) {
        return reads.list(caller, project);
    }

    /** The applications of all projects that the caller may see, by name. */
    public ApplicationRecords.Listing listAll(Caller caller) {
        return reads.listAll(caller);
    }

    /** One application. */
    public StoredApplication get(Caller caller, String project, String name) {
        return reads.get(caller, project, name);
    }

    /** What happened to an application, newest first. */
    public List<ApplicationEvent> events(Caller caller, String project, String name) {
        return reads.events(caller, project, name);
    }

    /**
     * Why the caller may not do something with the applications of a project; empty when they may.
     */
    public Optional<String> refusal(Caller caller, String project, DeliveryAction action) {
        return reads.refusal(caller, project, action);
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
        return writes.create(caller, project, wanted, upsert, mode);
    }

    /**
     * Replaces spec, labels, annotations and finalizers of an application.
     *
     * @throws Conflict when the body names a resource version and another one is stored
     * @throws Invalid when the spec is refused
     */
    public StoredApplication update(
            Caller caller, String project, String name, Application wanted, WriteMode mode) {
        return writes.update(caller, project, name, wanted, mode);
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
        return writes.applyChild(caller, parent, child, dryRun);
    }

    /**
     * Begins the deletion of a child that its parent does not hold any more, as its finalizers say.
     */
    public void deleteChild(Caller caller, StoredApplication child) {
        deletions.deleteChild(caller, child);
    }

    /**
     * Begins the deletion of an application; one that is being deleted already goes on as it is.
     */
    public void delete(Caller caller, String project, String name, Finalizers.Cascade cascade) {
        deletions.delete(caller, project, name, cascade);
    }

    /**
     * Wants an application looked at again; several wishes before the next look are one.
     *
     * @param hard ignore what was rendered before
     */
    public StoredApplication refresh(Caller caller, String project, String name, boolean hard) {
        return wishes.refresh(caller, project, name, hard);
    }

    /**
     * Wants an application synced.
     *
     * @throws Denied when a sync window of the project forbids it now
     * @throws Conflict when another operation is under way
     * @throws Invalid when the revision cannot be resolved, or automation forbids the wish
     */
    public StoredApplication sync(Caller caller, String project, String name, SyncRequest request) {
        return wishes.sync(caller, project, name, request);
    }

    /**
     * Wants an earlier deployment back, by the id of its entry in the history; no hooks run.
     *
     * @throws Invalid when there is no such entry, or automation is on
     */
    public StoredApplication rollback(
            Caller caller, String project, String name, long id, boolean prune, boolean dryRun) {
        return wishes.rollback(caller, project, name, id, prune, dryRun);
    }

    /**
     * Wants the running operation stopped.
     *
     * @throws Invalid when none is running
     */
    public StoredApplication terminate(Caller caller, String project, String name) {
        return wishes.terminate(caller, project, name);
    }

    /**
     * Lets deletions go on that wait for a person: exactly those of a list, at a revision.
     *
     * @param hash of the list, as the application's status names it
     */
    public StoredApplication confirm(
            Caller caller, String project, String name, String revision, String hash) {
        return wishes.confirm(caller, project, name, revision, hash);
    }
}
