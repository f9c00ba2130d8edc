package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The last measured ways from a ref update to Synced. Safe for several threads. */
public final class SyncTimings {

    private static final int KEPT = 5_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ApplicationId, Instant> running = new HashMap<>();
    private final ArrayDeque<SyncTiming> finished = new ArrayDeque<>();

    /** A push concerns the application; the earliest of several counts. */
    void pushed(ApplicationId id, Instant refUpdatedAt) {
        lock.lock();
        try {
            running.putIfAbsent(id, refUpdatedAt);
        } finally {
            lock.unlock();
        }
    }

    /** The application is Synced at its newest revision. */
    void synced(ApplicationId id, String name, String revision, boolean healthy, Instant at) {
        lock.lock();
        try {
            var from = running.remove(id);
            if (from != null) {
                finished.addLast(
                        new SyncTiming(
                                id,
                                name,
                                revision,
                                from,
                                at,
                                healthy ? Optional.of(at) : Optional.empty()));
                if (finished.size() > KEPT) {
                    finished.removeFirst();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The application is Healthy at a revision. */
    void healthy(ApplicationId id, String revision, Instant at) {
        lock.lock();
        try {
            var timings = finished.descendingIterator();
            SyncTiming last = null;
            while (timings.hasNext() && last == null) {
                var timing = timings.next();
                last = timing.application().equals(id) ? timing : null;
            }
            if (last != null && last.revision().equals(revision) && last.healthyAt().isEmpty()) {
                finished.remove(last);
                finished.addLast(
                        new SyncTiming(
                                id,
                                last.name(),
                                revision,
                                last.refUpdatedAt(),
                                last.syncedAt(),
                                Optional.of(at)));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The application does not follow that push any more: it is gone, or the push changed nothing.
     */
    void forget(ApplicationId id) {
        lock.lock();
        try {
            running.remove(id);
        } finally {
            lock.unlock();
        }
    }

    /** The last timings, oldest first. */
    public List<SyncTiming> recent() {
        lock.lock();
        try {
            return new ArrayList<>(finished);
        } finally {
            lock.unlock();
        }
    }
}
