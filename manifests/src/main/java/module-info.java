/** Kubernetes objects as data: trees, names, YAML and JSON text, patches. No I/O. */
module io.slipway.manifests {
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;
    requires org.snakeyaml.engine;

    exports io.slipway.manifests;
    exports io.slipway.manifests.yaml;
    exports io.slipway.manifests.patch;
    exports io.slipway.manifests.schema;
    exports io.slipway.manifests.apply;
}
