package io.slipway.delivery.refresh;

import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.LostLease;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the worker for the applications that need it, never twice at once for the same. Wishes that
 * come while it runs are put together and make it run once more. What somebody or something waits
 * for goes before what is merely looked at again. Safe for several threads.
 *
 * <p>The workers are a few platform threads: virtual ones share their carriers with the requests of
 * people and do not give way while they compute, so ten thousand of them at a start would let
 * nobody in.
 */
public final class WorkQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final Clock clock;
    private final Duration elsewhere;
    private final int parallel;
    private final Worker worker;
    private final Holder holder;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition done = lock.newCondition();
    private final SequencedMap<ApplicationId, Need> first = new LinkedHashMap<>();
    private final SequencedMap<ApplicationId, Need> others = new LinkedHashMap<>();
    private final Set<ApplicationId> running = new HashSet<>();
    private final Map<ApplicationId, Alarm> alarms = new HashMap<>();
    private final ScheduledThreadPoolExecutor timer;
    private final Backoff failures = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));
    private int threads;
    private boolean closed;

    private record Alarm(Instant at, Need need, ScheduledFuture<?> future) {}

    private record Task(ApplicationId id, Need need) {}

    /** Does the work; called for one application at a time, for several in parallel. */
    @FunctionalInterface
    public interface Worker {

        /** Does what is needed; what it throws is logged, and tried again later and later. */
        void work(ApplicationId id, Need need);
    }

    /**
     * @param parallel how many applications are worked on at once, at least 1
     * @param elsewhere when to look again at an application that another process works on
     */
    public WorkQueue(Worker worker, Holder holder, int parallel, Duration elsewhere, Clock clock) {
        this.elsewhere = elsewhere;
        this.worker = worker;
        this.holder = holder;
        this.parallel = parallel;
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
            var known = others.remove(id);
            first.merge(id, known == null ? need : known.and(need), Need::and);
            startThread();
        } finally {
            lock.unlock();
        }
    }

    /** The same when nobody waits for it: after all that is wanted by {@link #request}. */
    public void requestInTurn(ApplicationId id, Need need) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            (first.containsKey(id) ? first : others).merge(id, need, Need::and);
            startThread();
        } finally {
            lock.unlock();
        }
    }

    private void startThread() {
        if (threads < parallel) {
            threads++;
            Thread.ofPlatform().daemon().name("delivery-" + threads).start(this::workOff);
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

    private void workOff() {
        boolean ended = false;
        try {
            for (var task = take(); task.isPresent(); task = take()) {
                try {
                    work(task.get());
                } finally {
                    leave(task.get().id()); // else nobody would ever work on it again
                }
            }
            ended = true;
        } finally {
            if (!ended) {
                replaceThread(); // an Error goes on to who watches the process, the work here
            }
        }
    }

    private void replaceThread() {
        lock.lock();
        try {
            threads--;
            startThread();
        } finally {
            lock.unlock();
        }
    }

    private void work(Task task) {
        var id = task.id();
        try {
            held(id, task.need());
            failures.forget(id);
        } catch (LostLease e) {
            LOG.info("{}; it is left to that one", e.getMessage());
            requestAt(id, clock.instant().plus(elsewhere), task.need());
        } catch (RuntimeException e) {
            var again = failures.next(id, clock.instant());
            LOG.error("work on application {} failed; it is tried again at {}", id, again, e);
            requestAt(id, again, task.need());
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

    /** What is to be done next; the thread ends when there is nothing that no other one does. */
    private Optional<Task> take() {
        lock.lock();
        try {
            var next = takeFrom(first).or(() -> takeFrom(others));
            next.ifPresentOrElse(t -> running.add(t.id()), () -> threads--);
            return next;
        } finally {
            lock.unlock();
        }
    }

    private Optional<Task> takeFrom(SequencedMap<ApplicationId, Need> wanted) {
        var next =
                wanted.entrySet().stream().filter(e -> !running.contains(e.getKey())).findFirst();
        var task = next.map(e -> new Task(e.getKey(), e.getValue()));
        task.ifPresent(t -> wanted.remove(t.id()));
        return task;
    }

    /** Whether nothing runs and nothing is wanted; alarms do not count. */
    public boolean isIdle() {
        lock.lock();
        try {
            return running.isEmpty() && first.isEmpty() && others.isEmpty();
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
            first.clear();
            others.clear();
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
