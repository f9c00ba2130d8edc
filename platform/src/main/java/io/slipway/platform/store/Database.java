package io.slipway.platform.store;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The database. Doors open readings and transactions here and hand them to their stores; the
 * stores say the SQL. Thread-safe.
 */
public final class Database implements AutoCloseable {

    private final Engine engine;
    private final Dialect dialect;

    private Database(Engine engine, Dialect dialect) {
        this.engine = engine;
        this.dialect = dialect;
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
        Engine engine = switch (settings.dialect()) {
            case SQLITE -> new SqliteEngine(settings);
            case POSTGRESQL -> new PostgresEngine(settings);
        };
        return new Database(engine, settings.dialect());
    }

    /** Which of the two databases this is. */
    public Dialect dialect() {
        return dialect;
    }

    /** Asks; holds a connection while the work runs, so no slow work in there. */
    public <T> T read(Function<Reading, T> work) {
        return engine.read(work);
    }

    /** Changes: committed when the work returns, rolled back when it throws. Never nested. */
    public <T> T write(Durability durability, Function<Transaction, T> work) {
        return engine.write(durability, work);
    }

    /** Changes without a result. */
    public void execute(Durability durability, Consumer<Transaction> work) {
        engine.write(durability, transaction -> {
            work.accept(transaction);
            return true;
        });
    }

    /** What a full check of the file finds wrong; empty if it is sound. Reads everything. */
    public List<String> integrityProblems() {
        return engine.integrityProblems();
    }

    @Override
    public void close() {
        engine.close();
    }
}
