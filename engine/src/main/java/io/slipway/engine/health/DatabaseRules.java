package io.slipway.engine.health;

import static io.slipway.engine.health.Case.any;
import static io.slipway.engine.health.Case.notTrue;
import static io.slipway.engine.health.Case.on;
import static io.slipway.engine.health.HealthStatus.DEGRADED;
import static io.slipway.engine.health.HealthStatus.HEALTHY;
import static io.slipway.engine.health.HealthStatus.PROGRESSING;
import static io.slipway.engine.health.HealthStatus.SUSPENDED;
import static io.slipway.engine.health.HealthStatus.UNKNOWN;
import static io.slipway.engine.health.StatusRule.is;
import static io.slipway.engine.health.StatusRule.rule;
import static io.slipway.engine.health.StatusRule.strictlyBy;

import io.slipway.engine.health.Conditions.Condition;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.List;
import java.util.Optional;

/** Databases and search engines that operators run. */
final class DatabaseRules {

    private DatabaseRules() {}

    private static final String MARIADB = "k8s.mariadb.com";
    private static final String CNPG = "postgresql.cnpg.io";

    static void register(KindTable table) {
        table.put(
                "acid.zalan.do",
                "postgresql",
                rule().whenMissing("status.PostgresClusterStatus", PROGRESSING)
                        .field(
                                "status.PostgresClusterStatus",
                                is(HEALTHY, "Running"),
                                is(PROGRESSING, "Creating", "Updating"))
                        .otherwise(DEGRADED));
        cloudNativePg(table);
        mariaDb(table);
        percona(table);
        for (var group : List.of("clickhouse.altinity.com", "clickhouse-keeper.altinity.com")) {
            table.put(
                    group,
                    "ClickHouseInstallation ClickHouseKeeperInstallation",
                    rule().whenMissing("status.status", PROGRESSING)
                            .field(
                                    "status.status",
                                    is(HEALTHY, "Completed"),
                                    is(PROGRESSING, "InProgress"))
                            .otherwise(DEGRADED));
        }
        table.put(
                "db.atlasgo.io",
                "AtlasMigration AtlasSchema",
                rule().conditions(
                                on("Ready", "True", HEALTHY),
                                notTrue("Ready", PROGRESSING).reason("Reconciling"),
                                notTrue("Ready", DEGRADED))
                        .otherwise(PROGRESSING));
        table.put(
                "druid.apache.org",
                "Druid",
                rule().when(
                                "DruidClusterReady True",
                                o ->
                                        node(o, "Type").equals("DruidClusterReady")
                                                && node(o, "Status").equals("True"),
                                HEALTHY)
                        .when(
                                "DruidNodeErrorState, or a condition False",
                                o ->
                                        node(o, "Type").equals("DruidNodeErrorState")
                                                || node(o, "Status").equals("False"),
                                DEGRADED)
                        .otherwise(PROGRESSING));
        search(table);
    }

    private static String node(ResourceObject druid, String what) {
        return Conditions.text(druid, "status", "druidNodeStatus", "druidNodeCondition" + what);
    }

    private static void cloudNativePg(KindTable table) {
        table.put(
                CNPG,
                "Cluster",
                rule().when(
                                "annotated cnpg.io/reconciliation: disabled",
                                o ->
                                        o.annotation("cnpg.io/reconciliation")
                                                .filter("disabled"::equals)
                                                .isPresent(),
                                SUSPENDED)
                        .whenMissing("status.conditions", PROGRESSING)
                        .conditions(
                                on("cnpg.io/hibernation", "True", SUSPENDED),
                                notTrue("cnpg.io/hibernation", DEGRADED))
                        .field(
                                "status.phase",
                                is(HEALTHY, "Cluster in healthy state"),
                                is(
                                        PROGRESSING,
                                        "Setting up primary",
                                        "Creating a new replica",
                                        "Upgrading cluster",
                                        "Waiting for the instances to become active",
                                        "Promoting to primary cluster"),
                                is(
                                        DEGRADED,
                                        "Switchover in progress",
                                        "Failing over",
                                        "Upgrading Postgres major version",
                                        "Cluster upgrade delayed",
                                        "Waiting for user action",
                                        "Primary instance is being restarted in-place",
                                        "Primary instance is being restarted without a switchover",
                                        "Cluster cannot execute instance online upgrade due to"
                                                + " missing architecture binary",
                                        "Online upgrade in progress",
                                        "Applying configuration"),
                                is(
                                        SUSPENDED,
                                        "Unable to create required cluster objects",
                                        "Cluster cannot proceed to reconciliation due to an unknown"
                                                + " plugin being required",
                                        "Cluster has incomplete or invalid image catalog",
                                        "Cluster is unrecoverable and needs manual intervention"))
                        .otherwise(UNKNOWN));
        table.put(
                CNPG,
                "Backup",
                rule().field(
                                "status.phase",
                                is(HEALTHY, "completed"),
                                is(
                                        DEGRADED,
                                        "failed",
                                        "walArchivingFailing",
                                        "invalid backup definition"))
                        .otherwise(PROGRESSING));
        table.put(
                CNPG,
                "Database",
                rule().when(
                                "`status.observedGeneration` not the newest",
                                o ->
                                        o.at("metadata", "generation").isPresent()
                                                && !o.at("metadata", "generation")
                                                        .equals(
                                                                o.at(
                                                                        "status",
                                                                        "observedGeneration")),
                                PROGRESSING)
                        .whenTrue("status.applied", HEALTHY)
                        .whenThere("status.applied", DEGRADED)
                        .otherwise(PROGRESSING));
    }

