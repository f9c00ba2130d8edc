package io.slipway.delivery.application;

import io.slipway.platform.problem.Conflict;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Transaction;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The applications as rows: what the engine's own packages read and write. People come through
 * {@link Applications}, which decides what they may. Every write is told to {@link
 * ApplicationChanges} after its commit. Safe for several threads.
 */
public final class ApplicationRecords {

    private static final int TRIES = 20;

    private final Database database;
    private final ApplicationChanges changes;
    private final Clock clock;
    private final ApplicationStore store = new ApplicationStore();
    private final ApplicationEventStore events = new ApplicationEventStore();
    private final SnapshotStore snapshots = new SnapshotStore();

    public ApplicationRecords(Database database, ApplicationChanges changes, Clock clock) {
        this.database = database;
        this.changes = changes;
        this.clock = clock;
        changes.startAt(database.read(store::version));
    }

    /**
     * What a change makes of an application.
     *
     * @param after equal to what it was when nothing changes, and then nothing is written
     * @param events that are stored in the same transaction
     * @param snapshot of a deployment that is stored in the same transaction
     */
    public record Write(
            StoredApplication after,
            List<ApplicationEvent.Draft> events,
            Optional<DeploymentSnapshot> snapshot) {

        /** Without a snapshot. */
        public Write(StoredApplication after, List<ApplicationEvent.Draft> events) {
            this(after, events, Optional.empty());
        }

        /** Without events. */
        public static Write of(StoredApplication after) {
            return new Write(after, List.of());
        }
    }

    /** The application of an id; empty when there is none any more. */
    public Optional<StoredApplication> find(ApplicationId id) {
        return database.read(reading -> store.find(reading, id));
    }

    /** The application of a name in a project. */
    public Optional<StoredApplication> find(long namespaceId, String name) {
        return database.read(reading -> store.find(reading, namespaceId, name));
    }

    /** The applications of some projects, by name. */
    public Listing list(Collection<Long> namespaceIds) {
        return database.read(
                reading -> new Listing(store.list(reading, namespaceIds), store.version(reading)));
    }

    /**
     * Applications as they were at one version.
     *
     * @param version of the newest write that is in the list
     */
    public record Listing(List<StoredApplication> applications, long version) {}

    /**
     * Some of them, by name, beginning behind a name in a project.
     *
     * @param remaining how many follow
     */
    public record Part(List<StoredApplication> applications, long version, long remaining) {}

    /** The next applications of some projects behind a name and project, by name. */
    public Part page(Collection<Long> namespaceIds, String name, long namespace, int limit) {
        return database.read(reading -> {
            var found = store.page(reading, namespaceIds, name, namespace, limit);
            long all = store.countAfter(reading, namespaceIds, name, namespace);
            return new Part(found, store.version(reading), all - found.size());
        });
    }

    /** The ids of all applications. */
    public List<ApplicationId> ids() {
        return database.read(store::ids);
    }

    /** What objects in clusters are marked with, by application. */
    public Map<String, ApplicationId> instances() {
        return database.read(store::instances);
    }

    /** The sources of an application as they are followed. */
    public List<FollowedSource> sources(ApplicationId id) {
        return database.read(reading -> store.sources(reading, id));
    }

    /** The sources of all applications that are in a repository. */
    public List<FollowedSource> followers(long repositoryId) {
        return database.read(reading -> store.followers(reading, repositoryId));
    }

    /** The newest version. */
    public long version() {
        return database.read(store::version);
    }

    /**
     * What a deployment of the history applied; empty when it was made before snapshots were kept.
     */
    public Optional<DeploymentSnapshot> snapshot(ApplicationId id, long deployment) {
        return database.read(reading -> snapshots.find(reading, id, deployment));
    }

    /** What happened to an application, newest first; at most a thousand. */
    public List<ApplicationEvent> events(ApplicationId id) {
        return database.read(reading -> events.list(reading, id));
    }

    /**
     * Changes an application: reads it, makes the new one, and writes it; from the start again when
     * someone else wrote in between.
     *
     * @param change may be called several times
     * @return what is stored now; empty when the application is gone
     */
    public Optional<StoredApplication> change(
            ApplicationId id, Durability durability, Function<StoredApplication, Write> change) {
        return change(id, durability, change, (_, _) -> {});
    }

    /** As {@link #change}, with more to do in the transaction once the application is written. */
    Optional<StoredApplication> change(
            ApplicationId id,
            Durability durability,
            Function<StoredApplication, Write> change,
            BiConsumer<Transaction, StoredApplication> also) {
        for (int i = 0; i < TRIES; i++) {
            var before = find(id);
            if (before.isEmpty()) {
                return before;
            }
            var write = change.apply(before.get());
            if (write.after().equals(before.get()) && write.events().isEmpty()) {
                return before;
            }
            var after =
                    database.write(
                            durability,
                            transaction -> {
                                var written = written(transaction, before.get(), write);
                                written.ifPresent(w -> also.accept(transaction, w));
                                return written;
                            });
            if (after.isPresent()) {
                return after;
            }
        }
        throw new Conflict("application " + id + " is being changed by others", "try again");
    }

    private Optional<StoredApplication> written(
            Transaction transaction, StoredApplication before, Write write) {
        var after =
                write.after().equals(before)
                        ? Optional.of(before)
                        : store.update(transaction, before, write.after());
        after.ifPresent(a -> {
            tell(transaction, a.id(), a.application().name(), write.events());
            write.snapshot()
                    .ifPresent(snapshot ->
                            snapshots.save(
                                    transaction,
                                    a.id(),
                                    snapshot,
                                    a.application().status().history(),
                                    clock.instant()));
            if (!write.after().equals(before)) {
                publish(transaction, ApplicationChange.Kind.MODIFIED, a, a.version());
            }
        });
        return after;
    }

    /** Stores a new application in a transaction under way. */
    StoredApplication insert(
            Transaction transaction,
            long namespaceId,
            Application application,
            List<ApplicationEvent.Draft> drafts) {
        var wanted = application.project() + "_" + application.name();
        var instance = wanted;
        for (int i = 2; store.isInstanceTaken(transaction, instance); i++) {
            instance =
                    wanted + "-"
                            + i; // a project of this path was renamed, its objects still say so
        }
        var stored = store.insert(transaction, namespaceId, instance, application);
        tell(transaction, stored.id(), application.name(), drafts);
        publish(transaction, ApplicationChange.Kind.ADDED, stored, stored.version());
        return stored;
    }

    /** Takes an application out, with all that is kept of it. */
    public void delete(ApplicationId id) {
        database.execute(
                Durability.FULL,
                transaction -> {
                    var last = store.find(transaction, id);
                    store.delete(transaction, id);
                    long version = store.nextVersion(transaction);
                    last.ifPresent(
                            l -> publish(transaction, ApplicationChange.Kind.DELETED, l, version));
                });
    }

    /** Stores where the sources of an application are. */
    void replaceSources(Transaction transaction, ApplicationId id, List<FollowedSource> sources) {
        store.replaceSources(transaction, id, sources);
    }

    Optional<StoredApplication> find(Reading reading, long namespaceId, String name) {
        return store.find(reading, namespaceId, name);
    }

    private void tell(
            Transaction transaction,
            ApplicationId id,
            String name,
            List<ApplicationEvent.Draft> drafts) {
        drafts.forEach(d -> events.add(transaction, id, name, d, clock.instant()));
    }

    private void publish(
            Transaction transaction,
            ApplicationChange.Kind kind,
            StoredApplication application,
            long version) {
        transaction.afterCommit(
                () -> changes.publish(new ApplicationChange(kind, application, version)));
    }
}
