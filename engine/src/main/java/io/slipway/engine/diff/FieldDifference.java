package io.slipway.engine.diff;

import java.util.List;
import java.util.Optional;

/**
 * One field that differs.
 *
 * @param pointer where, as a JSON pointer into the live object (or the predicted, when it is new)
 * @param live what stands there; empty when nothing does
 * @param predicted what would stand there after an apply; empty when the field would go
 * @param owners the field managers that own the live field, sorted
 */
public record FieldDifference(
        String pointer, Optional<Object> live, Optional<Object> predicted, List<String> owners) {

    public FieldDifference {
        owners = List.copyOf(owners);
    }
}
