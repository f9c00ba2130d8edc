package io.slipway.delivery.refresh;

import io.slipway.delivery.application.ApplicationId;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Dialect;
import io.slipway.platform.store.Leases;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Makes sure that only one process works on an application, where several share a database. The
 * lease is renewed while the work runs; a process that dies loses it within seconds. With SQLite
 * the lock of the data folder does this already, and nothing is written. Safe for several threads.
 */
public final class Holder implements AutoCloseable {

    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final long RENEWAL_SECONDS = 5;

    private final boolean shared;
    private final Leases leases;
    private final String name = UUID.randomUUID().toString();
    private final Set<ApplicationId> held = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService renewal;

    public Holder(Database database, Clock clock) {
        this.shared = database.dialect() == Dialect.POSTGRESQL;
        this.leases = new Leases(database, clock);
        this.renewal =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("delivery-leases").factory());
        if (shared) {
            var _ =
                    renewal.scheduleWithFixedDelay(
                            this::renew, RENEWAL_SECONDS, RENEWAL_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Takes an application for this process; false when another one works on it. */
    public boolean take(ApplicationId id) {
        if (!shared) {
            return true;
        }
        boolean taken = leases.take(lease(id), name, LEASE);
        if (taken) {
            held.add(id);
        }
        return taken;
    }

    /** Lets go of an application. */
    public void release(ApplicationId id) {
        if (shared && held.remove(id)) {
            leases.release(lease(id), name);
        }
    }

    private void renew() {
        held.forEach(id -> leases.take(lease(id), name, LEASE));
    }

    private static String lease(ApplicationId id) {
        return "application/" + id;
    }

    @Override
    public void close() {
        renewal.shutdownNow();
        if (shared) {
            leases.releaseAll(name);
        }
    }
}
