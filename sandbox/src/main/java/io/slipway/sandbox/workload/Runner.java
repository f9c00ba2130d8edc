package io.slipway.sandbox.workload;

import io.slipway.sandbox.status.ApiFailure;
import io.slipway.sandbox.store.Change;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A controller's queue and thread: each object stands in it once, and is looked at by one thread.
 */
final class Runner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
    private static final int MAX_FAILURES = 6;

    private final Controller controller;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Key> queue = new LinkedHashSet<>();
    private final Map<Key, Long> delayed = new LinkedHashMap<>();
    private final Map<Key, Integer> failures = new HashMap<>();
    private final Thread thread;
    private boolean closed;

    Runner(Controller controller) {
        this.controller = controller;
        this.thread =
                Thread.ofVirtual()
                        .name("sandbox-" + controller.getClass().getSimpleName())
                        .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void observe(Change change) {
        controller.observe(change, this::add);
    }

    private void add(Key key) {
        lock.lock();
        try {
            if (queue.add(key)) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void addLater(Key key, Duration delay) {
        lock.lock();
        try {
            delayed.merge(key, System.nanoTime() + delay.toNanos(), Math::min);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (true) {
                var key = next();
                try {
                    controller.reconcile(key, delay -> addLater(key, delay));
                    failures.remove(key);
                } catch (ApiFailure e) {
                    retry(key, e);
                } catch (IllegalStateException e) {
                    if (isClosed()) {
                        return;
                    }
                    retry(key, e);
                } catch (RuntimeException e) {
                    LOG.warn(
                            "sandbox controller {} failed on {}",
                            controller.getClass().getSimpleName(),
                            key,
                            e);
                    retry(key, e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void retry(Key key, RuntimeException e) {
        int count = failures.merge(key, 1, Integer::sum);
        LOG.debug(
                "sandbox controller {} on {}: {}",
                controller.getClass().getSimpleName(),
                key,
                e.getMessage());
        if (count <= MAX_FAILURES) {
            addLater(key, Duration.ofMillis(10L << count));
        } else {
            failures.remove(key);
            addLater(key, Duration.ofSeconds(30));
        }
    }

    private Key next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                long wait = promote();
                if (!queue.isEmpty()) {
                    var key = queue.iterator().next();
                    queue.remove(key);
                    return key;
                }
                if (wait == Long.MAX_VALUE) {
                    changed.await();
                } else {
                    changed.awaitNanos(wait);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Moves what is due to the queue; returns the nanoseconds to the next one. */
    private long promote() {
        long now = System.nanoTime();
        long nearest = Long.MAX_VALUE;
        for (var entries = delayed.entrySet().iterator(); entries.hasNext(); ) {
            var entry = entries.next();
            long left = entry.getValue() - now;
            if (left <= 0) {
                queue.add(entry.getKey());
                entries.remove();
            } else {
                nearest = Math.min(nearest, left);
            }
        }
        return nearest;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        thread.interrupt();
    }
}
