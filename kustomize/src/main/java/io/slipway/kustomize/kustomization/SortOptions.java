package io.slipway.kustomize.kustomization;

import java.util.List;
import java.util.Optional;

/** {@code sortOptions}. */
public record SortOptions(String order, Optional<Legacy> legacy) {

    /** Kinds that come first and last. */
    public record Legacy(List<String> first, List<String> last) {}

    static SortOptions of(Fields fields) {
        return new SortOptions(
                fields.string("order"),
                fields.struct(
                        "legacySortOptions",
                        "LegacySortOptions",
                        f -> new Legacy(f.strings("orderFirst"), f.strings("orderLast"))));
    }
}
