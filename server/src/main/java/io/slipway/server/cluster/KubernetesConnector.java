package io.slipway.server.cluster;

import io.slipway.delivery.cluster.ClusterConnector;
import io.slipway.delivery.cluster.ClusterLink;
import io.slipway.delivery.cluster.ConnectionSettings;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.tracking.Tracking;
import io.slipway.kubernetes.ClusterConnection;
import io.slipway.kubernetes.KubernetesCluster;
import io.slipway.kubernetes.KubernetesSettings;

/** Connects registered clusters through the adapter to real API servers. */
public final class KubernetesConnector implements ClusterConnector {

    private final KubernetesSettings settings;

    /**
     * @param settings of each cluster
     */
    public KubernetesConnector(KubernetesSettings settings) {
        this.settings = settings;
    }

    /** Connects by the adapter, with the usual tracking. */
    static KubernetesCluster connect(
            String name, ClusterConnection how, KubernetesSettings settings) {
        return KubernetesCluster.connect(name, how, Tracking.defaults(), settings);
    }

    @Override
    public ClusterLink connect(String name, ConnectionSettings how) {
        // What came through an API may not name files or programs of this machine.
        return link(
                connect(
                        name,
                        switch (how) {
                            case ConnectionSettings.Kubeconfig(var text, var context) ->
                                    new ClusterConnection.Kubeconfig(text.reveal(), context, false);
                            case ConnectionSettings.InCluster _ ->
                                    new ClusterConnection.InCluster();
                        },
                        settings));
    }

    static ClusterLink link(KubernetesCluster cluster) {
        return new ClusterLink(cluster, cluster::version);
    }

    @Override
    public void bindAdministrators(Cluster cluster) {
        ClusterRoles.ensureAdministrators(cluster);
    }
}
