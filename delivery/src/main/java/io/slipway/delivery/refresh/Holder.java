package io.slipway.delivery.refresh;

import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.LostLease;
import io.slipway.delivery.application.WorkFence;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Dialect;
import io.slipway.platform.store.Leases;
import io.slipway.platform.store.Transaction;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that only one process works on an application, where several share a database. The
 * lease is renewed while the work runs; a process that dies loses it within seconds. One that only
 * slept, and wakes when another has taken over, is stopped: it asks before it acts on a cluster
 * ({@link #require}), and what it writes does not pass ({@link #check}). With SQLite the lock of
 * the data folder does all this already, and nothing is written. Safe for several threads.
 */
public final class Holder implements WorkFence, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Holder.class);

    private final boolean shared;
    private final Leases leases;
    private final LeaseSettings settings;
    private final String name = UUID.randomUUID().toString();

    /** Until when each lease is ours for certain, by {@link System#nanoTime}. */
    private final Map<ApplicationId, Long> held = new ConcurrentHashMap<>();

    private final ScheduledExecutorService renewal;

    public Holder(Database database, Clock clock, LeaseSettings settings) {
        this.shared = database.dialect() == Dialect.POSTGRESQL;
        this.leases = new Leases(database, clock);
        this.settings = settings;
        this.renewal =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("delivery-leases").factory());
        if (shared) {
            long pause = settings.renewal().toMillis();
            var _ =
                    renewal.scheduleWithFixedDelay(
                            this::renew, pause, pause, TimeUnit.MILLISECONDS);
        }
    }

    /** Takes an application for this process; false when another one works on it. */
    public boolean take(ApplicationId id) {
        if (!shared) {
            return true;
        }
        long asked = System.nanoTime();
        boolean taken = leases.take(lease(id), name, settings.lease());
        if (taken) {
            held.put(id, end(asked));
        }
        return taken;
    }

    /** Lets go of an application. */
    public void release(ApplicationId id) {
        if (shared && held.remove(id) != null) {
            leases.release(lease(id), name);
        }
    }

    /**
     * Passes while this process may act for the application; asks nobody but the clock.
     *
     * @throws LostLease when another process may have taken over
     */
    public void require(ApplicationId id) {
        if (!shared) {
            return;
        }
        var until = held.get(id);
        if (until == null || System.nanoTime() - until >= 0) {
            throw new LostLease(id);
        }
    }

    @Override
    public void check(Transaction transaction, ApplicationId id) {
        if (shared && !(held.containsKey(id) && leases.isHeld(transaction, lease(id), name))) {
            throw new LostLease(id);
        }
    }

    private void renew() {
        for (var id : held.keySet()) {
            try {
                long asked = System.nanoTime();
                boolean ours = leases.renew(lease(id), name, settings.lease());
                held.computeIfPresent(id, (_, _) -> ours ? (Long) end(asked) : null);
            } catch (RuntimeException e) {
                LOG.warn("the lease of application {} is not renewed; trying again", id, e);
            }
        }
    }

    private long end(long asked) {
        return asked + settings.lease().toNanos();
    }

    private static String lease(ApplicationId id) {
        return "application/" + id;
    }

    /** Gives everything back; what the database does not take runs out by itself. */
    @Override
    public void close() {
        renewal.shutdownNow();
        if (shared) {
            try {
                leases.releaseAll(name);
            } catch (RuntimeException e) {
                LOG.warn("leases are not given back; they run out in {}", settings.lease(), e);
            }
        }
    }
}
