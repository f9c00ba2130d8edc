package io.slipway.engine.health;

import static io.slipway.engine.health.Case.any;
import static io.slipway.engine.health.Case.notTrue;
import static io.slipway.engine.health.Case.on;
import static io.slipway.engine.health.HealthStatus.DEGRADED;
import static io.slipway.engine.health.HealthStatus.HEALTHY;
import static io.slipway.engine.health.HealthStatus.PROGRESSING;
import static io.slipway.engine.health.HealthStatus.SUSPENDED;
import static io.slipway.engine.health.StatusRule.by;
import static io.slipway.engine.health.StatusRule.is;
import static io.slipway.engine.health.StatusRule.rule;

import io.slipway.manifests.ResourceObject;
import java.util.Optional;
import java.util.regex.Pattern;

/** Metrics, traces, dashboards, and what scales by them. */
final class ObservationRules {

    private ObservationRules() {}

    private static final String GRAFANA = "grafana.integreatly.org";

    static void register(KindTable table) {
        table.put(
                "monitoring.coreos.com",
                "Prometheus PrometheusAgent Alertmanager ThanosRuler",
                rule().conditions(
                                on("Available", "True", HEALTHY),
                                notTrue("Available", PROGRESSING).reason("SomePodsNotReady"),
                                notTrue("Available", DEGRADED))
                        .otherwise(PROGRESSING));
        table.put(
                "operator.victoriametrics.com",
                "*",
                rule().observed()
                        .field(
                                "status.updateStatus",
                                is(HEALTHY, "operational"),
                                is(SUSPENDED, "paused", "ignored"),
                                is(DEGRADED, "failed"))
                        .otherwise(PROGRESSING));
        grafana(table);
        table.put(
                "opentelemetry.io",
                "OpenTelemetryCollector",
                "`status.scale.statusReplicas`, ready/all: all Healthy, none Degraded, some"
                        + " Progressing; mode sidecar: Healthy; else Progressing",
                (o, _) -> Optional.of(collector(o)));
        table.put(
                "jaegertracing.io",
                "Jaeger",
                rule().field("status.phase", is(HEALTHY, "Running"), is(DEGRADED, "Failed"))
                        .otherwise(PROGRESSING));
        table.put(
                "kiali.io",
                "Kiali",
                rule().conditions(
                                on("Successful", "True", HEALTHY),
                                on("Failure", "True", DEGRADED),
                                on("Running", "True", PROGRESSING).reason("Running"),
                                notTrue("Running", PROGRESSING).reason("Running"))
                        .otherwise(PROGRESSING));
        table.put(
                "datadoghq.com",
                "DatadogMetric",
                rule().conditions(on("Error", "True", DEGRADED))
                        .conditions(on("Valid", "False", DEGRADED))
                        .otherwise(HEALTHY));
        table.put("coralogix.com", "Alert RecordingRuleGroupSet RuleGroup", by("RemoteSynced"));
        keda(table);
        table.put(
                "autoscaling.k8s.io",
                "VerticalPodAutoscaler",
                rule().conditions(on("NoPodsMatched", "True", DEGRADED))
                        .conditions(on("RecommendationProvided", "True", HEALTHY))
                        .otherwise(PROGRESSING));
    }

    private static void grafana(KindTable table) {
        table.put(
                GRAFANA,
                "Grafana",
                rule().field("status.stageStatus", is(DEGRADED, "failed"))
                        .when(
                                "stage complete and success",
                                o ->
                                        Conditions.text(o, "status", "stage").equals("complete")
                                                && Conditions.text(o, "status", "stageStatus")
                                                        .equals("success"),
                                HEALTHY)
                        .otherwise(PROGRESSING));
        table.put(
                GRAFANA,
                "GrafanaFolder",
                rule().when(
                                "FolderUIDMismatch True, or any other condition False",
                                o ->
                                        Conditions.of(o).stream()
                                                .anyMatch(c ->
                                                        c.type().equals("FolderUIDMismatch")
                                                                ? c.isTrue()
                                                                : c.isFalse()),
                                DEGRADED)
                        .conditions(any("True", HEALTHY))
                        .otherwise(PROGRESSING));
        table.put(
                GRAFANA,
                "GrafanaDashboard",
                rule().conditions(any("False", DEGRADED))
                        .conditions(any("True", HEALTHY))
                        .otherwise(PROGRESSING));
        table.put(
                GRAFANA,
                "GrafanaDatasource",
                rule().whenMissing("status", PROGRESSING)
                        .when(
                                "an empty `status.uid`",
                                o -> o.at("status", "uid").filter(""::equals).isPresent(),
                                PROGRESSING)
                        .whenTrue("status.NoMatchingInstances", DEGRADED)
                        .otherwise(HEALTHY));
    }

    private static void keda(KindTable table) {
        var begun =
                rule().conditions(
                                on("Ready", "False", PROGRESSING).reason("HPAMetricsUnavailable"),
                                on("Ready", "False", DEGRADED),
                                on("Fallback", "True", DEGRADED));
        table.put("keda.sh", "ScaledObject", paused(begun));
        table.put(
                "keda.sh",
                "ScaledJob",
                paused(
                        rule().conditions(
                                        on("Ready", "False", DEGRADED),
                                        on("Ready", "Unknown", DEGRADED))));
    }

    /** Paused counts only when it is ready. */
    private static StatusRule paused(StatusRule begun) {
        return begun.when(
                        "Ready and Paused True",
                        o -> Conditions.isTrue(o, "Ready") && Conditions.isTrue(o, "Paused"),
                        SUSPENDED)
                .conditions(on("Ready", "True", HEALTHY))
                .otherwise(PROGRESSING);
    }

    private static Health collector(ResourceObject collector) {
        if (collector.at("status").isEmpty()) {
            return Health.progressing("Waiting for the status of the collector");
        }
        var mode = Conditions.text(collector, "spec", "mode");
        var replicas = Conditions.text(collector, "status", "scale", "statusReplicas");
        if (replicas.isEmpty()) {
            return mode.equals("sidecar")
                    ? Health.healthy("the collector runs as a sidecar")
                    : Health.progressing("Waiting for the scale of the collector");
        }
        var numbers = Pattern.compile("([0-9]{1,9})/([0-9]{1,9})").matcher(replicas);
        if (!numbers.find()) {
            return Health.progressing("replicas: " + replicas);
        }
        long ready = Long.parseLong(numbers.group(1));
        long all = Long.parseLong(numbers.group(2));
        var message = "%d of %d replicas are ready".formatted(ready, all);
        if (ready == 0 && !(all == 0 && mode.equals("daemonset"))) {
            return Health.degraded(message);
        }
        return ready == all ? Health.healthy(message) : Health.progressing(message);
    }
}
