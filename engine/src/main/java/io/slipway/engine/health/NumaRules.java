package io.slipway.engine.health;

import static io.slipway.engine.health.Case.any;
import static io.slipway.engine.health.Case.on;
import static io.slipway.engine.health.HealthStatus.DEGRADED;
import static io.slipway.engine.health.HealthStatus.HEALTHY;
import static io.slipway.engine.health.HealthStatus.PROGRESSING;
import static io.slipway.engine.health.HealthStatus.UNKNOWN;
import static io.slipway.engine.health.StatusRule.is;
import static io.slipway.engine.health.StatusRule.rule;

/** Numaflow, and Numaplane that rolls it out. */
final class NumaRules {

    private NumaRules() {}

    private static final String FLOW = "numaflow.numaproj.io";
    private static final String PLANE = "numaplane.numaproj.io";
    private static final String RESULT = "numaplane.numaproj.io/progressive-result-state";

    static void register(KindTable table) {
        table.put(FLOW, "InterStepBufferService", running("Running"));
        table.put(FLOW, "MonoVertex Vertex", running("Running", "Paused"));
        table.put(FLOW, "Pipeline", running("Running", "Paused", "Pausing"));
        table.put(
                PLANE,
                "MonoVertexRollout",
                rollout("MonoVertexFailed", "MonoVertexPausingOrPaused"));
        table.put(PLANE, "PipelineRollout", rollout("PipelineFailed", "PipelinePausingOrPaused"));
        table.put(PLANE, "ISBServiceRollout", rollout("ISBSvcFailed", "ISBServicePausingOrPaused"));
        table.put(
                PLANE,
                "NumaflowControllerRollout",
                begun().conditions(
                                on("ChildResourcesHealthy", "False", DEGRADED).reason("Degraded"))
                        .field("status.phase", is(DEGRADED, "Failed"))
                        .conditions(
                                on("ChildResourcesHealthy", "False", PROGRESSING)
                                        .reason("Progressing"))
                        .when(
                                "ChildResourcesHealthy True and phase Deployed",
                                o ->
                                        Conditions.isTrue(o, "ChildResourcesHealthy")
                                                && Conditions.text(o, "status", "phase")
                                                        .equals("Deployed"),
                                HEALTHY)
                        .otherwise(UNKNOWN));
    }

    private static StatusRule running(String... goodPhases) {
        return rule().surelyObserved()
                .conditions(any("False", DEGRADED))
                .when(
                        "phase Failed, or a progressive upgrade that failed",
                        o ->
                                Conditions.text(o, "status", "phase").equals("Failed")
                                        || o.label(RESULT).filter("failed"::equals).isPresent(),
                        DEGRADED)
                .field("status.phase", is(HEALTHY, goodPhases))
                .otherwise(PROGRESSING);
    }

    /** Up to here: the newest generation is rolled out. */
    private static StatusRule begun() {
        return rule().whenMissing("status", PROGRESSING)
                .surelyObserved()
                .when(
                        "phase Pending, or an upgrade in progress that has not failed",
                        o ->
                                (Conditions.text(o, "status", "phase").equals("Pending")
                                                || !Conditions.text(
                                                                o, "status", "upgradeInProgress")
                                                        .isEmpty())
                                        && !Conditions.isFalse(o, "ProgressiveUpgradeSucceeded"),
                        PROGRESSING);
    }

    private static StatusRule rollout(String failed, String paused) {
        return begun().conditions(
                        on("ChildResourcesHealthy", "False", PROGRESSING).reason("Progressing"))
                .field("status.phase", is(DEGRADED, "Failed"))
                .conditions(
                        on("ChildResourcesHealthy", "False", DEGRADED)
                                .reason(failed, "Degraded", "Failed"),
                        on("ProgressiveUpgradeSucceeded", "False", DEGRADED))
                .conditions(on(paused, "True", HEALTHY))
                .conditions(on("ChildResourcesHealthy", "True", HEALTHY))
                .otherwise(UNKNOWN);
    }
}
