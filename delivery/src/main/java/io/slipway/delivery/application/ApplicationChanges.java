package io.slipway.delivery.application;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Tells whoever listens about every write of an application, after its commit. The last changes are
 * kept, so that a listener who was away for a moment can catch up. For signals and streams only:
 * what must not be lost is in the rows. Safe for several threads.
 */
public final class ApplicationChanges {

    private static final int KEPT = 4096;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<ApplicationChange> recent = new ArrayDeque<>();
    private final Map<ApplicationId, Long> newest = new HashMap<>();
    private final List<Consumer<ApplicationChange>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> gaps = new CopyOnWriteArrayList<>();
    private long floor = -1;
    private long start = -1;

    /** A running subscription; closing it ends the calls. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** Calls the listener at each change from now on; it must hand over quickly and not throw. */
    public Subscription subscribe(Consumer<ApplicationChange> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /**
     * Calls the listener when changes of other processes may have been lost, above all deletions;
     * whatever was written and is still there has been told by then.
     */
    public Subscription onGap(Runnable listener) {
        gaps.add(listener);
        return () -> gaps.remove(listener);
    }

    /**
     * The kept changes after a version, oldest first; empty when some of them are not kept any
     * more, so that the asker has to list anew.
     */
    public Optional<List<ApplicationChange>> since(long version) {
        lock.lock();
        try {
            if (version < floor || floor < 0) {
                return Optional.empty();
            }
            var found = new ArrayList<ApplicationChange>();
            recent.stream().filter(c -> c.version() > version).forEach(found::add);
            return Optional.of(found);
        } finally {
            lock.unlock();
        }
    }

    /** Changes up to this version are not known here. */
    void startAt(long version) {
        lock.lock();
        try {
            floor = Math.max(floor, version);
            start = floor;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a write of an application was not told yet. */
    boolean isNews(ApplicationId id, long version) {
        lock.lock();
        try {
            return version > newest.getOrDefault(id, start);
        } finally {
            lock.unlock();
        }
    }

    void publishGap() {
        gaps.forEach(Runnable::run);
    }

    /** Tells a change, unless a newer one of the same application was told already. */
    void publish(ApplicationChange change) {
        var id = change.application().id();
        lock.lock();
        try {
            if (newest.getOrDefault(id, -1L) >= change.version()) {
                return;
            }
            if (change.kind() == ApplicationChange.Kind.DELETED) {
                newest.remove(id);
            } else {
                newest.put(id, change.version());
            }
            recent.addLast(change);
            if (recent.size() > KEPT) {
                floor = recent.removeFirst().version();
            }
        } finally {
            lock.unlock();
        }
        listeners.forEach(l -> l.accept(change));
    }
}
