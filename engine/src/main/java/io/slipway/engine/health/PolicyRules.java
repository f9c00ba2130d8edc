package io.slipway.engine.health;

import static io.slipway.engine.health.Case.on;
import static io.slipway.engine.health.HealthStatus.DEGRADED;
import static io.slipway.engine.health.HealthStatus.HEALTHY;
import static io.slipway.engine.health.HealthStatus.PROGRESSING;
import static io.slipway.engine.health.HealthStatus.SUSPENDED;
import static io.slipway.engine.health.StatusRule.rule;
import static io.slipway.engine.health.StatusRule.strictlyBy;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;

/** Policies and tenants. */
final class PolicyRules {

    private PolicyRules() {}

    private static final String CAPSULE = "capsule.clastix.io";

    static void register(KindTable table) {
        table.put("kyverno.io", "ClusterPolicy", strictlyBy("Ready"));
        table.put(
                "kyverno.io",
                "Policy",
                rule().when(
                                "Ready True (Succeeded) that says Ready",
                                o ->
                                        Conditions.of(o).stream()
                                                .anyMatch(c ->
                                                        c.type().equals("Ready")
                                                                && c.isTrue()
                                                                && c.reason().equals("Succeeded")
                                                                && c.message().equals("Ready")),
                                HEALTHY)
                        .otherwise(PROGRESSING));
        table.put(
                "policies.kyverno.io",
                "*",
                rule().whenMissing("status.conditionStatus", PROGRESSING)
                        .when("a condition of an older generation", PolicyRules::isOld, PROGRESSING)
                        .whenTrue("status.conditionStatus.ready", HEALTHY)
                        .otherwise(DEGRADED));
        capsule(table);
    }

    private static boolean isOld(ResourceObject policy) {
        long newest = Conditions.number(policy, "metadata", "generation");
        return Conditions.of(Trees.listAt(policy.tree(), "status", "conditionStatus", "conditions"))
                .stream()
                .anyMatch(c -> c.generation().filter(g -> g < newest).isPresent());
    }

    private static void capsule(KindTable table) {
        table.put(
                CAPSULE,
                "CapsuleConfiguration CustomQuota GlobalCustomQuota GlobalProxySettings"
                        + " ProxySetting TenantOwner",
                ready(begun(rule())));
        table.put(
                CAPSULE,
                "GlobalTenantResource TenantResource",
                ready(begun(rule().whenTrue("spec.cordoned", SUSPENDED))));
        table.put(
                CAPSULE,
                "ResourcePool",
                ready(
                        begun(rule())
                                .when(
                                        "`status.exhaustions`",
                                        o ->
                                                !Trees.mapAt(o.tree(), "status", "exhaustions")
                                                        .isEmpty(),
                                        DEGRADED)));
        table.put(
                CAPSULE,
                "ResourcePoolClaim",
                ready(begun(rule()).conditions(on("Bound", "False", SUSPENDED))));
        table.put(
                CAPSULE,
                "Tenant",
                ready(begun(rule()).conditions(on("Cordoned", "True", SUSPENDED))));
        table.put(
                "addons.projectcapsule.dev",
                "SopsSecret GlobalSopsSecret SopsProvider",
                ready(begun(rule())));
    }

    private static StatusRule begun(StatusRule before) {
        return before.whenMissing("status.conditions", PROGRESSING).observed();
    }

    private static StatusRule ready(StatusRule before) {
        return before.conditions(on("Ready", "False", DEGRADED), on("Ready", "True", HEALTHY))
                .otherwise(PROGRESSING);
    }
}
