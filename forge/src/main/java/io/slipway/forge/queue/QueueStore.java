package io.slipway.forge.queue;

import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Counts what waits, in the tables of those whose work it is. */
final class QueueStore {

    private static final String HOOKS =
            """
            select 'hooks' as name,
              count(case when state = 'PENDING' then 1 end) as waiting,
              min(case when state = 'PENDING' then created_at end) as oldest,
              0 as busy,
              count(case when state <> 'PENDING' then 1 end) as done,
              count(case when state not in ('PENDING', 'DELIVERED') then 1 end) as failed
            from hook_deliveries
            """;
    private static final String IMPORTS =
            """
            select 'imports' as name,
              count(case when state = 'scheduled' then 1 end) as waiting,
              min(case when state = 'scheduled' then created_at end) as oldest,
              count(case when state = 'started' then 1 end) as busy,
              count(case when state in ('finished', 'failed') then 1 end) as done,
              count(case when state = 'failed' then 1 end) as failed
            from project_imports
            """;

    List<Queue> all(Reading reading) {
        return List.of(
                reading.first(HOOKS, QueueStore::queue).orElseThrow(),
                reading.first(IMPORTS, QueueStore::queue).orElseThrow());
    }

    private static Queue queue(Row row) {
        Optional<Instant> oldest = row.optionalInstant("oldest");
        return new Queue(
                row.text("name"),
                row.number("waiting"),
                oldest,
                row.number("busy"),
                row.number("done"),
                row.number("failed"));
    }
}
