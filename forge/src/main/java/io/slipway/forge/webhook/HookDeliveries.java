package io.slipway.forge.webhook;

import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Project;
import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Transaction;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls hooks: each call is a row before it is made, so none is lost to a crash; it is tried again
 * with growing waits, and the rows are the log that the project's masters read. What a receiver is
 * told is a surface's matter, who hands the text in.
 */
public final class HookDeliveries implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HookDeliveries.class);
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);
    private static final Duration BETWEEN_TIDYING = Duration.ofHours(1);

    private final Database database;
    private final Hooks hooks;
    private final Clock clock;
    private final DeliverySettings settings;
    private final HookCall call;
    private final HookDeliveryStore store = new HookDeliveryStore();
    private final Semaphore free;
    private final ConcurrentMap<String, Integer> underWay = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean woken;
    private boolean stopped;
    private @Nullable Thread thread;

    /** Deliveries to the hooks of the given database; {@link #start} begins. */
    public HookDeliveries(Database database, Hooks hooks, Clock clock, DeliverySettings settings) {
        this.database = database;
        this.hooks = hooks;
        this.clock = clock;
        this.settings = settings;
        this.call = new HookCall(new AddressRules(settings.allowedHosts()), settings.timeout());
        this.free = new Semaphore(settings.atOnce());
    }

    /**
     * Has a hook called.
     *
     * @param key names what happened; a second call for the same is not made, so whoever is told of
     *     something twice may ask twice
     * @param event for {@code X-Gitlab-Event}
     * @param body JSON
     */
    public void enqueue(ProjectHook hook, String key, String event, String body) {
        database.execute(Durability.NORMAL, tx -> enqueue(tx, hook, key, event, body));
    }

    /** As the other, in a transaction under way. */
    public void enqueue(Transaction tx, ProjectHook hook, String key, String event, String body) {
        enqueue(tx, HookRef.of(hook), hook.url(), key, event, body);
    }

    /** Has a hook of the whole forge called; as for those of projects. */
    public void enqueue(SystemHook hook, String key, String event, String body) {
        database.execute(
                Durability.NORMAL,
                tx -> enqueue(tx, HookRef.of(hook), hook.url(), key, event, body));
    }

    private void enqueue(
            Transaction tx, HookRef hook, String url, String key, String event, String body) {
        String host = String.valueOf(URI.create(url).getHost()).toLowerCase(Locale.ROOT);
        if (store.insert(tx, hook, host, key, event, body, clock.instant())) {
            tx.afterCommit(this::wake);
        }
    }

    /** The calls of a hook, newest first; for the project's masters. */
    public Page<HookDelivery> log(Caller caller, Project project, long hook, PageRequest page) {
        hooks.get(caller, project, hook);
        HookRef ref = new HookRef(HookRef.Kind.PROJECT, hook);
        return database.read(reading -> store.list(reading, ref, page));
    }

    /** The calls of a hook of the whole forge, newest first; for administrators. */
    public Page<HookDelivery> log(Caller caller, SystemHook hook, PageRequest page) {
        caller.requireAdmin();
        return database.read(reading -> store.list(reading, HookRef.of(hook), page));
    }

    /** Begins to call, with what was left over first. */
    public void start() {
        thread = Thread.ofVirtual().name("hooks").start(this::run);
    }

    /** Stops; a call that is under way is recorded if it ends in time, else made again later. */
    @Override
    public void close() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            Thread running = thread;
            boolean ended = running == null || running.join(settings.timeout());
            boolean quiet =
                    free.tryAcquire(
                            settings.atOnce(),
                            settings.timeout().toMillis(),
                            TimeUnit.MILLISECONDS);
            if (!ended || !quiet) {
                LOG.warn("some hooks did not answer before the stop; they are called again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Instant tidied = Instant.EPOCH;
        while (!isStopped()) {
            try {
                Instant now = clock.instant();
                if (tidied.isBefore(now.minus(BETWEEN_TIDYING))) {
                    tidied = now;
                    tidy(now);
                }
                switch (callDue(now)) {
                    case MORE -> {}
                    case NOTHING -> pause(untilNext());
                    case HOSTS_ARE_BUSY -> pause(LONGEST_SLEEP); // woken when one of them answers
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.error("cannot read which hooks to call; trying again", e);
                pause(settings.firstDelay());
            }
        }
    }

    private enum Left {
        MORE,
        NOTHING,
        HOSTS_ARE_BUSY
    }

    /** Begins the calls that are due; what is left then. */
    private Left callDue(Instant now) throws InterruptedException {
        int places = Math.max(1, free.availablePermits());
        Instant lease = now.plus(settings.timeout().multipliedBy(3));
        HookDeliveryStore.Claim due =
                database.write(
                        Durability.NORMAL,
                        tx ->
                                store.claim(
                                        tx,
                                        now,
                                        lease,
                                        places,
                                        settings.perHost(),
                                        host -> underWay.getOrDefault(host, 0)));
        for (HookDelivery delivery : due.taken()) {
            free.acquire();
            underWay.merge(delivery.host(), 1, Integer::sum);
            Thread.ofVirtual().name("hook-" + delivery.id()).start(() -> attempt(delivery));
        }
        if (!due.taken().isEmpty()) {
            return Left.MORE;
        }
        return due.others() ? Left.HOSTS_ARE_BUSY : Left.NOTHING;
    }

    private void tidy(Instant now) {
        database.execute(Durability.NORMAL, tx -> store.forget(tx, now.minus(settings.keep())));
    }

    private void attempt(HookDelivery delivery) {
        try {
            Optional<Hooks.Callee> hook = hooks.toCall(delivery.hook());
            if (hook.isEmpty()) {
                return; // removed meanwhile, and its log with it
            }
            long begin = System.nanoTime();
            HookCall.Outcome outcome =
                    call.send(
                            hook.get().url(),
                            delivery.event(),
                            hook.get().token(),
                            delivery.body(),
                            hook.get().sslVerification());
            record(delivery, outcome, Duration.ofNanos(System.nanoTime() - begin));
        } catch (RuntimeException e) {
            LOG.error("hook call {} ended badly; it is made again", delivery.id(), e);
        } finally {
            underWay.computeIfPresent(
                    delivery.host(), (_, count) -> count > 1 ? Integer.valueOf(count - 1) : null);
            free.release();
            wake();
        }
    }

    private void record(HookDelivery delivery, HookCall.Outcome outcome, Duration duration) {
        Instant now = clock.instant();
        int attempts = delivery.attempts() + 1;
        boolean again = isWorthTrying(outcome) && attempts < settings.tries();
        Optional<Integer> status =
                outcome instanceof HookCall.Outcome.Answered(int code)
                        ? Optional.of(code)
                        : Optional.empty();
        HookDelivery.State state =
                again
                        ? HookDelivery.State.PENDING
                        : status.filter(code -> code < 400).isPresent()
                                ? HookDelivery.State.DELIVERED
                                : HookDelivery.State.FAILED;
        HookDelivery done =
                new HookDelivery(
                        delivery.id(),
                        delivery.hook(),
                        delivery.host(),
                        delivery.event(),
                        delivery.body(),
                        state,
                        attempts,
                        status,
                        problem(outcome),
                        Optional.of(duration),
                        delivery.createdAt(),
                        again ? Optional.empty() : Optional.of(now));
        Instant next = now.plus(settings.delayAfter(attempts));
        database.execute(Durability.NORMAL, tx -> store.record(tx, done, next));
    }

    private static boolean isWorthTrying(HookCall.Outcome outcome) {
        return switch (outcome) {
            case HookCall.Outcome.Answered(int code) -> code >= 500 || code == 429;
            case HookCall.Outcome.NoAnswer _ -> true;
            case HookCall.Outcome.Forbidden _ -> false;
        };
    }

    private static Optional<String> problem(HookCall.Outcome outcome) {
        return switch (outcome) {
            case HookCall.Outcome.Answered _ -> Optional.empty();
            case HookCall.Outcome.NoAnswer(var why) -> Optional.of(why);
            case HookCall.Outcome.Forbidden(var why) -> Optional.of(why);
        };
    }

    private void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Duration untilNext() {
        long next = database.read(store::nextMicros);
        Instant due = Instant.EPOCH.plus(next, ChronoUnit.MICROS);
        return next == 0 ? LONGEST_SLEEP : Duration.between(clock.instant(), due);
    }

    private void pause(Duration wish) {
        long nanos = Math.min(wish.toNanos(), LONGEST_SLEEP.toNanos());
        lock.lock();
        try {
            while (!woken && !stopped && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            woken = false;
        } catch (InterruptedException e) {
            stopped = true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }
}
