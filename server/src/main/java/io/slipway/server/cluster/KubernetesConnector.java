package io.slipway.server.cluster;

import io.slipway.delivery.cluster.ClusterConnector;
import io.slipway.delivery.cluster.ClusterLink;
import io.slipway.delivery.cluster.ConnectionSettings;
import io.slipway.engine.cluster.Cluster;
import io.slipway.kubernetes.ClusterConnection;
import io.slipway.kubernetes.KubernetesCluster;

/** Connects registered clusters through the adapter to real API servers. */
public final class KubernetesConnector implements ClusterConnector {

    @Override
    public ClusterLink connect(String name, ConnectionSettings how) {
        // What came through an API may not name files or programs of this machine.
        return link(
                KubernetesCluster.connect(
                        name,
                        switch (how) {
                            case ConnectionSettings.Kubeconfig(var text, var context) ->
                                    new ClusterConnection.Kubeconfig(text.reveal(), context, false);
                            case ConnectionSettings.InCluster _ ->
                                    new ClusterConnection.InCluster();
                        }));
    }

    static ClusterLink link(KubernetesCluster cluster) {
        return new ClusterLink(cluster, cluster::version);
    }

    @Override
    public void bindAdministrators(Cluster cluster) {
        ClusterRoles.ensureAdministrators(cluster);
    }
}
