package io.slipway.server.metric;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The process's own numbers, and those of delivery. Names begin with {@code slipway_}, {@code jvm_}
 * or {@code process_}. Safe for several threads.
 */
public final class Metrics implements AutoCloseable {

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Supplier<List<Duration>> refToSynced;
    private final Supplier<Map<String, Long>> renders;

    /**
     * @param refToSynced the last measured times from a ref update to Synced
     * @param renders how often each application ({@code project/name}) was rendered since the start
     */
    public Metrics(Supplier<List<Duration>> refToSynced, Supplier<Map<String, Long>> renders) {
        this.refToSynced = refToSynced;
        this.renders = renders;
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** All of them as text. */
    public String scrape() {
        var text = new StringBuilder(registry.scrape());
        times(text);
        text.append(
                "# HELP slipway_application_renders_total Renders since the start, cache hits left out.\n");
        text.append("# TYPE slipway_application_renders_total counter\n");
        renders.get()
                .forEach((name, count) ->
                        text.append("slipway_application_renders_total{application=\"")
                                .append(
                                        name.replace("\\", "\\\\")
                                                .replace("\"", "\\\"")
                                                .replace("\n", "\\n"))
                                .append("\"} ")
                                .append(count)
                                .append('\n'));
        return text.toString();
    }

    private void times(StringBuilder text) {
        var times = refToSynced.get().stream().sorted().toList();
        text.append(
                "# HELP slipway_ref_to_synced_seconds From a ref update to Synced, readiness apart; of the last syncs.\n");
        text.append("# TYPE slipway_ref_to_synced_seconds summary\n");
        if (!times.isEmpty()) {
            for (double share : new double[] {0.5, 0.9, 0.99, 1}) {
                int index = Math.min(times.size() - 1, (int) (times.size() * share));
                text.append("slipway_ref_to_synced_seconds{quantile=\"")
                        .append(share)
                        .append("\"} ")
                        .append(seconds(times.get(index)))
                        .append('\n');
            }
        }
        text.append("slipway_ref_to_synced_seconds_sum ")
                .append(seconds(times.stream().reduce(Duration.ZERO, Duration::plus)))
                .append('\n');
        text.append("slipway_ref_to_synced_seconds_count ").append(times.size()).append('\n');
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.6f", time.toNanos() / 1e9);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
