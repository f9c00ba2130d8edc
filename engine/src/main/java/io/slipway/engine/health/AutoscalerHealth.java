package io.slipway.engine.health;

import io.slipway.engine.health.Conditions.Condition;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * HorizontalPodAutoscaler in all its versions (health H3): failures are looked for before
 * successes.
 */
final class AutoscalerHealth {

    private static final String V1_CONDITIONS = "autoscaling.alpha.kubernetes.io/conditions";

    private static final Map<String, Set<String>> FAILING =
            Map.of(
                    "AbleToScale", Set.of("FailedGetScale", "FailedUpdateScale"),
                    "ScalingActive",
                            Set.of(
                                    "FailedGetResourceMetric",
                                    "FailedGetObjectMetric",
                                    "FailedGetPodsMetric",
                                    "FailedGetExternalMetric",
                                    "FailedComputeMetricsReplicas",
                                    "InvalidSelector"));

    private static final Set<String> VERSIONS = Set.of("v1", "v2beta1", "v2beta2", "v2");

    private AutoscalerHealth() {}

    static Health assess(ResourceObject autoscaler) {
        if (!VERSIONS.contains(autoscaler.groupVersionKind().version())) {
            return Health.unknown("No rule for " + autoscaler.groupVersionKind());
        }
        var conditions = conditions(autoscaler);
        for (var condition : conditions) {
            if (FAILING.getOrDefault(condition.type(), Set.of()).contains(condition.reason())) {
                return Health.degraded(condition.message());
            }
        }
        for (var condition : conditions) {
            boolean told =
                    condition.type().equals("AbleToScale")
                            || condition.type().equals("ScalingLimited");
            if (told && condition.isTrue()) {
                return Health.healthy(condition.message());
            }
        }
        return Health.progressing("The autoscaler has not told whether it can scale");
    }

    private static List<Condition> conditions(ResourceObject autoscaler) {
        if (!autoscaler.apiVersion().equals("autoscaling/v1")) {
            return Conditions.of(autoscaler);
        }
        return autoscaler
                .annotation(V1_CONDITIONS)
                .filter(text -> !text.isEmpty())
                .map(AutoscalerHealth::parsed)
                .orElse(List.of());
    }

    private static List<Condition> parsed(String text) {
        try {
            return Conditions.of(Trees.list(Json.read(text)));
        } catch (ManifestException e) {
            throw new IllegalArgumentException(
                    "annotation " + V1_CONDITIONS + " cannot be read: " + e.getMessage(), e);
        }
    }
}
