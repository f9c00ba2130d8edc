package io.slipway.delivery.application;

import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** All SQL of the events of applications. */
final class ApplicationEventStore {

    private static final Duration SAME_EVENT = Duration.ofMinutes(10);
    private static final int KEPT = 1_000;

    private static final String COUNT_UP =
            """
            update application_events set last_at = ?, count = count + 1
            where id = (select max(id) from application_events where application_id = ?
              and reason = ? and type = ? and message = ? and last_at > ?)
            """;
    private static final String INSERT =
            """
            insert into application_events (application_id, name, reason, type, message, username,
              component, first_at, last_at, count)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, 1) returning id
            """;
    private static final String TRIM =
            "delete from application_events where application_id = ? and id <= ?"
                    + " and id not in (select id from application_events where application_id = ?"
                    + " order by last_at desc, id desc limit ?)";
    private static final String LIST =
            """
            select id, name, reason, type, message, username, component, first_at, last_at, count
            from application_events where application_id = ?
            order by last_at desc, first_at desc, name desc limit ?
            """;
    private static final String FORGET = "delete from application_events where last_at < ?";
    private static final int TRIM_EVERY = 64;

    void add(
            Transaction transaction,
            ApplicationId id,
            String name,
            ApplicationEvent.Draft event,
            Instant at) {
        int counted =
                transaction.execute(
                        COUNT_UP,
                        at,
                        id.value(),
                        event.reason(),
                        event.type(),
                        event.message(),
                        at.minus(SAME_EVENT));
        if (counted > 0) {
            return;
        }
        long row =
                transaction.insert(
                        INSERT,
                        id.value(),
                        name
                                + "."
                                + Long.toHexString(
                                        at.getEpochSecond() * 1_000_000_000L + at.getNano()),
                        event.reason(),
                        event.type(),
                        event.message(),
                        event.username(),
                        event.component(),
                        at,
                        at);
        if (row % TRIM_EVERY == 0) {
            transaction.execute(TRIM, id.value(), row, id.value(), KEPT);
        }
    }

    List<ApplicationEvent> list(Reading reading, ApplicationId id) {
        return reading.list(LIST, ApplicationEventStore::read, id.value(), KEPT);
    }

    void forget(Transaction transaction, Instant before) {
        transaction.execute(FORGET, before);
    }

    private static ApplicationEvent read(Row row) {
        return new ApplicationEvent(
                row.number("id"),
                row.text("name"),
                row.text("reason"),
                row.text("type"),
                row.text("message"),
                row.text("username"),
                row.text("component"),
                row.instant("first_at"),
                row.instant("last_at"),
                row.number("count"));
    }
}
