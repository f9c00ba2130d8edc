package io.slipway.engine.health;

import static io.slipway.engine.health.HealthStatus.DEGRADED;
import static io.slipway.engine.health.HealthStatus.HEALTHY;
import static io.slipway.engine.health.HealthStatus.PROGRESSING;
import static io.slipway.engine.health.HealthStatus.UNKNOWN;
import static io.slipway.engine.health.StatusRule.by;
import static io.slipway.engine.health.StatusRule.is;
import static io.slipway.engine.health.StatusRule.rule;

/** Pipelines, backups, progressive delivery. */
final class DeliveryRules {

    private DeliveryRules() {}

    static void register(KindTable table) {
        table.put("tekton.dev", "PipelineRun TaskRun CustomRun", by("Succeeded"));
        table.put(
                "velero.io",
                "Backup Restore",
                rule().field(
                                "status.phase",
                                is(HEALTHY, "Completed"),
                                is(
                                        DEGRADED,
                                        "FailedValidation",
                                        "Failed",
                                        "PartiallyFailed",
                                        "WaitingForPluginOperationsPartiallyFailed",
                                        "FinalizingPartiallyFailed"))
                        .otherwise(PROGRESSING));
        table.put(
                "velero.io",
                "Schedule",
                rule().field(
                                "status.phase",
                                is(HEALTHY, "Enabled"),
                                is(DEGRADED, "FailedValidation"))
                        .otherwise(PROGRESSING));
        table.put(
                "flagger.app",
                "Canary",
                rule().field(
                                "status.phase",
                                is(DEGRADED, "Failed"),
                                is(PROGRESSING, "Progressing", "Finalising", "Promoting"),
                                is(HEALTHY, "Succeeded", "Initialized"))
                        .otherwise(UNKNOWN));
        table.put("camel.apache.org", "Integration", by("Ready"));
    }
}
