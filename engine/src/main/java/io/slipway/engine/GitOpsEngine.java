package io.slipway.engine;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.compare.CompareRequest;
import io.slipway.engine.compare.Comparison;
import io.slipway.engine.health.Health;
import io.slipway.engine.sync.SyncOperation;
import io.slipway.engine.sync.SyncState;
import io.slipway.engine.sync.SyncStep;
import io.slipway.manifests.ResourceObject;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The door of the engine. Safe for many threads; it holds nothing but settings and a bounded cache of
 * differences.
 *
 * <p>Calls that take a cluster may throw {@link io.slipway.engine.cluster.ClusterException} when the
 * cluster cannot be worked with at all; what goes wrong with single objects is in the results.
 */
public final class GitOpsEngine {

    private final EngineSettings settings;
    private final InstantSource clock;

    /** With the clock that ages, delays and start times are read from. */
    public GitOpsEngine(EngineSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What the application wants beside what is there. Watches the kinds that it needs, and asks the
     * API server for dry runs of objects whose difference it does not know yet.
     */
    public Comparison compare(Cluster cluster, CompareRequest request) {
        throw new UnsupportedOperationException("compare");
    }

    /**
     * Takes one step of a sync: at most one wave of one phase is acted on. Matching against live is
     * done anew in each step, so no compare is needed before. The request must have the same desired
     * objects in every step, and the operation's sync options.
     */
    public SyncStep step(Cluster cluster, CompareRequest request, SyncOperation operation, SyncState state) {
        throw new UnsupportedOperationException("step");
    }

    /** The health of one live object; empty when its kind has none. */
    public Optional<Health> health(ResourceObject live) {
        return settings.health().assess(live, clock.instant());
    }
}
