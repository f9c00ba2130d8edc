package io.slipway.git.maintenance;

import java.time.Duration;

/**
 * When repositories are tidied, and how careful.
 *
 * @param duePacks from how many packs on; each push leaves one. Default 24
 * @param dueLooseObjects from how many loose objects on; each commit by API leaves a few. Default
 *     2,000
 * @param grace how long an object stays that nothing refers to; default 14 days. Shorter than a
 *     push takes would be dangerous
 * @param packGrace how long a pack stays that was replaced, for those who still read it; default 1
 *     hour
 */
public record MaintenanceSettings(
        int duePacks, int dueLooseObjects, Duration grace, Duration packGrace) {

    /** The documented defaults. */
    public static MaintenanceSettings defaults() {
        return new MaintenanceSettings(24, 2_000, Duration.ofDays(14), Duration.ofHours(1));
    }
}
