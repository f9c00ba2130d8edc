package io.slipway.platform.store;

import io.slipway.platform.problem.Unavailable;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The database. Doors open readings and transactions here and hand them to their stores; the stores
 * say the SQL. Thread-safe.
 */
public final class Database implements AutoCloseable {

    private final Engine engine;
    private final Dialect dialect;
    private final Signals signals;
    private final LongAdder statements = new LongAdder();

    /** What this thread has open: a question within uses it, and never waits for a connection. */
    @SuppressWarnings("ThreadLocalUsage") // one for each database; a static would mix them up
    private final ThreadLocal<@Nullable Reading> open = new ThreadLocal<>();

    /**
     * Whether this thread works for nobody who waits. Off within a question or change that has its
     * place already, so that what that leads to never waits for a second one.
     */
    private static final ScopedValue<Boolean> BACKGROUND = ScopedValue.newInstance();

    private final Semaphore share;

    private Database(Engine engine, DatabaseSettings settings) {
        this.share = new Semaphore(Math.max(1, settings.connections() / 2), true);
        this.engine = engine;
        this.dialect = settings.dialect();
        this.signals = new Signals(settings);
    }

    /**
     * Opens the database and brings its schema up to this version's.
     *
     * @throws CannotStart if it cannot be reached, written, or is of a newer version
     */
    public static Database open(DatabaseSettings settings) {
        Migrations.run(settings);
        return connect(settings);
    }

    /** Opens a database whose schema is known to be of this version. */
    static Database connect(DatabaseSettings settings) {
        Engine engine =
                switch (settings.dialect()) {
                    case SQLITE -> new SqliteEngine(settings);
                    case POSTGRESQL -> new PostgresEngine(settings);
                };
        return new Database(engine, settings);
    }

    /** Which of the two databases this is. */
    public Dialect dialect() {
        return dialect;
    }

    /** Messages to and from the other processes that use this database. */
    public Signals signals() {
        return signals;
    }

    /**
     * Asks; holds a connection while the work runs, so no slow work in there. Within a reading or
     * transaction of this thread it is part of that, and sees what that has changed.
     */
    public <T> T read(Function<Reading, T> work) {
        Reading outer = open.get();
        return outer != null
                ? work.apply(outer)
                : placed(() -> engine.read(reading -> within(reading, work)));
    }

    /**
     * Runs work that nobody waits for: however much of it there is, its questions and changes
     * together take half of the connections at most, and wait for each other beyond that. The rest
     * is left to people.
     */
    public void inBackground(Runnable work) {
        ScopedValue.where(BACKGROUND, true).run(work);
    }

    private <T> T placed(Supplier<T> work) {
        if (!BACKGROUND.orElse(false) || open.get() != null) {
            return work.get();
        }
        try {
            share.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while waiting for the database");
        }
        try {
            return ScopedValue.where(BACKGROUND, false).call(work::get);
        } finally {
            share.release();
        }
    }

    /**
     * Changes: committed when the work returns, rolled back when it throws.
     *
     * @throws IllegalStateException within another transaction of this thread: pass that one down
     */
    public <T> T write(Durability durability, Function<Transaction, T> work) {
        if (open.get() instanceof Transaction) {
            throw new IllegalStateException("a write inside a write: pass the transaction down");
        }
        return placed(() -> engine.write(durability, transaction -> within(transaction, work)));
    }

    /** Changes without a result. */
    public void execute(Durability durability, Consumer<Transaction> work) {
        write(
                durability,
                transaction -> {
                    work.accept(transaction);
                    return true;
                });
    }

    private <R extends Reading, T> T within(R reading, Function<R, T> work) {
        Reading outer = open.get();
        long before = reading.statementsRun();
        open.set(reading);
        try {
            return work.apply(reading);
        } finally {
            open.set(outer);
            statements.add(reading.statementsRun() - before);
        }
    }

    /**
     * How many statements stores have run since this was opened. A difference of two values tells
     * what the work between them asked for, if nothing else runs.
     */
    public long statementsRun() {
        return statements.sum();
    }

    /** What a full check of the file finds wrong; empty if it is sound. Reads everything. */
    public List<String> integrityProblems() {
        return engine.integrityProblems();
    }

    @Override
    public void close() {
        signals.close();
        engine.close();
    }
}
