package io.slipway.engine.health;

import static io.slipway.engine.health.Case.any;
import static io.slipway.engine.health.Case.because;
import static io.slipway.engine.health.Case.on;
import static io.slipway.engine.health.HealthStatus.DEGRADED;
import static io.slipway.engine.health.HealthStatus.HEALTHY;
import static io.slipway.engine.health.HealthStatus.PROGRESSING;
import static io.slipway.engine.health.HealthStatus.SUSPENDED;
import static io.slipway.engine.health.StatusRule.is;
import static io.slipway.engine.health.StatusRule.rule;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Resources of clouds that controllers keep: Crossplane, Config Connector, ACK and their like. */
final class CloudRules {

    private CloudRules() {}

    /** Kinds of Crossplane and its providers that nothing writes conditions about. */
    private static final Set<String> WITHOUT_CONDITIONS =
            Set.of(
                    "ClusterProviderConfig",
                    "ClusterProviderConfigUsage",
                    "Composition",
                    "CompositionRevision",
                    "ControllerConfig",
                    "DeploymentRuntimeConfig",
                    "EnvironmentConfig",
                    "ImageConfig",
                    "ProviderConfig",
                    "ProviderConfigUsage",
                    "StoreConfig");

    static void register(KindTable table) {
        table.put(
                "*.crossplane.io",
                "*",
                crossplane(
                        "Ready",
                        "Healthy",
                        "Offered",
                        "Established",
                        "ValidPipeline",
                        "RevisionHealthy"));
        table.put("*.upbound.io", "*", crossplane("Ready"));
        table.put(
                "pkg.crossplane.io",
                "Provider Configuration Function",
                packages("Installed", "Healthy"));
        table.put(
                "pkg.crossplane.io",
                "ProviderRevision ConfigurationRevision FunctionRevision",
                packages("Healthy"));
        table.put("*.cnrm.cloud.google.com", "*", configConnector());
        table.put(
                "*.services.k8s.aws",
                "*",
                rule().conditions(
                                on("ACK.Terminal", "True", DEGRADED),
                                on("Ready", "False", PROGRESSING),
                                on("Ready", "True", HEALTHY))
                        .otherwise(PROGRESSING));
        table.put(
                "iammanager.keikoproj.io",
                "Iamrole",
                rule().field(
                                "status.state",
                                is(HEALTHY, "Ready"),
                                is(
                                        DEGRADED,
                                        "Error",
                                        "RolesMaxLimitReached",
                                        "PolicyNotAllowed",
                                        "RoleNameNotAvailable"))
                        .otherwise(PROGRESSING));
        table.put(
                "pulumi.com",
                "Stack",
                rule().conditions(
                                on("Stalled", "True", DEGRADED),
                                on("Reconciling", "True", PROGRESSING))
                        .observed()
                        .conditions(on("Ready", "True", HEALTHY))
                        .otherwise(PROGRESSING));
        table.put(
                "apigee.cloud.google.com",
                "*",
                rule().field("status.state", is(HEALTHY, "running")).otherwise(PROGRESSING));
        kro(table);
        karpenter(table);
    }

    /** What has no conditions is done when its kind never gets any; else it has only begun. */
    private static StatusRule crossplane(String... good) {
        var rule =
                rule().when(
                                "no conditions, of a kind that never has any (configurations,"
                                        + " compositions, usages)",
                                o ->
                                        Conditions.of(o).isEmpty()
                                                && WITHOUT_CONDITIONS.contains(o.kind()),
                                HEALTHY);
        // What is bad counts wherever it stands: a resource stays ready when it cannot be synced.
        return rule.conditions(
                        on("LastAsyncOperation", "False", DEGRADED),
                        on("Synced", "False", DEGRADED))
                .conditions(Stream.of(good).map(t -> on(t, "True", HEALTHY)).toArray(Case[]::new))
                .otherwise(PROGRESSING);
    }

    /** All of these must be true. */
    private static StatusRule packages(String... types) {
        return rule().whenMissing("status.conditions", PROGRESSING)
                .when(
                        String.join(" and ", types) + " True",
                        o -> Stream.of(types).allMatch(t -> Conditions.isTrue(o, t)),
                        HEALTHY)
                .otherwise(DEGRADED);
    }

    private static StatusRule configConnector() {
        return rule().observed()
                .when(
                        "`status.healthy` of the operator's own kinds",
                        o -> isOperator(o) && Trees.isTrueAt(o.tree(), "status", "healthy"),
                        HEALTHY)
                .when(
                        "`status.healthy` false",
                        o -> isOperator(o) && o.at("status", "healthy").isPresent(),
                        DEGRADED)
                .conditions(
                        any("True", HEALTHY).reason("UpToDate"),
                        because(DEGRADED, "UpdateFailed", "DependencyNotFound"),
                        because(SUSPENDED, "DependencyNotReady"))
                .otherwise(PROGRESSING);
    }

    private static boolean isOperator(ResourceObject object) {
        return Set.of("ConfigConnector", "ConfigConnectorContext").contains(object.kind());
    }

    private static void kro(KindTable table) {
        var types =
                List.of("GraphRevisionsResolved", "GraphAccepted", "KindReady", "ControllerReady");
        table.put(
                "kro.run",
                "ResourceGraphDefinition",
                rule().whenMissing("metadata.generation", PROGRESSING)
                        .conditions(
                                Stream.concat(
                                                Stream.of(
                                                        on("Ready", "True", HEALTHY).fresh(),
                                                        on("Ready", "False", DEGRADED).fresh()),
                                                types.stream()
                                                        .map(t -> on(t, "False", DEGRADED).fresh()))
                                        .toArray(Case[]::new))
                        .otherwise(PROGRESSING));
        table.put(
                "kro.run",
                "*",
                rule().whenMissing("metadata.generation", PROGRESSING)
                        .conditions(on("Ready", "True", HEALTHY).fresh())
                        .when(
                                "state FAILED or ERROR and a condition False",
                                o ->
                                        Set.of("FAILED", "ERROR")
                                                        .contains(
                                                                Conditions.text(
                                                                        o, "status", "state"))
                                                && isInstanceBroken(o),
                                DEGRADED)
                        .otherwise(PROGRESSING));
    }

    private static boolean isInstanceBroken(ResourceObject object) {
        return Stream.of("InstanceManaged", "GraphResolved", "ResourcesReady", "Ready")
                .map(t -> on(t, "False", DEGRADED).fresh())
                .anyMatch(c -> Conditions.of(object).stream().anyMatch(x -> c.matches(x, object)));
    }

    private static void karpenter(KindTable table) {
        var ready = rule().conditions(on("Ready", "False", DEGRADED), on("Ready", "True", HEALTHY));
        table.put(
                "karpenter.sh",
                "NodePool",
                ready.conditions(on("NodeClassReady", "False", DEGRADED)).otherwise(PROGRESSING));
        table.put(
                "karpenter.sh",
                "NodeClaim",
                rule().observed()
                        .conditions(on("Disrupting", "True", SUSPENDED))
                        .conditions(on("Ready", "True", HEALTHY), on("Ready", "False", DEGRADED))
                        .otherwise(PROGRESSING));
        for (var group : List.of("karpenter.k8s.aws", "karpenter.sh")) {
            table.put(
                    group,
                    "EC2NodeClass",
                    ready.conditions(
                                    on("SubnetsReady", "False", DEGRADED),
                                    on("SecurityGroupsReady", "False", DEGRADED),
                                    on("ValidationSucceeded", "False", DEGRADED))
                            .otherwise(PROGRESSING));
        }
    }
}
