package io.slipway.engine.sync;

import io.slipway.manifests.ResourceKey;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What one step led to. Save the state first, then do as {@code next} says.
 *
 * @param state to hand to the next step
 * @param deletions when more would be deleted than the budget allows: what waits until {@link
 *     DeletionSafety#confirmed} holds the hash of this list
 */
public record SyncStep(SyncState state, Next next, Optional<DeletionBudget.Pending> deletions) {

    SyncStep(SyncState state, Next next) {
        this(state, next, Optional.empty());
    }

    SyncStep answered() {
        return new SyncStep(state.away(Optional.empty()), next, deletions);
    }

    /** What comes now. */
    public sealed interface Next {

        /** There is more to do: call again as soon as the state is saved. */
        record Again() implements Next {}

        /**
         * Nothing to do until one of these objects changes, the approval annotation is set (when
         * {@code approval}), or the moment comes. Calling early is harmless.
         */
        record Wait(Set<ResourceKey> objects, Optional<Instant> until, boolean approval)
                implements Next {
            public Wait {
                objects = Set.copyOf(objects);
            }
        }

        /** The state's phase is final. */
        record Done() implements Next {}
    }
}
