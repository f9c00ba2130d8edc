package io.slipway.delivery.application;

import io.slipway.delivery.destination.Destination;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Signals;
import io.slipway.platform.store.Transaction;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
    private final WorkFence fence;
    private final Clock clock;
    private final ApplicationStore store = new ApplicationStore();
    private final ApplicationEventStore events = new ApplicationEventStore();
    private final SnapshotStore snapshots = new SnapshotStore();

    /**
     * @param fence what the engine's writes have to pass
     */
    public ApplicationRecords(
            Database database, ApplicationChanges changes, WorkFence fence, Clock clock) {
        this.database = database;
        this.changes = changes;
        this.fence = fence;
        this.clock = clock;
        changes.startAt(database.read(store::version));
        database.signals()
                .listen(
                        ApplicationSignals.TOPIC,
                        new Signals.Listener() {
                            @Override
                            public void heard(String text) {
                                told(ApplicationSignals.read(text));
                            }

                            @Override
                            public void missed() {
                                tellMissed();
                            }
                        });
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
     * The applications of a project that bear one of these names, or whose tracking annotation
     * names this instance; each once, in no order. The cost follows what is found, not the project.
     */
    public List<StoredApplication> family(
            long namespaceId, Collection<String> names, String instance) {
        return database.read(reading -> {
            var found = new LinkedHashMap<ApplicationId, StoredApplication>();
            store.madeBy(reading, namespaceId, instance).forEach(a -> found.put(a.id(), a));
            var wanted = new HashSet<>(names);
            found.values().forEach(a -> wanted.remove(a.application().name()));
            store.named(reading, namespaceId, wanted).forEach(a -> found.put(a.id(), a));
            return List.copyOf(found.values());
        });
    }

    /** The application of a project whose objects are marked with this instance. */
    public Optional<StoredApplication> ofInstance(long namespaceId, String instance) {
        return database.read(reading -> store.ofInstance(reading, namespaceId, instance));
    }

    /** Runs work that nobody waits for: it leaves the database free for people. */
    public void inBackground(Runnable work) {
        database.inBackground(work);
    }

    /** The ids of all applications. */
    public List<ApplicationId> ids() {
        return database.read(store::ids);
    }

    /** Where each application goes, by {@code project/name}, in a reading under way. */
    public Map<String, Destination> destinations(Reading reading) {
        return store.destinations(reading);
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

    /** Another process wrote: its row says what. */
    private void told(ApplicationSignals.Told told) {
        if (told.kind() == ApplicationChange.Kind.DELETED) {
            told.last().ifPresent(l -> changes.publish(change(told.kind(), l, told.version())));
        } else if (changes.isNews(told.id(), told.version())) {
            find(told.id())
                    .ifPresent(now -> changes.publish(change(told.kind(), now, now.version())));
        }
    }

    /** What other processes wrote while they were not heard. */
    private void tellMissed() {
        var versions = database.read(store::versions);
        versions.forEach((id, version) -> {
            if (changes.isNews(id, version)) {
                find(id).ifPresent(now ->
                        changes.publish(
                                change(ApplicationChange.Kind.MODIFIED, now, now.version())));
            }
        });
        changes.publishGap();
    }

    private static ApplicationChange change(
            ApplicationChange.Kind kind, StoredApplication application, long version) {
        return new ApplicationChange(kind, application, version);
    }

    /**
     * Changes an application as the engine does: reads it, makes the new one, and writes it; from
     * the start again when someone else wrote in between.
     *
     * @param change may be called several times
     * @return what is stored now; empty when the application is gone
     * @throws LostLease when another process works on the application by now
     */
    public Optional<StoredApplication> change(
            ApplicationId id, Durability durability, Function<StoredApplication, Write> change) {
        return change(id, durability, change, fence, (_, _) -> {});
    }

    /** As people do it, with more to do in the transaction once the application is written. */
    Optional<StoredApplication> change(
            ApplicationId id,
            Durability durability,
            Function<StoredApplication, Write> change,
            BiConsumer<Transaction, StoredApplication> also) {
        return change(id, durability, change, (_, _) -> {}, also);
    }

    private Optional<StoredApplication> change(
            ApplicationId id,
            Durability durability,
            Function<StoredApplication, Write> change,
            WorkFence pass,
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
                                pass.check(transaction, id);
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

    /**
     * Takes an application out, with all that is kept of it, as the engine does.
     *
     * @throws LostLease when another process works on the application by now
     */
    public void delete(ApplicationId id) {
        database.execute(
                Durability.FULL,
                transaction -> {
                    fence.check(transaction, id);
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
        var signals = database.signals();
        signals.send(
                transaction,
                ApplicationSignals.TOPIC,
                ApplicationSignals.text(
                        kind, application, version, signals.room(ApplicationSignals.TOPIC)));
        transaction.afterCommit(
                () -> changes.publish(new ApplicationChange(kind, application, version)));
    }
}
