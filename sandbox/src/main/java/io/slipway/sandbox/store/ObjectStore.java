package io.slipway.sandbox.store;

import io.slipway.manifests.Trees;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All objects of a sandbox. One version counts every change to anything and never goes back. Safe
 * for several threads; each write is seen whole or not at all.
 */
public final class ObjectStore implements AutoCloseable {

    private static final long COMPACT_ABOVE = 16L << 20;

    /** JSON bytes of past objects that are kept for watches, of all resources together. */
    private static final long MAX_HISTORY_BYTES = 32L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ResourceId, Shelf> shelves = new HashMap<>();
    private final List<Consumer<Change>> listeners = new ArrayList<>();
    private final StoreLimits limits;
    private final @Nullable ObjectLog log;
    private long version = 1;
    private long opened;
    private int count;
    private long bytes;
    private long historyBytes;
    private boolean closed;

    private ObjectStore(StoreLimits limits, Optional<Path> folder) {
        this.limits = limits;
        this.log = folder.map(f -> ObjectLog.open(f, this::replay)).orElse(null);
        opened = version;
        shelves.replaceAll((_, old) -> {
            var fresh = new Shelf(old.changed, opened);
            fresh.objects.putAll(old.objects);
            return fresh;
        });
        if (log != null) {
            log.compact(version, all());
        }
    }

    /**
     * Opens a store with what its folder holds.
     *
     * @param folder in memory only when empty
     * @throws java.io.UncheckedIOException when the folder cannot be used; the message names it
     */
    public static ObjectStore open(StoreLimits limits, Optional<Path> folder) {
        return new ObjectStore(limits, folder);
    }

    private void replay(long at, Map<String, Object> record) {
        version = Math.max(version, at);
        if (!record.containsKey("r")) {
            return;
        }
        var resource = new ResourceId(text(record, "g"), text(record, "r"));
        var shelf = shelf(resource);
        var key = Stored.key(text(record, "ns"), text(record, "n"));
        var old = shelf.objects.remove(key);
        if (old != null) {
            account(-1, old);
        }
        if (record.containsKey("o")) {
            var stored =
                    new Stored(
                            resource,
                            text(record, "ns"),
                            text(record, "n"),
                            at,
                            Trees.mapAt(record, "o"));
            shelf.objects.put(key, stored);
            account(1, stored);
        }
    }

    private static String text(Map<String, Object> record, String field) {
        return Trees.stringAt(record, field).orElse("");
    }

    private void account(int sign, Stored stored) {
        count += sign;
        bytes += (long) sign * stored.json().length;
    }

    private Shelf shelf(ResourceId resource) {
        return shelves.computeIfAbsent(resource, _ -> new Shelf(lock.newCondition(), opened));
    }

    private List<Stored> all() {
        var all = new ArrayList<Stored>();
        shelves.values().forEach(s -> all.addAll(s.objects.values()));
        return all;
    }

    /** Calls back after each change, in order, under the store's lock: it must only take note. */
    public void onChange(Consumer<Change> listener) {
        lock.lock();
        try {
            listeners.add(listener);
        } finally {
            lock.unlock();
        }
    }

    /** The version of the latest change. */
    public long version() {
        lock.lock();
        try {
            return version;
        } finally {
            lock.unlock();
        }
    }

    public Optional<Stored> get(ResourceId resource, String namespace, String name) {
        lock.lock();
        try {
            var shelf = shelves.get(resource);
            return shelf == null
                    ? Optional.empty()
                    : Optional.ofNullable(shelf.objects.get(Stored.key(namespace, name)));
        } finally {
            lock.unlock();
        }
    }

    /**
     * What a resource holds at one moment.
     *
     * @param objects by namespace and name
     * @param version the store's at that moment
     */
    public record Snapshot(List<Stored> objects, long version) {}

