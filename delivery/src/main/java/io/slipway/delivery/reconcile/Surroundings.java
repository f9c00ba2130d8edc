package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.destination.Clusters;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.compare.ResourcePolicy;
import java.util.List;

/** What an application may and where it goes, as things stand now. */
public interface Surroundings {

    /**
     * The verdict on an application's spec: what forbids it, in words, or where it goes.
     *
     * @param errors not empty when the spec is not permitted
     */
    record Verdict(List<String> errors, Clusters.Resolution cluster, ResourcePolicy policy) {
        /** The cluster, when nothing forbids it. */
        public java.util.Optional<Cluster> permitted() {
            return errors.isEmpty() && cluster instanceof Clusters.Resolution.Found(var found)
                    ? java.util.Optional.of(found)
                    : java.util.Optional.empty();
        }
    }

    /** What holds for this application. */
    Verdict of(StoredApplication stored);
}
