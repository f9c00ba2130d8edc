package io.slipway.platform.store;

import io.slipway.platform.problem.Unavailable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * SQLite in WAL mode: two writers under one lock, one that waits for the disk at each commit and
 * one that does not, and readers beside them that see the last commit and wait for nobody.
 */
final class SqliteEngine implements Engine {

    private static final long READER_WAIT_SECONDS = 30;

    private final ReentrantLock writing = new ReentrantLock();
    private final Lane full;
    private final Lane normal;
    private final BlockingQueue<Lane> readers;
    private final List<Lane> all = new ArrayList<>();

    private record Lane(Connection connection, Statements statements) {

        void run(String sql) throws SQLException {
            var statement = statements.take(sql);
            statement.execute();
            statements.giveBack(sql, statement);
        }
    }

    SqliteEngine(DatabaseSettings settings) {
        full = open(settings, "full", false);
        normal = open(settings, "normal", false);
        int count = Math.max(2, settings.connections()); // one is left when work takes its share
        readers = new ArrayBlockingQueue<>(count, true);
        for (int i = 0; i < count; i++) {
            readers.add(open(settings, "normal", true));
        }
    }

    @Override
    public <T> T read(Function<Reading, T> work) {
        Lane lane = reader();
        try {
            lane.run("begin");
            try {
                return work.apply(new Reading(lane.statements(), Dialect.SQLITE));
            } finally {
                lane.run("commit");
            }
        } catch (SQLException e) {
            throw Failures.of("read", e);
        } finally {
            readers.add(lane);
        }
    }

    @Override
    public <T> T write(Durability durability, Function<Transaction, T> work) {
        if (writing.isHeldByCurrentThread()) {
            throw new IllegalStateException("a write inside a write: pass the transaction down");
        }
        T result;
        Transaction transaction;
        writing.lock();
        try {
            Lane lane = durability == Durability.FULL ? full : normal;
            transaction = new Transaction(lane.statements(), Dialect.SQLITE);
            result = inTransaction(lane, transaction, work);
        } catch (SQLException e) {
            throw Failures.of("commit", e);
        } finally {
            writing.unlock();
        }
        transaction.afterCommit().forEach(Runnable::run);
        return result;
    }

    private static <T> T inTransaction(
            Lane lane, Transaction transaction, Function<Transaction, T> work) throws SQLException {
        lane.run("begin immediate");
        try {
            T result = work.apply(transaction);
            lane.run("commit");
            return result;
        } catch (Throwable failure) {
            try {
                lane.run("rollback");
            } catch (SQLException e) {
                failure.addSuppressed(e); // SQLite has rolled back by itself (full disk)
            }
            throw failure;
        }
    }

    @Override
    public List<String> integrityProblems() {
        return read(reading -> {
            List<String> problems =
                    new ArrayList<>(
                            reading.list(
                                    "pragma integrity_check", row -> row.text("integrity_check")));
            problems.removeIf("ok"::equals);
            problems.addAll(
                    reading.list(
                            "pragma foreign_key_check",
                            row -> "dangling reference in " + row.text("table")));
            return problems;
        });
    }

    @Override
    public void close() {
        writing.lock();
        try {
            for (Lane lane : all) {
                lane.connection().close();
            }
        } catch (SQLException e) {
            throw new StoreException("cannot close the database", e);
        } finally {
            writing.unlock();
        }
    }

    private Lane reader() {
        try {
            Lane lane = readers.poll(READER_WAIT_SECONDS, TimeUnit.SECONDS);
            if (lane == null) {
                throw new Unavailable("The database is busy; all readers are taken");
            }
            return lane;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while waiting for the database");
        }
    }

    private Lane open(DatabaseSettings settings, String synchronous, boolean readOnly) {
        try {
            Connection connection = DriverManager.getConnection(settings.url());
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma busy_timeout = 10000");
                statement.execute("pragma journal_mode = wal");
                statement.execute("pragma synchronous = " + synchronous);
                statement.execute("pragma foreign_keys = on");
                statement.execute("pragma temp_store = memory");
                statement.execute("pragma cache_size = " + (readOnly ? -2000 : -8000));
                statement.execute("pragma journal_size_limit = 67108864");
                if (readOnly) {
                    statement.execute("pragma query_only = on");
                }
            }
            Lane lane = new Lane(connection, new Statements(connection, true));
            all.add(lane);
            return lane;
        } catch (SQLException e) {
            throw new CannotStart(
                    "cannot open the database " + settings + ": " + e.getMessage(), e);
        }
    }
}
