package io.slipway.engine.sync;

import io.slipway.manifests.ResourceKey;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;

/**
 * What stands between an application and the deletion of its objects, besides their own options.
 *
 * @param neededBy the other application that wants this object too, if one does: it is kept then
 * @param budget what may go without a person's confirmation
 * @param confirmed the hash of the pending list that a person confirmed for this revision
 */
public record DeletionSafety(
        Function<ResourceKey, Optional<String>> neededBy,
        DeletionBudget budget,
        Optional<String> confirmed) {

    /** Nothing is in the way. */
    public static DeletionSafety none() {
        return new DeletionSafety(
                _ -> Optional.empty(), DeletionBudget.unlimited(), Optional.empty());
    }

    /** What waits for a person, if anything does. */
    public Optional<DeletionBudget.Pending> pending(Collection<ResourceKey> objects) {
        return budget.check(objects).filter(p -> confirmed.filter(p.hash()::equals).isEmpty());
    }
}
