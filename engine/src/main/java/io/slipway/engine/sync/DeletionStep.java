package io.slipway.engine.sync;

import io.slipway.manifests.ResourceKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How far the deletion of an application's objects came. */
public sealed interface DeletionStep {

    /** Nothing is left to do for this part. */
    record Done() implements DeletionStep {}

    /**
     * Call again when one of these objects changes, when the approval annotation is set (if {@code
     * approval}), or at the moment.
     *
     * @param message what it waits for; names objects that others' finalizers hold
     */
    record Wait(Set<ResourceKey> objects, String message, boolean approval, Optional<Instant> until)
            implements DeletionStep {
        public Wait {
            objects = Set.copyOf(objects);
        }
    }

    /** This pass failed; a later one may do better. */
    record Failed(List<String> messages) implements DeletionStep {
        public Failed {
            messages = List.copyOf(messages);
        }
    }
}
