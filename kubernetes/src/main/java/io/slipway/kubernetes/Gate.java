package io.slipway.kubernetes;

import io.slipway.engine.cluster.ClusterException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many calls a cluster gets at once. The number grows by one each time a full round of calls
 * went well, and halves when the server says that it is too much, which also holds new calls back
 * for as long as the server asked.
 */
final class Gate {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final String cluster;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition free = lock.newCondition();
    private int limit;
    private int running;
    private int wentWell;
    private long closedUntil = System.nanoTime();

    Gate(String cluster, int most) {
        this.cluster = cluster;
        this.most = most;
        this.limit = most;
    }

    /**
     * Waits for a place.
     *
     * @param deadline of {@link System#nanoTime}
     * @throws ClusterException.Unavailable when there is none in time
     */
    void enter(long deadline) {
        lock.lock();
        try {
            while (true) {
                long now = System.nanoTime();
                long pause = closedUntil - now;
                if (pause <= 0 && running < limit) {
                    running++;
                    return;
                }
                long left = deadline - now;
                if (left <= 0 || pause > left) {
                    throw new ClusterException.Unavailable(
                            0,
                            "cluster \"%s\" has no room for this call now: %d are running"
                                    .formatted(cluster, running));
                }
                var _ = free.await(pause > 0 ? Math.min(left, pause) : left, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException.Unavailable(
                    "interrupted while waiting for cluster \"" + cluster + "\"", e);
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            running--;
            free.signal();
        } finally {
            lock.unlock();
        }
    }

    void wentWell() {
        lock.lock();
        try {
            if (limit < most && ++wentWell >= limit) {
                wentWell = 0;
                limit++;
                free.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The server refused for load. */
    void tooMuch(Duration pause) {
        lock.lock();
        try {
            limit = Math.max(1, limit / 2);
            wentWell = 0;
            var shortened = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            closedUntil = Math.max(closedUntil, System.nanoTime() + shortened.toNanos());
        } finally {
            lock.unlock();
        }
    }

    /** Calls that may run at once at present. */
    int limit() {
        lock.lock();
        try {
            return limit;
        } finally {
            lock.unlock();
        }
    }
}
