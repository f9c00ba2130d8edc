package io.slipway.engine.health;

import static io.slipway.engine.health.Case.on;
import static io.slipway.engine.health.HealthStatus.DEGRADED;
import static io.slipway.engine.health.HealthStatus.HEALTHY;
import static io.slipway.engine.health.HealthStatus.PROGRESSING;
import static io.slipway.engine.health.HealthStatus.UNKNOWN;
import static io.slipway.engine.health.StatusRule.by;
import static io.slipway.engine.health.StatusRule.is;
import static io.slipway.engine.health.StatusRule.rule;

import java.util.Optional;

/** Rollouts, analysis, workflows, events, and sets of applications. */
final class ArgoRules {

    private ArgoRules() {}

    static void register(KindTable table) {
        table.put(
                "argoproj.io",
                "Rollout",
                "generations; phase; without one: InvalidSpec, Progressing's reason, paused,"
                        + " replicas, and what the strategy waits for",
                (o, _) -> Optional.of(RolloutHealth.assess(o)));
        table.put("argoproj.io", "AnalysisRun", runs().step("else none", _ -> Optional.empty()));
        table.put("argoproj.io", "Experiment", runs().step("else none", _ -> Optional.empty()));
        table.put(
                "argoproj.io",
                "ApplicationSet",
                rule().conditions(on("ErrorOccurred", "True", DEGRADED))
                        .conditions(on("ResourcesUpToDate", "False", DEGRADED))
                        .conditions(on("RolloutProgressing", "True", PROGRESSING))
                        .conditions(on("ResourcesUpToDate", "True", HEALTHY))
                        .otherwise(PROGRESSING));
        table.put(
                "argoproj.io",
                "CronWorkflow",
                rule().conditions(
                                on("SpecError", "True", DEGRADED),
                                on("SubmissionError", "True", DEGRADED),
                                on("Completed", "True", HEALTHY))
                        .otherwise(HEALTHY));
        table.put("argoproj.io", "EventBus", by("Deployed"));
        table.put(
                "argocd-image-updater.argoproj.io",
                "ImageUpdater",
                rule().whenMissing("status.conditions", PROGRESSING)
                        .observed()
                        .conditions(on("Error", "True", DEGRADED))
                        .conditions(on("Reconciling", "True", PROGRESSING))
                        .conditions(on("Ready", "True", HEALTHY), on("Ready", "False", DEGRADED))
                        .otherwise(PROGRESSING));
    }

    private static StatusRule runs() {
        return rule().whenMissing("status", PROGRESSING)
                .field(
                        "status.phase",
                        is(PROGRESSING, "Pending", "Running"),
                        is(HEALTHY, "Successful"),
                        is(DEGRADED, "Failed", "Error"),
                        is(UNKNOWN, "Inconclusive"));
    }
}
