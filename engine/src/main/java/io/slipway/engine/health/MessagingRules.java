package io.slipway.engine.health;

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
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Brokers, streams and what computes on them. */
final class MessagingRules {

    private MessagingRules() {}

    private static final String STRIMZI = "kafka.strimzi.io";

    /** Prefixes of the settings by which Spark chooses how many executors there are. */
    private static final List<String> ALLOCATIONS =
            List.of("spark.dynamicAllocation.", "spark.streaming.dynamicAllocation.");

    static void register(KindTable table) {
        table.put(
                STRIMZI,
                "Kafka",
                rule().conditions(
                                on("NotReady", "True", DEGRADED).notReason("Creating"),
                                on("Ready", "True", HEALTHY))
                        .otherwise(PROGRESSING));
        table.put(
                STRIMZI,
                "KafkaBridge KafkaConnect KafkaConnector KafkaMirrorMaker2 KafkaNodePool"
                        + " KafkaRebalance KafkaTopic KafkaUser StrimziPodSet",
                rule().conditions(on("NotReady", "True", DEGRADED), on("Ready", "True", HEALTHY))
                        .otherwise(PROGRESSING));
        table.put(
                "platform.confluent.io",
                "Connect ControlCenter Kafka KafkaRestProxy KRaftController KsqlDB SchemaRegistry"
                        + " Zookeeper",
                rule().field("status.phase", is(HEALTHY, "RUNNING")).otherwise(PROGRESSING));
        table.put(
                "platform.confluent.io",
                "Connector",
                rule().field("status.state", is(DEGRADED, "ERROR"))
                        .when(
                                "`status.failedTasksCount` above 0",
                                o -> Conditions.number(o, "status", "failedTasksCount") > 0,
                                DEGRADED)
                        .when(
                                "CREATED, and the connector RUNNING",
                                o ->
                                        Conditions.text(o, "status", "state").equals("CREATED")
                                                && Conditions.text(o, "status", "connectorState")
                                                        .equals("RUNNING")
                                                && o.at("status", "failedTasksCount").isEmpty(),
                                HEALTHY)
                        .otherwise(PROGRESSING));
        table.put("kafka.banzaicloud.io", "KafkaCluster", koperator());
        table.put(
                "zookeeper.pravega.io",
                "ZookeeperCluster",
                rule().when(
                                "all replicas ready, and at least one",
                                o ->
                                        Conditions.number(o, "status", "readyReplicas") != 0
                                                && o.at("status", "readyReplicas")
                                                        .equals(o.at("status", "replicas")),
                                HEALTHY)
                        .otherwise(PROGRESSING));
        rabbit(table);
        flink(table);
        table.put(
                "sparkoperator.k8s.io",
                "SparkApplication",
                rule().when(
                                "RUNNING with all its executors",
                                MessagingRules::runsWithAllExecutors,
                                HEALTHY)
                        .field(
                                "status.applicationState.state",
                                is(HEALTHY, "COMPLETED"),
                                is(DEGRADED, "FAILED", "SUBMISSION_FAILED", "FAILING"),
                                is(MISSING, "INVALIDATING"))
                        .otherwise(PROGRESSING));
    }

    private static StatusRule koperator() {
        return rule().whenMissing("status.brokersState", PROGRESSING)
                .when("a broker not in sync", o -> !areBrokersInSync(o), DEGRADED)
                .when(
                        "CruiseControlTopicReady and ClusterRunning",
                        o ->
                                Conditions.text(o, "status", "cruiseControlTopicStatus")
                                                .equals("CruiseControlTopicReady")
                                        && Conditions.text(o, "status", "state")
                                                .equals("ClusterRunning"),
                        HEALTHY)
                .otherwise(PROGRESSING);
    }

    private static boolean areBrokersInSync(ResourceObject cluster) {
        return Trees.mapAt(cluster.tree(), "status", "brokersState").values().stream()
                .allMatch(b ->
                        Trees.stringAt(b, "configurationState")
                                        .filter("ConfigInSync"::equals)
                                        .isPresent()
                                && Trees.stringAt(b, "gracefulActionState", "cruiseControlState")
                                        .filter(s ->
                                                s.equals("GracefulUpscaleSucceeded")
                                                        || s.equals("GracefulDownscaleSucceeded"))
                                        .isPresent());
    }

    private static void rabbit(KindTable table) {
        var group = "rabbitmq.com";
        table.put(
                group,
                "RabbitmqCluster",
                rule().conditions(on("ReconcileSuccess", "False", DEGRADED))
                        .conditions(
                                on("ClusterAvailable", "Unknown", PROGRESSING),
                                on("AllReplicasReady", "Unknown", PROGRESSING))
                        .when(
                                "scaled to zero",
                                o ->
                                        Conditions.find(o, "AllReplicasReady")
                                                        .filter(c ->
                                                                c.isFalse()
                                                                        && c.reason()
                                                                                .equals(
                                                                                        "ScaledToZero"))
                                                        .isPresent()
                                                && o.at("spec", "replicas")
                                                        .filter(r -> r.equals(0L))
                                                        .isPresent(),
                                SUSPENDED)
                        .when(
                                "ClusterAvailable and AllReplicasReady True",
                                o ->
                                        Conditions.isTrue(o, "ClusterAvailable")
                                                && Conditions.isTrue(o, "AllReplicasReady"),
                                HEALTHY)
                        .otherwise(PROGRESSING));
        table.put(
                group,
                "Binding Exchange Federation Permission Policy OperatorPolicy Queue SchemaReplication"
                        + " Shovel SuperStream TopicPermission User Vhost",
                rule().conditions(
                                on("Ready", "True", HEALTHY).reason("SuccessfulCreateOrUpdate"),
                                on("Ready", "False", DEGRADED).reason("FailedCreateOrUpdate"))
                        .otherwise(UNKNOWN));
    }

