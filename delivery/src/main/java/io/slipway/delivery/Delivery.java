package io.slipway.delivery;

import io.slipway.delivery.application.ApplicationChanges;
import io.slipway.delivery.application.ApplicationLists;
import io.slipway.delivery.application.ApplicationRecords;
import io.slipway.delivery.application.Applications;
import io.slipway.delivery.application.RemovalGuard;
import io.slipway.delivery.application.RepositoryAddresses;
import io.slipway.delivery.appproject.AppProjects;
import io.slipway.delivery.appproject.ProjectPermissions;
import io.slipway.delivery.appproject.ProjectPolicies;
import io.slipway.delivery.appproject.ProjectWindows;
import io.slipway.delivery.argo.ArgoImport;
import io.slipway.delivery.destination.Clusters;
import io.slipway.delivery.objects.ApplicationObjects;
import io.slipway.delivery.reconcile.ForgeRepositories;
import io.slipway.delivery.reconcile.Reconciler;
import io.slipway.delivery.reconcile.SyncTiming;
import io.slipway.delivery.reconcile.TargetProbe;
import io.slipway.delivery.refresh.Holder;
import io.slipway.engine.GitOpsEngine;
import io.slipway.forge.Forge;
import io.slipway.forge.push.RefsUpdated;
import io.slipway.git.repository.Repositories;
import io.slipway.platform.event.Events;
import io.slipway.platform.store.Database;
import io.slipway.render.Renderer;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * All doors of delivery, and its engine. Wiring: construct it before the events are started, since
 * it subscribes to pushes; call {@link #start} when everything is wired.
 */
public final class Delivery implements AutoCloseable {

    private final DeliverySettings settings;
    private final ApplicationChanges changes;
    private final ApplicationRecords records;
    private final Applications applications;
    private final ApplicationLists lists;
    private final ApplicationObjects objects;
    private final ProjectWindows windows;
    private final ProjectPolicies policies;
    private final ArgoImport argo;
    private final Holder holder;
    private final Reconciler reconciler;

    /**
     * @param events not started yet
     * @param clusters the primary cluster first; may grow later
     */
    public Delivery(
            Database database,
            Events events,
            Forge forge,
            Repositories repositories,
            Clusters clusters,
            Clock clock,
            DeliverySettings settings) {
        this.settings = settings;
        this.changes = new ApplicationChanges();
        this.holder = new Holder(database, clock, settings.leases());
        this.records = new ApplicationRecords(database, changes, holder, clock);
        var projects = new AppProjects(database, forge.access());
        this.lists = new ApplicationLists(database, projects);
        this.windows = new ProjectWindows(database, projects, forge.audit());
        this.policies = new ProjectPolicies(database, projects, forge.audit());
        var addresses = new RepositoryAddresses(settings.addresses());
        var permissions =
                new ProjectPermissions(forge.grants(), policies, clusters, addresses::shared);
        var hosted = new ForgeRepositories(addresses, forge.projects(), repositories);
        var renderer = new Renderer(settings.render());
        var engine = new GitOpsEngine(settings.engine(), clock);
        this.applications =
                new Applications(
                        database,
                        records,
                        projects,
                        permissions,
                        windows,
                        clusters,
                        forge.projects(),
                        forge.access(),
                        addresses,
                        new TargetProbe(hosted, renderer),
                        forge.audit(),
                        clock);
        this.reconciler =
                new Reconciler(
                        records,
                        applications,
                        changes,
                        clusters,
                        hosted,
                        permissions,
                        windows,
                        policies,
                        engine,
                        settings.engine().tracking(),
                        renderer,
                        settings.selfHeal(),
                        settings.deletionBudget(),
                        holder,
                        settings.parallel(),
                        settings.leases().elsewhere(),
                        settings.repositoryGrace(),
                        clock);
        this.objects =
                new ApplicationObjects(
                        applications, reconciler.targets(), reconciler.surroundings(), engine);
        this.argo = new ArgoImport(applications, policies, windows, clusters);
        new RemovalGuard().on(forge.namespaces(), forge.projects());
        events.subscribe(
                "delivery",
                List.of(RefsUpdated.class),
                delivered -> {
                    if (delivered.event() instanceof RefsUpdated push) {
                        reconciler.on(push);
                    }
                });
    }

    /** Starts the engine: every application is looked at once. */
    public void start() {
        reconciler.start(settings.safetyNet());
    }

    /** The verbs of people. */
    public Applications applications() {
        return applications;
    }

    /** Lists of applications, for people. */
    public ApplicationLists lists() {
        return lists;
    }

    /** The objects of applications, for people. */
    public ApplicationObjects objects() {
        return objects;
    }

    /** When the applications of projects may be synced, for people. */
    public ProjectWindows windows() {
        return windows;
    }

    /** What the applications of projects may read and deploy, for people. */
    public ProjectPolicies policies() {
        return policies;
    }

    /** What brings applications of Argo CD here, for people. */
    public ArgoImport argo() {
        return argo;
    }

    /** The applications as rows, for whoever waits for one that its caller was let see before. */
    public ApplicationRecords records() {
        return records;
    }

    /** Every write of an application, for streams. */
    public ApplicationChanges changes() {
        return changes;
    }

    /** How long the last pushes took to arrive, by this server's clock. */
    public List<SyncTiming> timings() {
        return reconciler.timings().recent();
    }

    /** How often each application ({@code project/name}) was rendered since the start. */
    public Map<String, Long> renders() {
        return reconciler.renders().now();
    }

    /** Whether no application is being worked on; for tests and for health. */
    public boolean isIdle() {
        return reconciler.isIdle();
    }

    @Override
    public void close() {
        reconciler.close();
        holder.close();
    }
}
