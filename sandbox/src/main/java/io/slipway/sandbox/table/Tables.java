package io.slipway.sandbox.table;

import io.slipway.sandbox.type.ServedType;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Makes {@code Table} objects. Stateless but for the clock. */
public final class Tables {

    private final Clock clock;

    /** Ages are told by that clock. */
    public Tables(Clock clock) {
        this.clock = clock;
    }

    /**
     * A table with a row for each object.
     *
     * @param metadata of the list
     * @param include {@code None}, {@code Object}, or anything else for the metadata only
     * @param columns whether the columns are described, too
     */
    public Map<String, Object> table(
            ServedType type,
            List<Map<String, Object>> objects,
            Map<String, Object> metadata,
            String include,
            boolean columns) {
        return new TableMaker(clock, type).table(objects, metadata, include, columns);
    }
}
