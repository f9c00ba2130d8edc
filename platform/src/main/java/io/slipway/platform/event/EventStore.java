package io.slipway.platform.event;

import io.slipway.platform.store.Dialect;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** All SQL of events. */
final class EventStore {

    /**
     * Identities are given out before the commit, so on PostgreSQL a later number could be visible
     * before an earlier one, and a cursor would pass it. Events therefore queue up for this lock.
     */
    private static final String IN_ORDER = "select pg_advisory_xact_lock(5711001)";

    private static final String INSERT =
            "insert into events (type, body, at) values (?, ?, ?) returning id";
    private static final String AFTER =
            """
            select id, type, body, at from events where id > ? and type in (?) order by id limit ?
            """;
    private static final String NEWEST = "select coalesce(max(id), 0) from events";
    private static final String CURSOR = "select position from event_cursors where subscriber = ?";
    private static final String MOVE =
            """
            insert into event_cursors (subscriber, position) values (?, ?)
            on conflict (subscriber) do update set position = excluded.position
            where event_cursors.position < excluded.position
            """;
    private static final String PARK =
            """
            insert into parked_events (subscriber, event_id, reason, at) values (?, ?, ?, ?)
            on conflict (subscriber, event_id) do update set reason = excluded.reason,
              at = excluded.at
            """;
    private static final String FORGET = "delete from events where at < ? and id <= ?";
    private static final String LOWEST_CURSOR =
            "select coalesce(min(position), 0) from event_cursors";
    private static final String PARKED = "select count(*) from parked_events";

    record Stored(long id, String type, String body, Instant at) {}

    long insert(Transaction transaction, String type, String body, Instant at) {
        if (transaction.dialect() == Dialect.POSTGRESQL) {
            transaction.first(IN_ORDER, _ -> true);
        }
        return transaction.insert(INSERT, type, body, at);
    }

    List<Stored> after(Reading reading, long position, Collection<String> types, int limit) {
        return reading.list(
                AFTER,
                row ->
                        new Stored(
                                row.number("id"),
                                row.text("type"),
                                row.text("body"),
                                row.instant("at")),
                position,
                types,
                limit);
    }

    long newest(Reading reading) {
        return reading.count(NEWEST);
    }

    Optional<Long> cursor(Reading reading, String subscriber) {
        return reading.first(CURSOR, row -> row.number("position"), subscriber);
    }

    void move(Transaction transaction, String subscriber, long position) {
        transaction.execute(MOVE, subscriber, position);
    }

    void park(Transaction transaction, String subscriber, long event, String reason, Instant at) {
        transaction.execute(PARK, subscriber, event, reason, at);
    }

    int forget(Transaction transaction, Instant before) {
        return transaction.execute(FORGET, before, transaction.count(LOWEST_CURSOR));
    }

    long parked(Reading reading) {
        return reading.count(PARKED);
    }
}
