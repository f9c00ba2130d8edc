package io.slipway.engine.sync;

import io.slipway.engine.compare.HookPhase;
import io.slipway.manifests.ResourceKey;
import java.util.Optional;

/**
 * One entry of a sync's results; there is one for each object and phase.
 *
 * @param status empty for hooks that have not run yet
 * @param message the last text: the outcome of the apply, an error, later the health's text
 * @param hookType the phase of a hook; empty for ordinary objects
 * @param phase how far it is, for ordinary objects too ({@code hookPhase} in the APIs)
 * @param syncPhase the phase that it belongs to
 */
public record SyncedObject(
        ResourceKey key,
        String version,
        Optional<ResultCode> status,
        String message,
        Optional<HookPhase> hookType,
        OperationPhase phase,
        HookPhase syncPhase) {

    SyncedObject with(OperationPhase other, String text) {
        return new SyncedObject(key, version, status, text, hookType, other, syncPhase);
    }
}
