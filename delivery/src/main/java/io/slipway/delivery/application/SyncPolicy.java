package io.slipway.delivery.application;

import java.util.List;
import java.util.Optional;

/** When and how an application is synced (spec gitops-engine-schema S4). */
public record SyncPolicy(
        Optional<Automated> automated,
        List<String> syncOptions,
        Optional<RetryStrategy> retry,
        Optional<ApplicationSpec.NamespaceMetadata> managedNamespaceMetadata) {

    public SyncPolicy {
        syncOptions = List.copyOf(syncOptions);
    }

    /** Automation; there means on, unless {@code enabled} says false. */
    public record Automated(
            boolean prune, boolean selfHeal, boolean allowEmpty, Optional<Boolean> enabled) {}

    /**
     * How often a failed operation is tried again.
     *
     * @param limit 0 is never, negative is without limit
     * @param refresh whether a retry takes the newest revision
     */
    public record RetryStrategy(long limit, Optional<Backoff> backoff, boolean refresh) {

        /** No retries. */
        public static final RetryStrategy NONE = new RetryStrategy(0, Optional.empty(), false);
    }

    /** How long a retry waits; durations as Go writes them, or whole seconds. */
    public record Backoff(String duration, Optional<Long> factor, String maxDuration) {}
}
