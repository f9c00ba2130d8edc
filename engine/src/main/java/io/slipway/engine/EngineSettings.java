package io.slipway.engine;

import io.slipway.engine.compare.CompareSettings;
import io.slipway.engine.health.HealthRules;
import io.slipway.engine.sync.SyncSettings;
import io.slipway.engine.tracking.Tracking;

/** How the engine works, the same for all applications. */
public record EngineSettings(
        Tracking tracking, CompareSettings compare, SyncSettings sync, HealthRules health) {

    /** The documented defaults. */
    public static EngineSettings defaults() {
        return new EngineSettings(
                Tracking.defaults(),
                CompareSettings.defaults(),
                SyncSettings.defaults(),
                HealthRules.builtIn());
    }

    /** The same, with other settings of the sync. */
    public EngineSettings withSync(SyncSettings other) {
        return new EngineSettings(tracking, compare, other, health);
    }

    /** The same, with other settings of the compare. */
    public EngineSettings withCompare(CompareSettings other) {
        return new EngineSettings(tracking, other, sync, health);
    }

    /** The same, with other tracking. */
    public EngineSettings withTracking(Tracking other) {
        return new EngineSettings(other, compare, sync, health);
    }
}
