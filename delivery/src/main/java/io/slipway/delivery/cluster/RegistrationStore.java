package io.slipway.delivery.cluster;

import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All SQL of registered clusters. */
final class RegistrationStore {

    private static final String COLUMNS =
            """
            select id, name, server, connection, bind_administrators, created_at, updated_at
            from clusters
            """;
    private static final String ALL = COLUMNS + "order by name";
    private static final String BY_NAME = COLUMNS + "where name = ?";
    private static final String TAKEN =
            "select 1 from clusters where (name = ? or server = ?) and name <> ?";
    private static final String INSERT =
            """
            insert into clusters
              (name, server, connection, bind_administrators, created_at, updated_at)
            values (?, ?, ?, ?, ?, ?) returning id
            """;
    private static final String UPDATE =
            """
            update clusters set server = ?, connection = ?, bind_administrators = ?, updated_at = ?
            where name = ?
            """;
    private static final String DELETE = "delete from clusters where name = ?";

    List<Registration> all(Reading reading) {
        return reading.list(ALL, RegistrationStore::read);
    }

    Optional<Registration> find(Reading reading, String name) {
        return reading.first(BY_NAME, RegistrationStore::read, name);
    }

    /** Whether another registration has this name or address. */
    boolean isTaken(Reading reading, String name, String server, String self) {
        return reading.exists(TAKEN, name, server, self);
    }

    void insert(
            Transaction tx,
            String name,
            String server,
            String sealed,
            boolean bindAdministrators,
            Instant now) {
        tx.insert(INSERT, name, server, sealed, bindAdministrators, now, now);
    }

    boolean update(
            Transaction tx,
            String name,
            String server,
            String sealed,
            boolean bindAdministrators,
            Instant now) {
        return tx.execute(UPDATE, server, sealed, bindAdministrators, now, name) == 1;
    }

    boolean delete(Transaction tx, String name) {
        return tx.execute(DELETE, name) == 1;
    }

    private static Registration read(Row row) {
        return new Registration(
                row.number("id"),
                row.text("name"),
                row.text("server"),
                row.text("connection"),
                row.flag("bind_administrators"),
                row.instant("created_at"),
                row.instant("updated_at"));
    }
}