    private static void mariaDb(KindTable table) {
        table.put(
                MARIADB,
                "MariaDB",
                rule().whenMissing("status.conditions", PROGRESSING)
                        .conditions(
                                any("False", DEGRADED).reason("Failed"), any("False", PROGRESSING))
                        .otherwise(HEALTHY));
        table.put(
                MARIADB,
                "Backup",
                rule().whenMissing("status.conditions", PROGRESSING)
                        .when(
                                "a condition False (CronJobScheduled) that says Failed",
                                o ->
                                        firstFalse(o).stream()
                                                .anyMatch(c ->
                                                        c.reason().equals("CronJobScheduled")
                                                                && c.message().equals("Failed")),
                                DEGRADED)
                        .conditions(any("False", PROGRESSING))
                        .otherwise(HEALTHY));
        table.put(MARIADB, "Database Grant User", strictlyBy("Ready"));
        table.put(
                MARIADB,
                "SqlJob",
                rule().conditions(
                                any("True", HEALTHY).reason("JobComplete"),
                                any("True", DEGRADED).reason("JobFailed"))
                        .otherwise(PROGRESSING));
    }

    private static Optional<Condition> firstFalse(ResourceObject object) {
        return Conditions.of(object).stream().filter(Condition::isFalse).findFirst();
    }

    private static void percona(KindTable table) {
        table.put(
                "psmdb.percona.com",
                "PerconaServerMongoDB",
                rule().field(
                                "status.state",
                                is(PROGRESSING, "initializing", "stopping"),
                                is(HEALTHY, "ready"),
                                is(DEGRADED, "error"),
                                is(SUSPENDED, "paused"))
                        .otherwise(UNKNOWN));
        table.put(
                "pxc.percona.com",
                "PerconaXtraDBCluster",
                rule().field(
                                "status.state",
                                is(PROGRESSING, "initializing"),
                                is(HEALTHY, "ready"),
                                is(DEGRADED, "stopping", "error"))
                        .otherwise(UNKNOWN));
    }

    private static void search(KindTable table) {
        table.put(
                "elasticsearch.k8s.elastic.co",
                "Elasticsearch",
                rule().whenMissing("status.availableNodes", UNKNOWN)
                        .when(
                                "fewer available than configured nodes",
                                o -> Conditions.number(o, "status", "availableNodes") < nodes(o),
                                PROGRESSING)
                        .when(
                                "more available than configured nodes, or no phase or health",
                                o ->
                                        Conditions.number(o, "status", "availableNodes") > nodes(o)
                                                || o.at("status", "phase").isEmpty()
                                                || o.at("status", "health").isEmpty(),
                                UNKNOWN)
                        .field(
                                "status.phase",
                                is(PROGRESSING, "ApplyingChanges", "MigratingData"),
                                is(DEGRADED, "Invalid"))
                        .when(
                                "phase not Ready",
                                o -> !Conditions.text(o, "status", "phase").equals("Ready"),
                                UNKNOWN)
                        .field("status.health", is(HEALTHY, "green"), is(DEGRADED, "yellow", "red"))
                        .otherwise(UNKNOWN));
        table.put(
                "beat.k8s.elastic.co",
                "Beat",
                rule().field(
                                "status.health",
                                is(DEGRADED, "red"),
                                is(HEALTHY, "green"),
                                is(PROGRESSING, "yellow"))
                        .when(
                                "`status.expectedNodes` and no `status.health`",
                                o ->
                                        o.at("status", "expectedNodes").isPresent()
                                                && o.at("status", "health").isEmpty(),
                                PROGRESSING)
                        .otherwise(UNKNOWN));
        table.put(
                "solr.apache.org",
                "SolrCloud",
                rule().whenMissing("status.solrNodes", PROGRESSING)
                        .when(
                                "a node that is not ready",
                                o ->
                                        !Trees.listAt(o.tree(), "status", "solrNodes").stream()
                                                .allMatch(n -> Trees.isTrueAt(n, "ready")),
                                PROGRESSING)
                        .otherwise(HEALTHY));
    }

    private static long nodes(ResourceObject search) {
        return Trees.listAt(search.tree(), "spec", "nodeSets").stream()
                .mapToLong(n -> Trees.longAt(n, "count").orElse(0L))
                .sum();
    }
}
