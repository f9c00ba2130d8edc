package io.slipway.engine.sync;

import io.slipway.engine.compare.HookPhase;
import io.slipway.engine.compare.Pair;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.util.Optional;

/**
 * One thing to do in a sync: apply, run as a hook, or prune (spec: sync C1). Immutable.
 *
 * @param hookType the phase, for hooks only
 * @param skipDryRun the kind is not served yet
 */
record SyncTask(
        HookPhase phase,
        int wave,
        ResourceKey key,
        Optional<ResourceObject> desired,
        Optional<ResourceObject> live,
        Optional<HookPhase> hookType,
        boolean skipDryRun) {

    static SyncTask apply(Pair pair, HookPhase phase, int wave, boolean skipDryRun) {
        return new SyncTask(
                phase, wave, pair.key(), pair.desired(), pair.live(), Optional.empty(), skipDryRun);
    }

    static SyncTask prune(Pair pair, int wave) {
        return new SyncTask(
                HookPhase.SYNC,
                wave,
                pair.key(),
                Optional.empty(),
                pair.live(),
                Optional.empty(),
                false);
    }

    boolean isPrune() {
        return desired.isEmpty();
    }

    boolean isHook() {
        return hookType.isPresent();
    }

    ResourceObject object() {
        return desired.or(() -> live).orElseThrow();
    }

    GroupVersionKind type() {
        return object().groupVersionKind();
    }

    SyncTask at(HookPhase otherPhase, int otherWave) {
        return new SyncTask(otherPhase, otherWave, key, desired, live, hookType, skipDryRun);
    }

    SyncTask withDesired(ResourceObject other) {
        return new SyncTask(phase, wave, key, Optional.of(other), live, hookType, skipDryRun);
    }

    SyncTask withLive(Optional<ResourceObject> other) {
        return new SyncTask(phase, wave, key, desired, other, hookType, skipDryRun);
    }

    /** {@code group/kind/name}, as messages name it. */
    String described() {
        return key.group() + "/" + key.kind() + "/" + key.name();
    }
}
