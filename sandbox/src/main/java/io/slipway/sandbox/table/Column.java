package io.slipway.sandbox.table;

import java.util.Map;
import java.util.function.Function;

/**
 * A column of a table.
 *
 * @param priority 0 for those that are always shown
 * @param cell what stands in it for an object: text, a whole number, a boolean
 */
record Column(String name, String type, int priority, Function<Map<String, Object>, Object> cell) {

    static Column text(String name, Function<Map<String, Object>, Object> cell) {
        return new Column(name, "string", 0, cell);
    }

    static Column wide(String name, Function<Map<String, Object>, Object> cell) {
        return new Column(name, "string", 1, cell);
    }

    static Column number(String name, Function<Map<String, Object>, Object> cell) {
        return new Column(name, "integer", 0, cell);
    }
}
