/** Kustomize for the JVM: files in, Kubernetes objects out. Pure: no I/O of its own. */
module io.slipway.kustomize {
    requires static transitive org.jspecify;
    requires transitive io.slipway.manifests;
    requires transitive io.slipway.tree;
    requires org.snakeyaml.engine;
    requires re2j;

    exports io.slipway.kustomize;
    exports io.slipway.kustomize.option;
}
