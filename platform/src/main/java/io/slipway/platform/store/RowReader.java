package io.slipway.platform.store;

/** Makes a value of the row under the cursor. */
@FunctionalInterface
public interface RowReader<T> {

    /** Reads the row; keeps no reference to it. */
    T read(Row row);
}
