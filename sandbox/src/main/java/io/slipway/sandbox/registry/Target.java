package io.slipway.sandbox.registry;

import io.slipway.sandbox.status.ApiFailure;
import io.slipway.sandbox.type.ServedType;

/**
 * What a request is about.
 *
 * @param namespace empty for cluster-scoped objects and lists of all namespaces
 * @param name empty for collections
 * @param subresource empty for the object itself
 */
public record Target(ServedType type, String namespace, String name, String subresource) {

    /** An object itself. */
    public static Target of(ServedType type, String namespace, String name) {
        return new Target(type, namespace, name, "");
    }

    /** A part of it. */
    public Target part(String other) {
        return new Target(type, namespace, name, other);
    }

    ApiFailure notFound() {
        return ApiFailure.notFound(type.group(), type.plural(), name);
    }

    ApiFailure stale() {
        return ApiFailure.staleVersion(type.group(), type.plural(), name);
    }
}
