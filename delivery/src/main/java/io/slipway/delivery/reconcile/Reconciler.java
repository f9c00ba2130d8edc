package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationChange;
import io.slipway.delivery.application.ApplicationChanges;
import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.ApplicationRecords;
import io.slipway.delivery.application.Applications;
import io.slipway.delivery.appproject.ProjectPermissions;
import io.slipway.delivery.appproject.ProjectPolicies;
import io.slipway.delivery.appproject.ProjectWindows;
import io.slipway.delivery.automation.AutoSync;
import io.slipway.delivery.automation.SelfHealSettings;
import io.slipway.delivery.destination.Clusters;
import io.slipway.delivery.refresh.Backoff;
import io.slipway.delivery.refresh.Holder;
import io.slipway.delivery.refresh.Need;
import io.slipway.delivery.refresh.WorkQueue;
import io.slipway.delivery.track.Followers;
import io.slipway.delivery.track.ReadIndex;
import io.slipway.engine.GitOpsEngine;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.LiveState;
import io.slipway.engine.sync.DeletionBudget;
import io.slipway.engine.tracking.Tracking;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.push.RefsUpdated;
import io.slipway.render.Renderer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps clusters as the applications' sources say: hears of pushes, of changes in clusters and of
 * wishes of people, and has each concerned application worked on. Nothing here polls.
 */
public final class Reconciler implements AutoCloseable {

    private final ApplicationRecords records;
    private final ApplicationChanges changes;
    private final Clusters clusters;
    private final HostedRepositories repositories;
    private final Followers followers;
    private final ReadIndex reads;
    private final RenderCounts renders;
    private final Targets targets;
    private final SyncTimings timings = new SyncTimings();
    private final LiveMemory memory;
    private final RepositoryGrace grace;
    private final Backoff unreachable = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(2));
    private final LiveRouter router;
    private final WorkQueue queue;
    private final Surroundings surroundings;
    private final List<AutoCloseable> subscriptions = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService safetyNet;

    public Reconciler(
            ApplicationRecords records,
            Applications applications,
            ApplicationChanges changes,
            Clusters clusters,
            HostedRepositories repositories,
            ProjectPermissions permissions,
            ProjectWindows windows,
            ProjectPolicies policies,
            GitOpsEngine engine,
            Tracking tracking,
            Renderer renderer,
            SelfHealSettings selfHeal,
            DeletionBudget budget,
            Holder holder,
            int parallel,
            Duration elsewhere,
            Duration repositoryGrace,
            Clock clock) {
        this.records = records;
        this.changes = changes;
        this.clusters = clusters;
        this.repositories = repositories;
        this.reads = new ReadIndex();
        this.renders = new RenderCounts();
        this.followers = new Followers(records, reads);
        this.targets = new Targets(records, repositories, renderer, reads, renders);
        this.surroundings = new ProjectSurroundings(clusters, permissions, windows);
        windows.onChange(this::requestAll);
        policies.onChange(this::requestAll);
        this.memory = new LiveMemory();
        var orphans = new OrphanWatch(engine);
        var children = new Children(records, applications);
        this.grace = new RepositoryGrace(repositoryGrace);
        var refresher =
                new Refresher(
                        records,
                        surroundings,
                        targets,
                        engine,
                        new AutoSync(selfHeal),
                        memory,
                        children,
                        orphans,
                        grace,
                        unreachable,
                        id -> request(id, Need.RECENT),
                        clock);
        var steps =
                new OperationSteps(
                        records, engine, memory, budget, children, holder::require, clock);
        var operations =
                new OperationRunner(
                        records,
                        surroundings,
                        new OperationTargets(records, targets),
                        steps,
                        memory,
                        clock);
        var deletions =
                new Deletions(
                        records,
                        surroundings,
                        targets,
                        engine,
                        memory,
                        children,
                        holder::require,
                        clock);
        var worker =
                new ApplicationWorker(
                        records, refresher, operations, deletions, timings, clock, this::later);
        this.queue =
                new WorkQueue(
                        (id, need) -> records.inBackground(() -> worker.work(id, need)),
                        holder,
                        parallel,
                        elsewhere,
                        clock);
        this.router = new LiveRouter(records, engine, tracking, memory, orphans, queue::request);
        this.safetyNet =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("delivery-safety-net").factory());
    }

    private void later(ApplicationId id, java.time.Instant at) {
        queue.requestAt(id, at);
    }

    /** Starts: listens to everything, and looks at every application once. */
    public void start(Duration every) {
        subscriptions.add(changes.subscribe(this::changed));
        subscriptions.add(changes.onGap(this::requestAll));
        clusters.onEach(this::follow);
        requestAll();
        clusters.onAdded(this::requestAll);
        var _ =
                safetyNet.scheduleWithFixedDelay(
                        this::requestAll,
                        every.toMillis(),
                        every.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** Refs moved: the applications that they concern are worked on. */
    public void on(RefsUpdated push) {
        repositories
                .find(push.repository().value())
                .ifPresent(repository ->
                        followers
                                .affected(repository, push.updates())
                                .forEach(id -> queue.request(id, Need.ofPush(push.at()))));
    }

    /** Wants an application looked at again. */
    public void request(ApplicationId id, Need need) {
        queue.request(id, need);
    }

    /** Makes target objects, for whoever shows them. */
    public Targets targets() {
        return targets;
    }

    /** What applications may, and where they go. */
    public Surroundings surroundings() {
        return surroundings;
    }

    /** How long pushes took to arrive. */
    public SyncTimings timings() {
        return timings;
    }

    /** How often each application was rendered. */
    public RenderCounts renders() {
        return renders;
    }

    /** Whether no application is being worked on or waits for it; alarms do not count. */
    public boolean isIdle() {
        return queue.isIdle();
    }

    private void requestAll() {
        router.forgetAllBut(records::ids);
        records.ids().forEach(id -> queue.requestInTurn(id, Need.LATEST));
    }

    private void requestAll(NamespaceId project) {
        records.list(List.of(project.value()))
                .applications()
                .forEach(a -> queue.requestInTurn(a.id(), Need.RECENT));
    }

    private void follow(Cluster cluster) {
        LiveState.Subscription subscription =
                cluster.live().subscribe(change -> router.on(cluster, change));
        subscriptions.add(subscription);
        LiveState.Subscription kept = cluster.live().keep(() -> memory.kinds(cluster));
        subscriptions.add(kept);
    }

    /**
     * People's changes need work; what the worker itself wrote does not, so it asks for nothing.
     */
    private void changed(ApplicationChange change) {
        router.on(change);
        var stored = change.application();
        switch (change.kind()) {
            case ADDED -> queue.request(stored.id(), Need.LATEST);
            case MODIFIED -> {
                boolean known = memory.isUpToDate(stored);
                if (!known) {
                    reads.forget(stored.id()); // another process rendered it since
                }
                queue.request(stored.id(), known ? Need.OPERATION : Need.RECENT);
            }
            case DELETED -> {
                reads.forget(stored.id());
                grace.forget(stored.id());
                unreachable.forget(stored.id());
            }
        }
    }

    @Override
    public void close() {
        safetyNet.shutdownNow();
        for (var subscription : subscriptions) {
            try {
                subscription.close();
            } catch (Exception e) {
                throw new IllegalStateException("a subscription cannot be closed", e);
            }
        }
        queue.close();
    }
}
