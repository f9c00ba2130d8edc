package io.slipway.delivery.cluster;

import io.slipway.engine.cluster.Cluster;

/** Connects clusters; the adapter to real API servers stands behind it. */
public interface ClusterConnector {

    /**
     * Connects. Nothing is asked of the server yet, so one that is down can be connected.
     *
     * @throws io.slipway.engine.cluster.ClusterException.Invalid when the settings cannot be used;
     *     the message says why, without any secret
     */
    ClusterLink connect(String name, ConnectionSettings how);

    /** Makes Slipway's administrators administrators of the cluster; harmless when done again. */
    void bindAdministrators(Cluster cluster);
}
