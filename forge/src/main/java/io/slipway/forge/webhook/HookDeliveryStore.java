package io.slipway.forge.webhook;

import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All SQL of hooks' deliveries. */
final class HookDeliveryStore {

    private static final String INSERT =
            """
            insert into hook_deliveries (hook_id, event_key, event, body, state, next_at,
              created_at)
            values (?, ?, ?, ?, 'PENDING', ?, ?)
            on conflict (hook_id, event_key) do nothing
            """;
    private static final String DUE =
            """
            select * from hook_deliveries where state = 'PENDING' and next_at <= ?
            order by next_at, id limit ?
            """;
    private static final String CLAIM =
            "update hook_deliveries set attempts = attempts + 1, next_at = ? where id = ?";
    private static final String RECORD =
            """
            update hook_deliveries set state = ?, status = ?, problem = ?, millis = ?,
              next_at = ?, finished_at = ? where id = ?
            """;
    private static final String NEXT =
            "select coalesce(min(next_at), 0) from hook_deliveries where state = 'PENDING'";
    private static final String LIST =
            """
            select * from hook_deliveries where hook_id = ? order by id desc limit ? offset ?
            """;
    private static final String COUNT = "select count(*) from hook_deliveries where hook_id = ?";
    private static final String FORGET =
            "delete from hook_deliveries where state <> 'PENDING' and finished_at < ?";

    boolean insert(Transaction tx, long hook, String key, String event, String body, Instant now) {
        return tx.execute(INSERT, hook, key, event, body, now, now) > 0;
    }

    /** Takes due calls for this process: nobody else takes them until the lease runs out. */
    List<HookDelivery> claim(Transaction tx, Instant now, Instant lease, int limit) {
        List<HookDelivery> due =
                tx.list(
                        DUE + tx.dialect().forUpdateSkipLocked(),
                        HookDeliveryStore::delivery,
                        now,
                        limit);
        due.forEach(one -> tx.execute(CLAIM, lease, one.id()));
        return due;
    }

    void record(Transaction tx, HookDelivery delivery, Instant nextAt) {
        tx.execute(
                RECORD,
                delivery.state().name(),
                delivery.status(),
                delivery.problem(),
                delivery.duration().map(Duration::toMillis),
                nextAt,
                delivery.finishedAt(),
                delivery.id());
    }

    /** When the next call is due, in microseconds since 1970; 0 if none waits. */
    long nextMicros(Reading reading) {
        return reading.count(NEXT);
    }

    Page<HookDelivery> list(Reading reading, long hook, PageRequest page) {
        return new Page<>(
                reading.list(LIST, HookDeliveryStore::delivery, hook, page.size(), page.offset()),
                page,
                reading.count(COUNT, hook));
    }

    void forget(Transaction tx, Instant before) {
        tx.execute(FORGET, before);
    }

    private static HookDelivery delivery(Row row) {
        Optional<Integer> status = row.optionalNumber("status").map(Math::toIntExact);
        return new HookDelivery(
                row.number("id"),
                row.number("hook_id"),
                row.text("event"),
                row.text("body"),
                HookDelivery.State.valueOf(row.text("state")),
                row.small("attempts"),
                status,
                row.optionalText("problem"),
                row.optionalNumber("millis").map(Duration::ofMillis),
                row.instant("created_at"),
                row.optionalInstant("finished_at"));
    }
}
