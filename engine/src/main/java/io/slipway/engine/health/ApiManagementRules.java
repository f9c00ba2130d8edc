package io.slipway.engine.health;

import static io.slipway.engine.health.Case.notTrue;
import static io.slipway.engine.health.Case.on;
import static io.slipway.engine.health.HealthStatus.DEGRADED;
import static io.slipway.engine.health.HealthStatus.HEALTHY;
import static io.slipway.engine.health.HealthStatus.PROGRESSING;
import static io.slipway.engine.health.HealthStatus.SUSPENDED;
import static io.slipway.engine.health.StatusRule.is;
import static io.slipway.engine.health.StatusRule.rule;

import io.slipway.manifests.ResourceObject;
import java.util.stream.Stream;

/** 3scale. */
final class ApiManagementRules {

    private ApiManagementRules() {}

    private static final String CAPABILITIES = "capabilities.3scale.net";

    static void register(KindTable table) {
        table.put(
                "apps.3scale.net",
                "APIManager",
                rule().when(
                                "deployments ready, none starting or stopped",
                                o -> has(o, "ready") && !has(o, "starting") && !has(o, "stopped"),
                                HEALTHY)
                        .conditions(on("Available", "True", HEALTHY))
                        .when(
                                "Available not True, with a reason",
                                o ->
                                        Conditions.find(o, "Available")
                                                .filter(c -> !c.reason().isEmpty())
                                                .isPresent(),
                                DEGRADED)
                        .otherwise(PROGRESSING));
        table.put(CAPABILITIES, "ActiveDoc", states("Ready", "Invalid", "Orphan", "Failed"));
        table.put(CAPABILITIES, "ApplicationAuth", states("Ready", "Failed"));
        table.put(CAPABILITIES, "Backend", states("Synced", "Invalid", "Failed"));
        table.put(CAPABILITIES, "Product", states("Synced", "Invalid", "Orphan", "Failed"));
        table.put(
                CAPABILITIES,
                "CustomPolicyDefinition OpenAPI",
                states("Ready", "Invalid", "Failed"));
        table.put(
                CAPABILITIES,
                "DeveloperAccount",
                rule().conditions(
                                on("Ready", "True", HEALTHY),
                                on("Invalid", "True", DEGRADED),
                                on("Failed", "True", DEGRADED),
                                on("Waiting", "True", SUSPENDED))
                        .otherwise(PROGRESSING));
        table.put(
                CAPABILITIES,
                "DeveloperUser",
                rule().field("status.developerUserState", is(SUSPENDED, "suspended"))
                        .conditions(
                                on("Ready", "True", HEALTHY),
                                on("Invalid", "True", DEGRADED),
                                on("Orphan", "True", DEGRADED),
                                on("Failed", "True", DEGRADED))
                        .otherwise(PROGRESSING));
        table.put(
                CAPABILITIES,
                "ProxyConfigPromote",
                rule().conditions(
                                on("Ready", "True", HEALTHY),
                                on("In-progress", "True", PROGRESSING),
                                on("Failed", "True", DEGRADED))
                        .otherwise(PROGRESSING));
        table.put(
                CAPABILITIES,
                "Application",
                rule().field("status.state", is(SUSPENDED, "suspended"))
                        .conditions(on("Ready", "True", HEALTHY))
                        .when(
                                "Ready not True, and no `status.adminId`",
                                o ->
                                        Conditions.find(o, "Ready").isPresent()
                                                && Conditions.number(o, "status", "adminId") <= 0,
                                DEGRADED)
                        .otherwise(PROGRESSING));
        table.put(
                CAPABILITIES,
                "Tenant",
                rule().conditions(notTrue("Ready", DEGRADED))
                        .when(
                                "Ready True, `status.tenantId` and `status.adminId`",
                                o ->
                                        Conditions.isTrue(o, "Ready")
                                                && Conditions.number(o, "status", "tenantId") > 0
                                                && Conditions.number(o, "status", "adminId") > 0,
                                HEALTHY)
                        .otherwise(PROGRESSING));
    }

    private static boolean has(ResourceObject manager, String field) {
        return manager.at("status", "deployments", field).isPresent();
    }

    private static StatusRule states(String good, String... bad) {
        return rule().conditions(
                        Stream.concat(
                                        Stream.of(on(good, "True", HEALTHY)),
                                        Stream.of(bad).map(t -> on(t, "True", DEGRADED)))
                                .toArray(Case[]::new))
                .otherwise(PROGRESSING);
    }
}
