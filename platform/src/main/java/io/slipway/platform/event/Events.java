package io.slipway.platform.event;

import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Signals;
import io.slipway.platform.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of this server. A door appends an event in the transaction that makes it true; after
 * the commit each subscriber of its type gets it on the subscriber's own thread, in order, at least
 * once. A subscriber's place is stored: what it missed while the server was down, it gets after the
 * start. Where several processes share a database, each tells its own subscribers of everything,
 * and what one of them appends wakes the others.
 *
 * <p>Wiring: {@link #register} the types, {@link #subscribe}, then {@link #start}. Thread-safe from
 * then on.
 */
public final class Events implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private static final String TOPIC = "events";

    private final Database database;
    private final Clock clock;
    private final EventSettings settings;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final EventStore store = new EventStore();
    private final Map<Class<?>, EventType<?>> byClass = new HashMap<>();
    private final Map<String, EventType<?>> byName = new HashMap<>();
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    /** Events in the given database. */
    public Events(Database database, Clock clock, EventSettings settings) {
        this.database = database;
        this.clock = clock;
        this.settings = settings;
    }

    /** Events with the default settings. */
    public Events(Database database, Clock clock) {
        this(database, clock, EventSettings.defaults());
    }

    /** Makes a kind of event known; before {@link #start}. */
    public void register(EventType<?> type) {
        if (byClass.putIfAbsent(type.type(), type) != null
                || byName.putIfAbsent(type.name(), type) != null) {
            throw new IllegalStateException("the event " + type.name() + " is registered twice");
        }
    }

    /**
     * Adds a subscriber; before {@link #start}. A new name starts with the events from now on.
     *
     * @param name its name in the table of cursors, for ever
     * @param types the records that it wants
     */
    public void subscribe(String name, List<Class<?>> types, Subscriber subscriber) {
        List<String> names = new ArrayList<>();
        for (Class<?> type : types) {
            names.add(typeOf(type).name());
        }
        subscriptions.add(new Subscription(name, names, subscriber, this, settings));
    }

    /** Starts the delivery, beginning with what each subscriber has missed. */
    public void start() {
        database.signals()
                .listen(
                        TOPIC,
                        new Signals.Listener() {
                            @Override
                            public void heard(String type) {
                                subscriptions.forEach(one -> one.wakeFor(type));
                            }

                            @Override
                            public void missed() {
                                subscriptions.forEach(Subscription::wake);
                            }
                        });
        subscriptions.forEach(Subscription::start);
        Thread.ofVirtual().name("events-tidy").start(this::tidy);
    }

    /**
     * Stores an event with the change that makes it true, and publishes it after the commit.
     *
     * @return its place in the order of all events
     */
    public long append(Transaction transaction, Object event) {
        String name = typeOf(event.getClass()).name();
        long id = store.insert(transaction, name, write(event), clock.instant());
        transaction.afterCommit(() -> subscriptions.forEach(one -> one.wakeFor(name)));
        database.signals().send(transaction, TOPIC, name);
        return id;
    }

    /** Whether every subscriber has handled all that is stored now; for tests and for health. */
    public boolean isIdle() {
        return subscriptions.stream().allMatch(Subscription::isIdle);
    }

    /** How many events were given up on after too many failed tries. */
    public long parked() {
        return database.read(store::parked);
    }

    /** Forgets events older than this that every subscriber has passed. */
    public int forget(Duration age) {
        Instant before = clock.instant().minus(age);
        return database.write(Durability.NORMAL, tx -> store.forget(tx, before));
    }

    /** Stops the delivery; an event that is being handled is given time to end. */
    @Override
    public void close() {
        closed.countDown();
        subscriptions.forEach(Subscription::stop);
        subscriptions.forEach(Subscription::join);
    }

    private void tidy() {
        try {
            while (!closed.await(1, TimeUnit.HOURS)) {
                forget(settings.keep());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("old events stay until the next start", e);
        }
    }

    long position(String subscriber) {
        return database.write(
                Durability.NORMAL,
                tx ->
                        store.cursor(tx, subscriber)
                                .orElseGet(() -> {
                                    long newest = store.newest(tx);
                                    store.move(tx, subscriber, newest);
                                    return newest;
                                }));
    }

    /**
     * Events to deliver next.
     *
     * @param end the place up to which there is nothing more for this subscriber
     */
    record Batch(List<Delivered<?>> events, long end) {}

    Batch after(long position, List<String> types, int limit) {
        return database.read(reading -> {
            long newest = store.newest(reading);
            List<Delivered<?>> events = new ArrayList<>();
            for (EventStore.Stored row : store.after(reading, position, types, limit)) {
                events.add(new Delivered<>(row.id(), row.at(), read(row)));
            }
            long end = events.isEmpty() ? position : events.getLast().id();
            return new Batch(events, events.size() < limit ? Math.max(end, newest) : end);
        });
    }

    void move(String subscriber, long position) {
        database.execute(Durability.NORMAL, tx -> store.move(tx, subscriber, position));
    }

    void park(String subscriber, long event, String reason) {
        database.execute(
                Durability.FULL,
                tx -> {
                    store.park(tx, subscriber, event, reason, clock.instant());
                    store.move(tx, subscriber, event);
                });
    }

    private Object read(EventStore.Stored row) {
        EventType<?> type = byName.get(row.type());
        if (type == null) {
            throw new IllegalStateException("the event " + row.type() + " is not registered");
        }
        return type.read().apply(EventBody.ofJson(row.body()));
    }

    @SuppressWarnings("unchecked") // the map's key is the type's own class
    private <E> String write(E event) {
        EventType<E> type = (EventType<E>) typeOf(event.getClass());
        return type.write().apply(event).toJson();
    }

    private EventType<?> typeOf(Class<?> type) {
        EventType<?> known = byClass.get(type);
        if (known == null) {
            throw new IllegalStateException(
                    "the event " + type.getSimpleName() + " is not registered");
        }
        return known;
    }
}
