package io.slipway.delivery.refresh;

import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.LostLease;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the worker for the applications that need it, each on a virtual thread of its own and never
 * twice at once for the same. Wishes that come while it runs are put together and make it run once
 * more. Safe for several threads.
 */
public final class WorkQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);
    private static final Duration CLOSING = Duration.ofSeconds(10);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final Clock clock;
    private final Duration elsewhere;
    private final Semaphore parallel;
    private final Worker worker;
    private final Holder holder;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition done = lock.newCondition();
    private final Map<ApplicationId, Need> wanted = new HashMap<>();
    private final Set<ApplicationId> running = new HashSet<>();
    private final Map<ApplicationId, Alarm> alarms = new HashMap<>();
    private final ScheduledThreadPoolExecutor timer;
    private boolean closed;

    private record Alarm(Instant at, Need need, ScheduledFuture<?> future) {}

    /** Does the work; called for one application at a time, for several in parallel. */
    @FunctionalInterface
    public interface Worker {

        /** Does what is needed; what it throws is logged, and tried again a little later. */
        void work(ApplicationId id, Need need);
    }

    /**
     * @param parallel how many applications are worked on at once
     * @param elsewhere when to look again at an application that another process works on
     */
    public WorkQueue(Worker worker, Holder holder, int parallel, Duration elsewhere, Clock clock) {
        this.elsewhere = elsewhere;
        this.worker = worker;
        this.holder = holder;
        this.parallel = new Semaphore(parallel);
        this.clock = clock;
        this.timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("delivery-alarms").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Wants something done for an application, now or when its worker is free again. */
    public void request(ApplicationId id, Need need) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            wanted.merge(id, need, Need::and);
            if (running.add(id)) {
                Thread.ofVirtual().name("application-" + id).start(() -> run(id));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Looks at an application again at a moment, or earlier when an earlier one was asked for:
     * whoever still has to wait then asks again.
     */
    public void requestAt(ApplicationId id, Instant at) {
        requestAt(id, at, Need.RECENT);
    }

    /** What is wanted is never forgotten: an earlier alarm takes the need of a later one along. */
    private void requestAt(ApplicationId id, Instant at, Need need) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            var known = alarms.get(id);
            var all = known == null ? need : known.need().and(need);
            if (known != null && !known.at().isAfter(at)) {
                alarms.put(id, new Alarm(known.at(), all, known.future()));
                return;
            }
            if (known != null) {
                known.future().cancel(false);
            }
            long nanos = Math.max(0, Duration.between(clock.instant(), at).toNanos());
            alarms.put(
                    id,
                    new Alarm(
                            at, all, timer.schedule(() -> ring(id), nanos, TimeUnit.NANOSECONDS)));
        } finally {
            lock.unlock();
        }
    }

    private void ring(ApplicationId id) {
        Alarm alarm;
        lock.lock();
        try {
            alarm = alarms.remove(id);
        } finally {
            lock.unlock();
        }
        if (alarm != null) {
            request(id, alarm.need());
        }
    }

    private void run(ApplicationId id) {
        boolean ended = false;
        try {
            for (var need = take(id); need.isPresent(); need = take(id)) {
                work(id, need.get());
            }
            ended = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!ended) {
                leave(id); // else nobody would ever work on it again
            }
        }
    }

    private void work(ApplicationId id, Need need) throws InterruptedException {
        parallel.acquire();
        try {
            held(id, need);
        } catch (LostLease e) {
            LOG.info("{}; it is left to that one", e.getMessage());
            requestAt(id, clock.instant().plus(elsewhere), need);
        } catch (RuntimeException e) {
            LOG.error("work on application {} failed; it is tried again", id, e);
            requestAt(id, clock.instant().plus(AFTER_FAILURE), need);
        } finally {
            parallel.release();
        }
    }

    /** Works if no other process does; else looks again soon, in case that one dies. */
    private void held(ApplicationId id, Need need) {
        if (!holder.take(id)) {
            requestAt(id, clock.instant().plus(elsewhere), need);
            return;
        }
        try {
            worker.work(id, need);
        } finally {
            holder.release(id);
        }
    }

    private void leave(ApplicationId id) {
        lock.lock();
        try {
            running.remove(id);
            done.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Optional<Need> take(ApplicationId id) {
        lock.lock();
        try {
            var need = closed ? null : wanted.remove(id);
            if (need == null) {
                running.remove(id);
                done.signalAll();
            }
            return Optional.ofNullable(need);
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing runs and nothing is wanted; alarms do not count. */
    public boolean isIdle() {
        lock.lock();
        try {
            return running.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more wishes, and waits a little for the work that runs. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            timer.shutdownNow(); // who holds the lock sets no alarm meanwhile
            long left = CLOSING.toNanos();
            while (!running.isEmpty() && left > 0) {
                left = done.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
