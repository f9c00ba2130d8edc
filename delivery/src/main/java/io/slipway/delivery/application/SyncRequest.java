package io.slipway.delivery.application;

import java.util.List;
import java.util.Optional;

/**
 * What a person asks a sync to do (spec gitops-engine A7).
 *
 * @param revisions one for each source; an empty text, or none, is the tracked one
 * @param syncOptions in place of those of the spec, when present
 * @param retry in place of that of the spec, when present
 * @param manifests in place of the sources, when not empty
 */
public record SyncRequest(
        List<String> revisions,
        boolean prune,
        boolean dryRun,
        Optional<Operation.Strategy> strategy,
        List<Operation.SyncResource> resources,
        Optional<List<String>> syncOptions,
        Optional<SyncPolicy.RetryStrategy> retry,
        List<InfoItem> info,
        List<String> manifests) {

    /** Everything of the tracked revision, without pruning. */
    public static SyncRequest plain() {
        return new SyncRequest(
                List.of(),
                false,
                false,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }
}
