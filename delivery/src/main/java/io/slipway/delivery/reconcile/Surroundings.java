package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.destination.Clusters;
import io.slipway.delivery.window.Permission;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.compare.OrphanRules;
import io.slipway.engine.compare.ResourcePolicy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an application may and where it goes, as things stand now. */
public interface Surroundings {

    /**
     * The verdict on an application's spec: what forbids it, in words, or where it goes.
     *
     * @param errors not empty when the spec is not permitted
     * @param orphans what counts as an orphaned object
     * @param warnsOfOrphans whether the conditions tell of them
     */
    record Verdict(
            List<String> errors,
            Clusters.Resolution cluster,
            ResourcePolicy policy,
            OrphanRules orphans,
            boolean warnsOfOrphans) {
        /** The cluster, when nothing forbids it. */
        public Optional<Cluster> permitted() {
            return errors.isEmpty() && cluster instanceof Clusters.Resolution.Found(var found)
                    ? Optional.of(found)
                    : Optional.empty();
        }
    }

    /** What holds for this application. */
    Verdict of(StoredApplication stored);

    /**
     * Whether the windows of its project let it be synced.
     *
     * @param manual whether a person asked for it
     * @param startedAt of the operation, when it runs already
     */
    Permission maySync(
            StoredApplication stored, boolean manual, Optional<Instant> startedAt, Instant now);
}
