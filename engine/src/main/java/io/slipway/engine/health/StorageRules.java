package io.slipway.engine.health;

import static io.slipway.engine.health.Case.on;
import static io.slipway.engine.health.HealthStatus.DEGRADED;
import static io.slipway.engine.health.HealthStatus.HEALTHY;
import static io.slipway.engine.health.HealthStatus.MISSING;
import static io.slipway.engine.health.HealthStatus.PROGRESSING;
import static io.slipway.engine.health.HealthStatus.SUSPENDED;
import static io.slipway.engine.health.HealthStatus.UNKNOWN;
import static io.slipway.engine.health.StatusRule.by;
import static io.slipway.engine.health.StatusRule.is;
import static io.slipway.engine.health.StatusRule.rule;

import io.slipway.manifests.ResourceObject;
import java.util.List;
import java.util.Optional;

/** Volumes, snapshots, backups of volumes, object stores. */
final class StorageRules {

    private StorageRules() {}

    private static final String ASTRA = "astra.netapp.io";

    static void register(KindTable table) {
        table.put(
                "ceph.rook.io",
                "CephCluster",
                rule().field("status.ceph.health", is(DEGRADED, "HEALTH_ERR", "HEALTH_WARN"))
                        .when(
                                "no HEALTH_OK",
                                o ->
                                        !Conditions.text(o, "status", "ceph", "health")
                                                .equals("HEALTH_OK"),
                                PROGRESSING)
                        .whenMissing("status.state", HEALTHY)
                        .field(
                                "status.state",
                                is(HEALTHY, "Created", "Connected"),
                                is(DEGRADED, "Error"))
                        .otherwise(PROGRESSING));
        table.put(
                "ceph.rook.io",
                "CephObjectStore CephBlockPool CephFilesystem CephObjectStoreUser",
                rule().field("status.phase", is(HEALTHY, "Ready"), is(DEGRADED, "Failure"))
                        .otherwise(PROGRESSING));
        table.put(
                "longhorn.io",
                "Volume",
                rule().field("status.robustness", is(DEGRADED, "faulted"))
                        .when(
                                "attached and healthy",
                                o ->
                                        Conditions.text(o, "status", "state").equals("attached")
                                                && Conditions.text(o, "status", "robustness")
                                                        .equals("healthy"),
                                HEALTHY)
                        .field("status.state", is(HEALTHY, "detached"))
                        .otherwise(PROGRESSING));
        table.put(
                "snapshot.storage.k8s.io",
                "VolumeSnapshot VolumeSnapshotContent",
                rule().whenTrue("status.readyToUse", HEALTHY)
                        .whenThere("status.error", DEGRADED)
                        .otherwise(PROGRESSING));
        netApp(table);
        minio(table);
        table.put(
                "ocs.openshift.io",
                "StorageCluster",
                rule().conditions(
                                on("Degraded", "True", DEGRADED),
                                on("Progressing", "False", PROGRESSING),
                                on("Upgradeable", "True", HEALTHY),
                                on("Available", "True", HEALTHY))
                        .otherwise(PROGRESSING));
        table.put(
                "odf.openshift.io",
                "StorageSystem",
                "the last of: Available True: Healthy, Progressing True: Progressing,"
                        + " StorageSystemInvalid True or VendorCsvReady or VendorSystemPresent"
                        + " False: Degraded; else Progressing",
                (o, _) -> Optional.of(storageSystem(o)));
    }

    /** What is told last counts. */
    private static Health storageSystem(ResourceObject system) {
        var cases =
                List.of(
                        on("Available", "True", HEALTHY),
                        on("Progressing", "True", PROGRESSING),
                        on("StorageSystemInvalid", "True", DEGRADED),
                        on("VendorCsvReady", "False", DEGRADED),
                        on("VendorSystemPresent", "False", DEGRADED));
        for (var condition : Conditions.of(system).reversed()) {
            for (var one : cases) {
                if (one.matches(condition, system)) {
                    return Health.of(one.then(), condition.text());
                }
            }
        }
        return Health.progressing("Waiting for StorageSystem");
    }

    private static void netApp(KindTable table) {
        table.put(
                "trident.netapp.io",
                "TridentBackendConfig",
                rule().field("status.lastOperationStatus", is(DEGRADED, "Failed"))
                        .when(
                                "Bound and Success",
                                o ->
                                        Conditions.text(o, "status", "phase").equals("Bound")
                                                && Conditions.text(
                                                                o, "status", "lastOperationStatus")
                                                        .equals("Success"),
                                HEALTHY)
                        .otherwise(PROGRESSING));
        table.put(
                "trident.netapp.io",
                "TridentOrchestrator",
                rule().field(
                                "status.status",
                                is(HEALTHY, "Installed"),
                                is(DEGRADED, "Error", "Failed"))
                        .otherwise(PROGRESSING));
        table.put(
                ASTRA,
                "AppVault",
                rule().field(
                                "status.state",
                                is(HEALTHY, "available", "Available"),
                                is(DEGRADED, "failed", "Failed"))
                        .otherwise(PROGRESSING));
        table.put(ASTRA, "Application", by("Ready"));
        table.put(
                ASTRA,
                "ExecHook",
                rule().whenTrue("spec.enabled", HEALTHY)
                        .whenThere("spec.enabled", SUSPENDED)
                        .otherwise(PROGRESSING));
        table.put(ASTRA, "Schedule", rule().otherwise(HEALTHY));
        table.put(
                ASTRA,
                "*",
                rule().whenMissing("status.state", PROGRESSING)
                        .field("status.state", is(HEALTHY, "Completed"), is(PROGRESSING, "Running"))
                        .otherwise(DEGRADED));
    }

    private static void minio(KindTable table) {
        table.put(
                "minio.min.io",
                "Tenant",
                rule().whenMissing("status.currentState", MISSING)
                        .field(
                                "status.currentState",
                                is(HEALTHY, "Initialized"),
                                is(
                                        DEGRADED,
                                        "Statefulset not controlled by operator",
                                        "Another MinIO Tenant already exists in the namespace",
                                        "Different versions across MinIO Pools"))
                        .when(
                                "begins with Provisioning, Waiting or Updating",
                                StorageRules::isUnderway,
                                PROGRESSING)
                        .otherwise(UNKNOWN));
    }

    private static boolean isUnderway(ResourceObject tenant) {
        var state = Conditions.text(tenant, "status", "currentState");
        return List.of("Provisioning", "Waiting", "Updating").stream().anyMatch(state::startsWith);
    }
}
