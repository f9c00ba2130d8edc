package io.slipway.kubernetes;

import io.slipway.engine.cluster.ApiResource;

/** Where things are at the API server. */
final class Paths {

    private Paths() {}

    /** The objects of a kind in all namespaces. */
    static String all(ApiResource resource) {
        return root(resource) + "/" + resource.plural();
    }

    /** The objects of a kind in a namespace, or all when the kind has none. */
    static String in(ApiResource resource, String namespace) {
        return resource.namespaced() && !namespace.isEmpty()
                ? root(resource)
                        + "/namespaces/"
                        + Call.segment(namespace)
                        + "/"
                        + resource.plural()
                : all(resource);
    }

    static String object(ApiResource resource, String namespace, String name) {
        return in(resource, namespace) + "/" + Call.segment(name);
    }

    private static String root(ApiResource resource) {
        var type = resource.type();
        return type.group().isEmpty() ? "/api/" + type.version() : "/apis/" + type.apiVersion();
    }
}
