package io.slipway.engine.compare;

import io.slipway.engine.diff.ObjectDiff;
import io.slipway.engine.health.Health;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.util.Optional;

/**
 * One object of an application: desired, live, or both.
 *
 * @param version the API version of the desired object, else of the live one
 * @param desired normalised and stamped with tracking data
 * @param status empty for what is neither compared nor counted: hooks, skipped and foreign objects
 * @param hook whether it is a hook of any kind
 * @param requiresPruning live, not desired, and its tracking data describes it
 * @param requiresDeletionConfirmation its deletion waits for a person
 * @param health Missing when it is desired and not there; empty when its kind has none
 * @param diff empty where nothing was calculated
 * @param refusal why the project does not allow it
 */
public record ComparedObject(
        ResourceKey key,
        String version,
        Optional<ResourceObject> desired,
        Optional<ResourceObject> live,
        Optional<SyncStatus> status,
        boolean hook,
        boolean requiresPruning,
        boolean requiresDeletionConfirmation,
        int syncWave,
        Optional<Health> health,
        Optional<ObjectDiff> diff,
        Optional<String> refusal) {}
