package io.slipway.forge.webhook;

import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** All SQL of hooks' deliveries. */
final class HookDeliveryStore {

    /** Rows looked at in one go: enough to find a host that is free among many that are not. */
    private static final int WINDOW = 200;

    private static final String INSERT =
            """
            insert into hook_deliveries (hook_id, system_hook_id, host, event_key, event, body,
              state, next_at, created_at)
            values (?, ?, ?, ?, ?, ?, 'PENDING', ?, ?)
            on conflict do nothing
            """;
    private static final String DUE =
            """
            select * from hook_deliveries where id in (
              select id from (
                select id, row_number() over (partition by host order by next_at, id) as place
                from hook_deliveries where state = 'PENDING' and next_at <= ?) ranked
              where place <= ?)
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
            select * from hook_deliveries
            where coalesce(hook_id, 0) = ? and coalesce(system_hook_id, 0) = ?
            order by id desc limit ? offset ?
            """;
    private static final String COUNT =
            """
            select count(*) from hook_deliveries
            where coalesce(hook_id, 0) = ? and coalesce(system_hook_id, 0) = ?
            """;
    private static final String FORGET =
            "delete from hook_deliveries where state <> 'PENDING' and finished_at < ?";

    boolean insert(
            Transaction tx,
            HookRef hook,
            String host,
            String key,
            String event,
            String body,
            Instant now) {
        return tx.execute(
                        INSERT,
                        ofKind(hook, HookRef.Kind.PROJECT),
                        ofKind(hook, HookRef.Kind.SYSTEM),
                        host,
                        key,
                        event,
                        body,
                        now,
                        now)
                > 0;
    }

    /**
     * Takes due calls for this process: nobody else takes them until the lease runs out.
     *
     * @param limit how many at most
     * @param perHost of one host at most, with those under way
     * @param underWay calls to a host that have not ended
     */
    Claim claim(
            Transaction tx,
            Instant now,
            Instant lease,
            int limit,
            int perHost,
            ToIntFunction<String> underWay) {
        List<HookDelivery> due =
                tx.list(
                        DUE + tx.dialect().forUpdateSkipLocked(),
                        HookDeliveryStore::delivery,
                        now,
                        perHost,
                        WINDOW);
        Map<String, Integer> taken = new HashMap<>();
        List<HookDelivery> claimed = new ArrayList<>();
        for (HookDelivery one : due) {
            int others = taken.getOrDefault(one.host(), underWay.applyAsInt(one.host()));
            if (claimed.size() < limit && others < perHost) {
                taken.put(one.host(), others + 1);
                tx.execute(CLAIM, lease, one.id());
                claimed.add(one);
            }
        }
        return new Claim(claimed, due.size() > claimed.size());
    }

    /**
     * What was taken.
     *
     * @param others whether more is due, to hosts that have enough to do
     */
    record Claim(List<HookDelivery> taken, boolean others) {}

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

    Page<HookDelivery> list(Reading reading, HookRef hook, PageRequest page) {
        long project = ofKind(hook, HookRef.Kind.PROJECT).orElse(0L);
        long system = ofKind(hook, HookRef.Kind.SYSTEM).orElse(0L);
        return new Page<>(
                reading.list(
                        LIST,
                        HookDeliveryStore::delivery,
                        project,
                        system,
                        page.size(),
                        page.offset()),
                page,
                reading.count(COUNT, project, system));
    }

    private static Optional<Long> ofKind(HookRef hook, HookRef.Kind kind) {
        return hook.kind() == kind ? Optional.of(hook.id()) : Optional.empty();
    }

    void forget(Transaction tx, Instant before) {
        tx.execute(FORGET, before);
    }

    private static HookDelivery delivery(Row row) {
        Optional<Integer> status = row.optionalNumber("status").map(Math::toIntExact);
        return new HookDelivery(
                row.number("id"),
                row.optionalNumber("hook_id")
                        .map(id -> new HookRef(HookRef.Kind.PROJECT, id))
                        .orElseGet(() ->
                                new HookRef(HookRef.Kind.SYSTEM, row.number("system_hook_id"))),
                row.text("host"),
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
