/** The GitOps engine: compare, diff, sync, health. A library; the cluster is an interface. */
module io.slipway.engine {
    requires static transitive org.jspecify;
    requires transitive io.slipway.manifests;
    requires com.fasterxml.jackson.databind;
    requires net.thisptr.jackson.jq;

    exports io.slipway.engine;
    exports io.slipway.engine.cluster;
    exports io.slipway.engine.compare;
    exports io.slipway.engine.diff;
    exports io.slipway.engine.health;
    exports io.slipway.engine.sync;
    exports io.slipway.engine.tracking;
}
