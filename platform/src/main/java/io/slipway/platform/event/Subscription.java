package io.slipway.platform.event;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscriber's thread: sleeps until a commit wakes it, then reads on from its cursor. */
final class Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    private final String name;
    private final List<String> types;
    private final Subscriber subscriber;
    private final Events events;
    private final EventSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean woken;
    private boolean idle;
    private boolean stopped;
    private @Nullable Thread thread;

    Subscription(
            String name,
            List<String> types,
            Subscriber subscriber,
            Events events,
            EventSettings settings) {
        this.name = name;
        this.types = List.copyOf(types);
        this.subscriber = subscriber;
        this.events = events;
        this.settings = settings;
    }

    void start() {
        long position = events.position(name);
        woken = true;
        thread = Thread.ofVirtual().name("events-" + name).start(() -> run(position));
    }

    void wakeFor(String type) {
        if (types.contains(type)) {
            wake();
        }
    }

    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isIdle() {
        lock.lock();
        try {
            return idle && !woken;
        } finally {
            lock.unlock();
        }
    }

    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void join() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        try {
            if (!running.join(Duration.ofSeconds(10))) {
                running.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(long start) {
        long position = start;
        while (awaitWork()) {
            try {
                position = drain(position);
            } catch (RuntimeException e) {
                LOG.error("{} cannot read its events; trying again", name, e);
                pause(settings.longestDelay());
                wake();
            }
        }
    }

    private boolean awaitWork() {
        lock.lock();
        try {
            while (!woken && !stopped) {
                idle = true;
                changed.await();
            }
            woken = false;
            idle = false;
            return !stopped;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private long drain(long start) {
        long position = start;
        Events.Batch batch;
        do {
            batch = events.after(position, types, settings.batch());
            for (Delivered<?> event : batch.events()) {
                if (!handle(event)) {
                    return position;
                }
                position = event.id();
            }
            if (batch.end() > start) {
                position = batch.end();
                events.move(name, position);
            }
        } while (batch.events().size() == settings.batch());
        return position;
    }

    /** Tries until it works or is given up on; false if stopped meanwhile. */
    private boolean handle(Delivered<?> event) {
        Duration delay = settings.firstDelay();
        for (int tries = 1; !isStopped(); tries++) {
            try {
                subscriber.on(event);
                return true;
            } catch (RuntimeException e) {
                LOG.warn("{} failed at event {} (try {})", name, event.id(), tries, e);
                if (tries >= settings.tries()) {
                    events.park(name, event.id(), String.valueOf(e));
                    return true;
                }
                pause(delay);
                delay = shorter(delay.multipliedBy(2), settings.longestDelay());
            }
        }
        return false;
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    private void pause(Duration delay) {
        lock.lock();
        try {
            long left = delay.toNanos();
            while (left > 0 && !stopped) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            stopped = true;
        } finally {
            lock.unlock();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
