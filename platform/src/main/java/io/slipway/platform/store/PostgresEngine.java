package io.slipway.platform.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/** PostgreSQL behind a pool; read committed, with row locks where a store asks for them. */
final class PostgresEngine implements Engine {

    private final HikariDataSource pool;

    PostgresEngine(DatabaseSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.url());
        settings.user().ifPresent(config::setUsername);
        settings.password().ifPresent(secret -> config.setPassword(secret.reveal()));
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(1);
        config.setPoolName("slipway");
        config.setConnectionTimeout(30_000);
        try {
            pool = new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException e) {
            throw new CannotStart(
                    "cannot reach the database " + settings + ": " + e.getMessage(), e);
        }
    }

    @Override
    public <T> T read(Function<Reading, T> work) {
        // Each question is its own transaction: that saves a round trip, and no reading needs more.
        try (Connection connection = pool.getConnection()) {
            return work.apply(new Reading(new Statements(connection, false), Dialect.POSTGRESQL));
        } catch (SQLException e) {
            throw Failures.of("read", e);
        }
    }

    @Override
    public <T> T write(Durability durability, Function<Transaction, T> work) {
        T result;
        Transaction transaction;
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            transaction = new Transaction(new Statements(connection, false), Dialect.POSTGRESQL);
            try {
                if (durability == Durability.NORMAL) {
                    transaction.execute("set local synchronous_commit = off");
                }
                result = work.apply(transaction);
                connection.commit();
            } catch (Throwable failure) {
                rollback(connection, failure);
                throw failure;
            }
        } catch (SQLException e) {
            throw Failures.of("commit", e);
        }
        transaction.afterCommit().forEach(Runnable::run);
        return result;
    }

    @Override
    public List<String> integrityProblems() {
        return List.of(); // the server checks its own pages
    }

    @Override
    public void close() {
        pool.close();
    }

    private static void rollback(Connection connection, Throwable failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}
