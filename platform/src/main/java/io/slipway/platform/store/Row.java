package io.slipway.platform.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The row under the cursor; valid only while its reader runs. Times are stored as microseconds
 * since 1970 in a {@code bigint}, alike on both databases.
 */
public final class Row {

    private final ResultSet results;

    Row(ResultSet results) {
        this.results = results;
    }

    /** A number that is never null. */
    public long number(String column) {
        return get(column, () -> results.getLong(column));
    }

    /** A small number that is never null. */
    public int small(String column) {
        return get(column, () -> results.getInt(column));
    }

    /** A text that is never null. */
    public String text(String column) {
        return get(
                column,
                () -> {
                    String text = results.getString(column);
                    if (text == null) {
                        throw new IllegalStateException("column " + column + " is null");
                    }
                    return text;
                });
    }

    /** A truth value that is never null. */
    public boolean flag(String column) {
        return get(column, () -> results.getBoolean(column));
    }

    /** An instant that is never null, to the microsecond. */
    public Instant instant(String column) {
        return ofMicros(number(column));
    }

    /** Bytes that are never null. */
    public byte[] bytes(String column) {
        return get(column, () -> results.getBytes(column));
    }

    /** A number, if there is one. */
    public Optional<Long> optionalNumber(String column) {
        return get(
                column,
                () -> {
                    long number = results.getLong(column);
                    return results.wasNull() ? Optional.empty() : Optional.of(number);
                });
    }

    /** A text, if there is one. */
    public Optional<String> optionalText(String column) {
        return get(column, () -> Optional.ofNullable(results.getString(column)));
    }

    /** An instant, if there is one. */
    public Optional<Instant> optionalInstant(String column) {
        return optionalNumber(column).map(Row::ofMicros);
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static Instant ofMicros(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private interface Getter<T> {
        T get() throws SQLException;
    }

    private static <T> T get(String column, Getter<T> getter) {
        try {
            return getter.get();
        } catch (SQLException e) {
            throw new StoreException("cannot read column " + column, e);
        }
    }
}
