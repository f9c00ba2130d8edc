package io.slipway.platform.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL server a process, started at first use and stopped with it. */
final class EmbeddedPostgres {

    private static final class Holder {
        private static final EmbeddedPostgres SHARED = new EmbeddedPostgres();
    }

    private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;
    private final AtomicInteger next = new AtomicInteger();

    private EmbeddedPostgres() {
        try {
            server =
                    io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                            .setServerConfig("max_connections", "300")
                            .setServerConfig("fsync", "off")
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        create("template_of_slipway", "template1");
        Database.open(settings("template_of_slipway")).close();
    }

    static EmbeddedPostgres shared() {
        return Holder.SHARED;
    }

    DatabaseSettings fresh() {
        String name = "fresh" + next.incrementAndGet();
        create(name, "template_of_slipway");
        return settings(name);
    }

    DatabaseSettings empty() {
        String name = "empty" + next.incrementAndGet();
        create(name, "template1");
        return settings(name);
    }

    private DatabaseSettings settings(String name) {
        String url = server.getJdbcUrl("postgres", name);
        return new DatabaseSettings(url, Optional.empty(), Optional.empty(), 4);
    }

    private synchronized void create(String name, String template) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + " template " + template);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
