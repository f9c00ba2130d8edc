package io.slipway.engine.compare;

import io.slipway.engine.health.Health;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a compare found.
 *
 * @param objects sorted by {@code group/kind/namespace/name}
 * @param conditions sorted by type, then message; the compare owns all {@link Condition.Type types}
 * @param health of the application
 * @param checkAgain when a health verdict may change without a change of an object
 */
public record Comparison(
        SyncStatus status,
        List<ComparedObject> objects,
        List<Condition> conditions,
        Health health,
        Optional<Instant> checkAgain) {

    public Comparison {
        objects = List.copyOf(objects);
        conditions = List.copyOf(conditions);
    }
}