    private static void flink(KindTable table) {
        var group = "flink.apache.org";
        table.put(
                group,
                "FlinkDeployment",
                rule().whenMissing("status.reconciliationStatus", PROGRESSING)
                        .when(
                                "`spec.job.state` suspended, and never deployed",
                                MessagingRules::isNeverToRun,
                                HEALTHY)
                        .observed()
                        .field(
                                "status.reconciliationStatus.state",
                                is(PROGRESSING, "ROLLING_BACK"),
                                is(DEGRADED, "ROLLED_BACK"))
                        .when(
                                "`status.lifecycleState` FAILED, or STABLE and its job RESTARTING",
                                MessagingRules::isFlinkBroken,
                                DEGRADED)
                        .field(
                                "status.jobStatus.state",
                                is(PROGRESSING, "RESTARTING", "FAILING", "FAILED"))
                        .field("status.lifecycleState", is(PROGRESSING, "DEPLOYED", "UPGRADING"))
                        .whenTrue("status.reconciliationStatus.success", HEALTHY)
                        .field("status.reconciliationStatus.state", is(HEALTHY, "DEPLOYED"))
                        .field("status.jobManagerDeploymentStatus", is(DEGRADED, "ERROR"))
                        .otherwise(PROGRESSING));
        table.put(
                group,
                "FlinkSessionJob",
                rule().field(
                                "status.jobStatus.state",
                                is(HEALTHY, "RUNNING", "FINISHED"),
                                is(PROGRESSING, "RECONCILING", "CREATED"),
                                is(SUSPENDED, "SUSPENDED", "CANCELED"),
                                is(DEGRADED, "FAILED"))
                        .whenThere("status.error", DEGRADED)
                        .otherwise(PROGRESSING));
        table.put(
                group,
                "FlinkBlueGreenDeployment",
                rule().field(
                                "status.reconciliationStatus.state",
                                is(PROGRESSING, "ROLLING_BACK"),
                                is(DEGRADED, "ROLLED_BACK"))
                        .when(
                                "active, its job RESTARTING",
                                o ->
                                        isActive(o)
                                                && Conditions.text(
                                                                o, "status", "jobStatus", "state")
                                                        .equals("RESTARTING"),
                                DEGRADED)
                        .when("ACTIVE_BLUE or ACTIVE_GREEN", MessagingRules::isActive, HEALTHY)
                        .otherwise(PROGRESSING));
    }

    /** Its operator leaves a job alone that was never to run: it notes nothing as reconciled. */
    private static boolean isNeverToRun(ResourceObject deployment) {
        return Conditions.text(deployment, "spec", "job", "state").equals("suspended")
                && Conditions.text(deployment, "status", "reconciliationStatus", "state")
                        .equals("UPGRADING")
                && deployment.at("status", "reconciliationStatus", "lastReconciledSpec").isEmpty();
    }

    private static boolean isFlinkBroken(ResourceObject deployment) {
        return switch (Conditions.text(deployment, "status", "lifecycleState")) {
            case "FAILED" -> true;
            case "STABLE" ->
                    Conditions.text(deployment, "status", "jobStatus", "state")
                            .equals("RESTARTING");
            default -> false;
        };
    }

    private static boolean isActive(ResourceObject deployment) {
        return Set.of("ACTIVE_BLUE", "ACTIVE_GREEN")
                .contains(Conditions.text(deployment, "status", "blueGreenState"));
    }

    /** With dynamic allocation, any number of executors within its bounds is all of them. */
    private static boolean runsWithAllExecutors(ResourceObject application) {
        if (!Conditions.text(application, "status", "applicationState", "state")
                .equals("RUNNING")) {
            return false;
        }
        long running =
                Trees.mapAt(application.tree(), "status", "executorState").values().stream()
                        .filter("RUNNING"::equals)
                        .count();
        if (application.at("status", "executorState").isEmpty()) {
            return false;
        }
        var wanted = Conditions.optionalNumber(application, "spec", "executor", "instances");
        if (wanted.filter(w -> w == running).isPresent()) {
            return true;
        }
        if (wanted.isEmpty() && application.at("spec", "dynamicAllocation").isEmpty()) {
            return running > 0;
        }
        return Trees.isTrueAt(application.tree(), "spec", "dynamicAllocation", "enabled")
                ? isWithin(
                        running,
                        bound(application, "minExecutors"),
                        bound(application, "maxExecutors"))
                : ALLOCATIONS.stream().anyMatch(p -> isAllocated(application, p, running));
    }

    /** Spark's own settings are texts. */
    private static boolean isAllocated(ResourceObject application, String prefix, long running) {
        return Conditions.text(application, "spec", "sparkConf", prefix + "enabled").equals("true")
                && isWithin(
                        running,
                        setting(application, prefix + "minExecutors"),
                        setting(application, prefix + "maxExecutors"));
    }

    private static boolean isWithin(long running, Optional<Long> least, Optional<Long> most) {
        return running >= Math.max(1, least.orElse(1L)) && running <= most.orElse(Long.MAX_VALUE);
    }

    private static Optional<Long> setting(ResourceObject application, String name) {
        return Optional.of(Conditions.text(application, "spec", "sparkConf", name))
                .filter(t -> t.matches("[0-9]{1,9}"))
                .map(Long::parseLong);
    }

    private static Optional<Long> bound(ResourceObject application, String field) {
        return Conditions.optionalNumber(application, "spec", "dynamicAllocation", field);
    }
}
