package io.slipway.engine.compare;

import java.util.List;
import java.util.Optional;

/**
 * Desired objects beside live ones, before anything is compared.
 *
 * @param pairs sorted by key; desired hooks for deletion are left out
 * @param failure why desired or live objects could not be read; then the pairs are not complete
 * @param away whether that is because the cluster does not answer, which may pass
 */
public record Matching(
        List<Pair> pairs, List<Condition> conditions, Optional<String> failure, boolean away) {
    public Matching {
        pairs = List.copyOf(pairs);
        conditions = List.copyOf(conditions);
    }
}