    /** The objects of a resource, in one namespace or (empty) in all. */
    public Snapshot list(ResourceId resource, String namespace) {
        lock.lock();
        try {
            var shelf = shelves.get(resource);
            return new Snapshot(shelf == null ? List.of() : shelf.list(namespace), version);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The objects of a resource as they were at an earlier version: the changes since are undone.
     *
     * @return empty when the changes since are no longer all known
     */
    public Optional<Snapshot> listAt(ResourceId resource, String namespace, long earlier) {
        lock.lock();
        try {
            var shelf = shelf(resource);
            return shelf.after(earlier)
                    .map(first -> new Snapshot(shelf.listBefore(first, namespace), earlier));
        } finally {
            lock.unlock();
        }
    }

    /** Every object there is. */
    public List<Stored> everything() {
        lock.lock();
        try {
            return all();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes an object, if it is in the state that the writer has seen.
     *
     * @param expected the version it was read in; 0 when it must not exist
     * @param tree the store's from now on; its resourceVersion is set here
     * @return what was stored; empty when the object is in another state
     * @throws StoreFullException when a limit is reached
     */
    public Optional<Stored> put(
            ResourceId resource,
            String namespace,
            String name,
            long expected,
            Map<String, Object> tree) {
        lock.lock();
        try {
            requireOpen();
            var shelf = shelf(resource);
            var old = shelf.objects.get(Stored.key(namespace, name));
            if ((old == null ? 0 : old.version()) != expected) {
                return Optional.empty();
            }
            var stored =
                    new Stored(
                            resource, namespace, name, version + 1, versioned(tree, version + 1));
            requireRoom(old, stored);
            if (log != null) {
                log.append(stored, false);
            }
            version++;
            shelf.objects.put(stored.key(), stored);
            account(1, stored);
            if (old != null) {
                account(-1, old);
            }
            publish(
                    shelf,
                    new Change(
                            old == null ? Change.Kind.ADDED : Change.Kind.MODIFIED,
                            stored,
                            Optional.ofNullable(old)));
            return Optional.of(stored);
        } finally {
            lock.unlock();
        }
    }

    /** Takes an object away, if it is in that version. Returns it as the deletion shows it. */
    public Optional<Stored> remove(
            ResourceId resource, String namespace, String name, long expected) {
        lock.lock();
        try {
            requireOpen();
            var shelf = shelf(resource);
            var old = shelf.objects.get(Stored.key(namespace, name));
            if (old == null || old.version() != expected) {
                return Optional.empty();
            }
            var gone =
                    new Stored(
                            resource,
                            namespace,
                            name,
                            version + 1,
                            versioned(old.tree(), version + 1));
            if (log != null) {
                log.append(gone, true);
            }
            version++;
            shelf.objects.remove(old.key());
            account(-1, old);
            publish(shelf, new Change(Change.Kind.DELETED, gone, Optional.of(old)));
            return Optional.of(gone);
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the sandbox is closed");
        }
    }

    private void requireRoom(@Nullable Stored old, Stored now) {
        if (old == null && count >= limits.objects()) {
            throw new StoreFullException(
                    "the sandbox holds " + count + " objects and may hold no more");
        }
        long after = bytes + now.json().length - (old == null ? 0 : old.json().length);
        if (after > limits.bytes()) {
            throw new StoreFullException(
                    "the sandbox may hold "
                            + limits.bytes()
                            + " bytes of objects and would hold "
                            + after);
        }
    }

    private static Map<String, Object> versioned(Map<String, Object> tree, long version) {
        var copy = new LinkedHashMap<>(tree);
        var metadata = new LinkedHashMap<>(Trees.mapAt(tree, "metadata"));
        metadata.put("resourceVersion", Long.toString(version));
        copy.put("metadata", metadata);
        return copy;
    }

    private void publish(Shelf shelf, Change change) {
        long before = shelf.bytes();
        shelf.add(change);
        historyBytes += shelf.bytes() - before;
        trimHistory();
        listeners.forEach(l -> l.accept(change));
        if (log != null && log.size() > COMPACT_ABOVE && log.size() > 3 * bytes) {
            log.compact(version, all());
        }
    }

    /** Keeps what is remembered for watches within bounds: the longest history is cut first. */
    private void trimHistory() {
        while (historyBytes > MAX_HISTORY_BYTES) {
            var longest =
                    shelves.values().stream()
                            .max(java.util.Comparator.comparingLong(Shelf::bytes))
                            .orElseThrow();
            long before = longest.bytes();
            longest.forgetOldest();
            historyBytes += longest.bytes() - before;
        }
    }

    /** Reads the changes of one resource one after the other. For one thread. */
    public final class Watch {
        private final Shelf shelf;
        private long at;

        private Watch(Shelf shelf, long at) {
            this.shelf = shelf;
            this.at = at;
        }

        /**
         * The changes since the last call; waits until there is one or the time is over.
         *
         * @return none when the time is over; empty when the reader was too slow and changes are
         *     lost, or the store is closed
         */
        public Optional<Batch> next(Duration wait) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = wait.toNanos();
                while (at == shelf.next() && left > 0 && !closed) {
                    left = shelf.changed.awaitNanos(left);
                }
                if (closed || at < shelf.oldest()) {
                    return Optional.empty();
                }
                var changes = new ArrayList<Change>();
                while (at < shelf.next() && changes.size() < 1000) {
                    changes.add(shelf.at(at++));
                }
                return Optional.of(
                        new Batch(
                                changes,
                                at == shelf.next() ? version : changes.getLast().version()));
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Changes, and the version that a reader has seen with them.
     *
     * @param version of the store, when there are no more changes; else of the last one
     */
    public record Batch(List<Change> changes, long version) {}

    /**
     * Starts to read the changes after a version.
     *
     * @return empty when they are no longer all known
     */
    public Optional<Watch> watch(ResourceId resource, long since) {
        lock.lock();
        try {
            var shelf = shelf(resource);
            return shelf.after(since).map(at -> new Watch(shelf, at));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets for new readers what happened to a resource until now, as when its definition goes:
     * what is made later under its name is another thing.
     */
    public void forgetHistory(ResourceId resource) {
        lock.lock();
        try {
            shelf(resource).raiseFloor(version);
        } finally {
            lock.unlock();
        }
    }

    /** The version from which on the changes of a resource are known. */
    public long floor(ResourceId resource) {
        lock.lock();
        try {
            return shelf(resource).floor();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the store has reached a version. Returns whether it has. */
    public boolean awaitVersion(long wanted, Duration wait) throws InterruptedException {
        long end = System.nanoTime() + wait.toNanos();
        while (version() < wanted) {
            if (System.nanoTime() > end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return true;
    }

    /** Ends all watches and closes the file. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            shelves.values().forEach(s -> s.changed.signalAll());
            if (log != null) {
                log.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
