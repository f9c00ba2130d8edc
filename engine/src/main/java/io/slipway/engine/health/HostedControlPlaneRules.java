package io.slipway.engine.health;

import static io.slipway.engine.health.Case.any;
import static io.slipway.engine.health.Case.notTrue;
import static io.slipway.engine.health.Case.on;
import static io.slipway.engine.health.HealthStatus.DEGRADED;
import static io.slipway.engine.health.HealthStatus.HEALTHY;
import static io.slipway.engine.health.HealthStatus.PROGRESSING;
import static io.slipway.engine.health.StatusRule.rule;

import java.util.stream.Stream;

/** OpenShift clusters whose control plane runs in another cluster. */
final class HostedControlPlaneRules {

    private HostedControlPlaneRules() {}

    private static final String GROUP = "hypershift.openshift.io";

    static void register(KindTable table) {
        var operator =
                rule().conditions(on("Degraded", "True", DEGRADED))
                        .conditions(on("Progressing", "True", PROGRESSING))
                        .conditions(on("Available", "True", HEALTHY));
        table.put(GROUP, "HostedCluster", operator.otherwise(PROGRESSING));
        table.put(
                GROUP,
                "HostedControlPlane",
                operator.whenTrue("status.ready", HEALTHY).otherwise(PROGRESSING));
        table.put(
                GROUP,
                "NodePool",
                rule().conditions(
                                Stream.of(
                                                "ValidGeneratedPayload",
                                                "ValidPlatformImage",
                                                "ValidReleaseImage",
                                                "ValidMachineConfig",
                                                "ValidTuningConfig",
                                                "ValidPlatformConfig",
                                                "ValidMachineTemplate",
                                                "UpdateManagementEnabled",
                                                "SupportedVersionSkew")
                                        .map(t -> on(t, "False", DEGRADED))
                                        .toArray(Case[]::new))
                        .conditions(
                                on("UpdatingVersion", "True", PROGRESSING),
                                on("UpdatingConfig", "True", PROGRESSING))
                        .conditions(on("Ready", "True", HEALTHY))
                        .otherwise(PROGRESSING));
        table.put(
                GROUP,
                "ControlPlaneComponent",
                rule().observed()
                        .conditions(on("Available", "False", DEGRADED))
                        .when(
                                "Available and RolloutComplete True",
                                o ->
                                        Conditions.isTrue(o, "Available")
                                                && Conditions.isTrue(o, "RolloutComplete"),
                                HEALTHY)
                        .otherwise(PROGRESSING));
        table.put(
                GROUP,
                "AWSEndpointService",
                rule().conditions(any("False", DEGRADED).reason("AWSError"))
                        .when(
                                "AWSEndpointServiceAvailable and AWSEndpointAvailable True",
                                o ->
                                        Conditions.isTrue(o, "AWSEndpointServiceAvailable")
                                                && Conditions.isTrue(o, "AWSEndpointAvailable"),
                                HEALTHY)
                        .otherwise(PROGRESSING));
        table.put(
                GROUP,
                "AzurePrivateLinkService",
                unless("AzurePrivateLinkServiceAvailable", "AzureError"));
        table.put(
                GROUP,
                "GCPPrivateServiceConnect",
                unless("GCPPrivateServiceConnectAvailable", "GCPError"));
        table.put(
                GROUP,
                "HCPEtcdBackup",
                unless("BackupCompleted", "BackupFailed", "BackupRejected"));
    }

    /** True is healthy, anything else on its way unless that is the reason. */
    private static StatusRule unless(String type, String... reasons) {
        return rule().conditions(on(type, "True", HEALTHY), notTrue(type, DEGRADED).reason(reasons))
                .otherwise(PROGRESSING);
    }
}
