package io.slipway.engine.diff;

import io.slipway.engine.tracking.Tracking;
import java.util.List;

/**
 * What counts as a difference.
 *
 * @param ignores of the system and of the application together
 * @param ignoreAggregatedRoles the rules of roles with an {@code aggregationRule} do not count
 * @param includeMutations server-side only: what admission webhooks change counts too
 * @param fieldManager the manager that an apply writes as
 */
public record DiffRules(
        Tracking tracking,
        List<IgnoreDifference> ignores,
        boolean ignoreAggregatedRoles,
        boolean includeMutations,
        String fieldManager) {

    public DiffRules {
        ignores = List.copyOf(ignores);
    }

    /** No exceptions at all. */
    public static DiffRules strict() {
        return new DiffRules(Tracking.defaults(), List.of(), false, false, "slipway");
    }
}
