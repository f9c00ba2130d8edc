package io.slipway.engine.health;

import static io.slipway.engine.health.Case.notTrue;
import static io.slipway.engine.health.Case.on;
import static io.slipway.engine.health.HealthStatus.DEGRADED;
import static io.slipway.engine.health.HealthStatus.HEALTHY;
import static io.slipway.engine.health.HealthStatus.MISSING;
import static io.slipway.engine.health.HealthStatus.PROGRESSING;
import static io.slipway.engine.health.HealthStatus.SUSPENDED;
import static io.slipway.engine.health.HealthStatus.UNKNOWN;
import static io.slipway.engine.health.StatusRule.is;
import static io.slipway.engine.health.StatusRule.rule;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.Optional;

/** Workloads of other controllers than Kubernetes' own, and virtual machines. */
final class WorkloadRules {

    private WorkloadRules() {}

    private static final String KRUISE = "apps.kruise.io";

    static void register(KindTable table) {
        kruise(table);
        games(table);
        kubeVirt(table);
        humio(table);
        table.put(
                "core.spinkube.dev",
                "SpinApp",
                rule().when("Available not True", o -> !Conditions.isTrue(o, "Available"), DEGRADED)
                        .when(
                                "fewer ready than wanted replicas",
                                o ->
                                        Conditions.number(o, "status", "readyReplicas")
                                                < Conditions.optionalNumber(o, "spec", "replicas")
                                                        .orElse(1L),
                                PROGRESSING)
                        .conditions(on("Progressing", "True", PROGRESSING))
                        .otherwise(HEALTHY));
    }

    private static void kruise(KindTable table) {
        table.put(
                KRUISE,
                "AdvancedCronJob",
                rule().when(
                                "paused and never scheduled",
                                o ->
                                        o.at("status", "lastScheduleTime").isEmpty()
                                                && Trees.isTrueAt(o.tree(), "spec", "paused"),
                                SUSPENDED)
                        .when(
                                "`status.active`",
                                o -> !Trees.listAt(o.tree(), "status", "active").isEmpty(),
                                PROGRESSING)
                        .whenThere("status.lastScheduleTime", HEALTHY)
                        .otherwise(DEGRADED));
        table.put(
                KRUISE,
                "BroadcastJob",
                rule().when(
                                "completed, as many succeeded as desired",
                                o ->
                                        Conditions.text(o, "status", "phase").equals("completed")
                                                && o.at("status", "desired")
                                                        .equals(o.at("status", "succeeded")),
                                HEALTHY)
                        .when(
                                "failed",
                                o ->
                                        Conditions.text(o, "status", "phase").equals("failed")
                                                && !o.at("status", "failed")
                                                        .filter(f -> f.equals(0L))
                                                        .isPresent(),
                                DEGRADED)
                        .when(
                                "paused, as asked",
                                o ->
                                        Conditions.text(o, "status", "phase").equals("paused")
                                                && Trees.isTrueAt(o.tree(), "spec", "paused"),
                                SUSPENDED)
                        .otherwise(PROGRESSING));
        table.put(
                KRUISE,
                "CloneSet StatefulSet DaemonSet",
                "generation; paused; partition; pods updated and available",
                (o, _) -> Optional.of(KruiseHealth.assess(o)));
        table.put(
                "rollouts.kruise.io",
                "Rollout",
                rule().surelyObserved()
                        .when(
                                "StepPaused, Progressing",
                                o -> isAt(o, "StepPaused", "Progressing"),
                                SUSPENDED)
                        .when("Completed, Healthy", o -> isAt(o, "Completed", "Healthy"), HEALTHY)
                        .when(
                                "StepPaused, Terminating or Disabled",
                                o ->
                                        isAt(o, "StepPaused", "Terminating")
                                                || isAt(o, "StepPaused", "Disabled"),
                                DEGRADED)
                        .otherwise(PROGRESSING));
    }

    private static boolean isAt(ResourceObject rollout, String step, String phase) {
        return Conditions.text(rollout, "status", "canaryStatus", "currentStepState").equals(step)
                && Conditions.text(rollout, "status", "phase").equals(phase);
    }

