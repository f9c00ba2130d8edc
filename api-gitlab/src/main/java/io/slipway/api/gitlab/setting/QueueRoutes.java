package io.slipway.api.gitlab.setting;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.Table;
import io.slipway.forge.Forge;
import io.slipway.forge.queue.Queue;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The background work of this server in the shapes of the original's queues. */
public final class QueueRoutes {
    private static final int AT_ONCE = 12;

    private final Forge forge;
    private final Clock clock;
    private final Instant startedAt;

    /** Over the doors of the forge. */
    public QueueRoutes(Forge forge, Clock clock) {
        this.forge = forge;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /** The lines of the table. */
    public void addTo(Table table) {
        table.section("Background work");
        table.get("/sidekiq/queue_metrics", "What waits; administrators only", this::queues)
                .gives("QueueMetrics");
        table.get("/sidekiq/process_metrics", "Who works; administrators only", this::processes)
                .gives("ProcessMetrics");
        table.get("/sidekiq/job_stats", "How much was done; administrators only", this::jobs)
                .gives("JobStats");
        table.get("/sidekiq/compound_metrics", "All three; administrators only", this::all)
                .gives("CompoundMetrics");
    }

    private List<Queue> read(Call call) {
        if (!call.caller().isAdmin()) {
            throw Refusal.forbidden();
        }
        return forge.queues().all(call.caller());
    }

    /** {@code GET /sidekiq/queue_metrics}. */
    public Reply queues(Call call) {
        return Reply.json(200, Json.object("queues", queues(read(call))));
    }

    /** {@code GET /sidekiq/process_metrics}. */
    public Reply processes(Call call) {
        return Reply.json(200, Json.object("processes", processes(read(call))));
    }

    /** {@code GET /sidekiq/job_stats}. */
    public Reply jobs(Call call) {
        return Reply.json(200, Json.object("jobs", jobs(read(call))));
    }

    /** {@code GET /sidekiq/compound_metrics}: all three. */
    public Reply all(Call call) {
        var read = read(call);
        return Reply.json(
                200,
                Json.object(
                        "queues", queues(read), "processes", processes(read), "jobs", jobs(read)));
    }

    private Map<String, @Nullable Object> queues(List<Queue> queues) {
        var json = Json.object();
        for (var queue : queues) {
            var latency =
                    queue.oldest()
                            .map(since -> Duration.between(since, clock.instant()).toSeconds())
                            .orElse(0L);
            json.put(
                    queue.name(),
                    Json.object("backlog", queue.waiting(), "latency", Math.max(0, latency)));
        }
        return json;
    }

    private List<Map<String, @Nullable Object>> processes(List<Queue> queues) {
        return List.of(
                Json.object(
                        "hostname",
                        host(),
                        "pid",
                        ProcessHandle.current().pid(),
                        "tag",
                        "slipway",
                        "started_at",
                        startedAt.toEpochMilli() / 1000.0,
                        "queues",
                        queues.stream().map(Queue::name).toList(),
                        "labels",
                        List.of(),
                        "concurrency",
                        AT_ONCE,
                        "busy",
                        queues.stream().mapToLong(Queue::busy).sum()));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static Map<String, @Nullable Object> jobs(List<Queue> queues) {
        return Json.object(
                "processed",
                queues.stream().mapToLong(Queue::done).sum(),
                "failed",
                queues.stream().mapToLong(Queue::failed).sum(),
                "enqueued",
                queues.stream().mapToLong(Queue::waiting).sum());
    }
}
