/** The GitOps engine: compare, diff, sync, health. A library; the cluster is an interface. */
module io.slipway.engine {
    requires static transitive org.jspecify;
    requires transitive io.slipway.manifests;

    exports io.slipway.engine.cluster;
}
