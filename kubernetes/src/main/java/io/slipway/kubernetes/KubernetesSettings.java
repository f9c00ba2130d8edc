package io.slipway.kubernetes;

import java.time.Duration;

/**
 * How patient and how eager the adapter is, for each cluster.
 *
 * @param connectTimeout until a connection stands
 * @param requestTimeout for one call with all its repetitions, and the wait for a free place
 * @param maxConcurrent calls at once, watches and log streams not counted; lowered by itself while
 *     the server answers 429, and raised again afterwards
 * @param pageSize objects a page when live state is listed
 * @param maxAnswerBytes of one answer; a longer one is refused
 * @param watchTimeout after which the server ends a watch, which is then continued
 * @param watchIdle silence after which a watch is taken for dead (bookmarks come each minute)
 * @param minBackoff first pause after a failed list or watch; doubled each time
 * @param maxBackoff longest pause
 * @param discoveryPause least time between two readings of discovery for unknown kinds
 * @param live what the live state may cost
 */
public record KubernetesSettings(
        Duration connectTimeout,
        Duration requestTimeout,
        int maxConcurrent,
        int pageSize,
        int maxAnswerBytes,
        Duration watchTimeout,
        Duration watchIdle,
        Duration minBackoff,
        Duration maxBackoff,
        Duration discoveryPause,
        LiveLimits live) {

    /**
     * 5 s, 30 s, 48 calls, 500 a page, 256 MiB, watches of 5 minutes with 100 s of silence, pauses
     * of 100 ms to 15 s, discovery at most twice a second.
     */
    public static KubernetesSettings defaults() {
        return new KubernetesSettings(
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                48,
                500,
                256 << 20,
                Duration.ofMinutes(5),
                Duration.ofSeconds(100),
                Duration.ofMillis(100),
                Duration.ofSeconds(15),
                Duration.ofMillis(500),
                LiveLimits.defaults());
    }

    /** The same with another patience for calls. */
    public KubernetesSettings withRequestTimeout(Duration other) {
        return new KubernetesSettings(
                connectTimeout,
                other,
                maxConcurrent,
                pageSize,
                maxAnswerBytes,
                watchTimeout,
                watchIdle,
                minBackoff,
                maxBackoff,
                discoveryPause,
                live);
    }

    /** The same with other watches. */
    public KubernetesSettings withWatches(Duration timeout, Duration idle, int page) {
        return new KubernetesSettings(
                connectTimeout,
                requestTimeout,
                maxConcurrent,
                page,
                maxAnswerBytes,
                timeout,
                idle,
                minBackoff,
                maxBackoff,
                discoveryPause,
                live);
    }

    /** The same with another number of calls at once. */
    public KubernetesSettings withMaxConcurrent(int calls) {
        return new KubernetesSettings(
                connectTimeout,
                requestTimeout,
                calls,
                pageSize,
                maxAnswerBytes,
                watchTimeout,
                watchIdle,
                minBackoff,
                maxBackoff,
                discoveryPause,
                live);
    }

    /** The same with other limits of the live state. */
    public KubernetesSettings withLive(LiveLimits other) {
        return new KubernetesSettings(
                connectTimeout,
                requestTimeout,
                maxConcurrent,
                pageSize,
                maxAnswerBytes,
                watchTimeout,
                watchIdle,
                minBackoff,
                maxBackoff,
                discoveryPause,
                other);
    }
}