    private static void games(KindTable table) {
        table.put(
                "game.kruise.io",
                "GameServer",
                rule().whenMissing("status", UNKNOWN)
                        .when(
                                "current and desired state differ",
                                o ->
                                        !o.at("status", "currentState")
                                                .equals(o.at("status", "desiredState")),
                                PROGRESSING)
                        .when(
                                "KruisePodReady of its pod not True",
                                o ->
                                        Conditions.of(
                                                        Trees.listAt(
                                                                o.tree(),
                                                                "status",
                                                                "podStatus",
                                                                "conditions"))
                                                .stream()
                                                .anyMatch(c ->
                                                        c.type().equals("KruisePodReady")
                                                                && !c.isTrue()),
                                DEGRADED)
                        .field("status.currentState", is(HEALTHY, "Ready"))
                        .otherwise(UNKNOWN));
        table.put(
                "game.kruise.io",
                "GameServerSet",
                rule().whenMissing("status", PROGRESSING)
                        .surelyObserved()
                        .whenTrue("spec.updateStrategy.rollingUpdate.paused", SUSPENDED)
                        .when(
                                "updated up to the partition",
                                WorkloadRules::isUpToPartition,
                                SUSPENDED)
                        .when(
                                "all replicas updated and ready",
                                o ->
                                        Conditions.number(o, "status", "updatedReadyReplicas")
                                                == Conditions.number(o, "status", "replicas"),
                                HEALTHY)
                        .otherwise(PROGRESSING));
    }

    private static boolean isUpToPartition(ResourceObject set) {
        long partition =
                Conditions.number(set, "spec", "updateStrategy", "rollingUpdate", "partition");
        return partition != 0
                && Conditions.number(set, "status", "updatedReplicas")
                        >= Conditions.number(set, "status", "replicas") - partition;
    }

    private static boolean isStoppedAsAsked(ResourceObject machine) {
        boolean asked =
                machine.at("spec", "running").filter(Boolean.FALSE::equals).isPresent()
                        || Conditions.text(machine, "spec", "runStrategy").equals("Halted");
        return asked && !Trees.isTrueAt(machine.tree(), "status", "created");
    }

    private static void kubeVirt(KindTable table) {
        table.put(
                "kubevirt.io",
                "VirtualMachine",
                rule().when(
                                "stopped as asked (`spec.running` false or `spec.runStrategy`"
                                        + " Halted, and not created)",
                                WorkloadRules::isStoppedAsAsked,
                                HEALTHY)
                        .conditions(on("Paused", "True", SUSPENDED))
                        .conditions(on("Ready", "True", HEALTHY))
                        .when(
                                "not Ready, and not created",
                                o ->
                                        Conditions.find(o, "Ready").isPresent()
                                                && !Trees.isTrueAt(o.tree(), "status", "created"),
                                SUSPENDED)
                        .otherwise(PROGRESSING));
        table.put(
                "kubevirt.io",
                "VirtualMachineInstance",
                rule().field(
                                "status.phase",
                                is(DEGRADED, "Failed"),
                                is(PROGRESSING, "Pending", "Scheduling", "Scheduled"),
                                is(SUSPENDED, "Succeeded"),
                                is(UNKNOWN, "Unknown"))
                        .conditions(on("Paused", "True", SUSPENDED))
                        .conditions(on("Ready", "True", HEALTHY), notTrue("Ready", DEGRADED))
                        .otherwise(PROGRESSING));
        table.put(
                "cdi.kubevirt.io",
                "DataVolume",
                rule().field(
                                "status.phase",
                                is(HEALTHY, "Succeeded"),
                                is(DEGRADED, "Failed", "Unknown"),
                                is(SUSPENDED, "Paused"))
                        .conditions(on("Running", "False", DEGRADED).reason("Error"))
                        .otherwise(PROGRESSING));
    }

    private static void humio(KindTable table) {
        table.put(
                "core.humio.com",
                "HumioCluster",
                rule().field(
                                "status.state",
                                is(HEALTHY, "Running"),
                                is(DEGRADED, "ConfigError"),
                                is(UNKNOWN, "Unknown"))
                        .otherwise(PROGRESSING));
        table.put(
                "core.humio.com",
                "*",
                rule().field(
                                "status.state",
                                is(HEALTHY, "Exists"),
                                is(MISSING, "NotFound"),
                                is(DEGRADED, "ConfigError"),
                                is(UNKNOWN, "Unknown"))
                        .otherwise(PROGRESSING));
    }
}
