package io.slipway.engine.cluster;

import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;

/**
 * An object at the API server: its type with the version to speak, its namespace and name.
 *
 * @param namespace empty for a cluster-scoped object
 */
public record ObjectReference(GroupVersionKind type, String namespace, String name) {

    /** What an object's own fields say. */
    public static ObjectReference of(ResourceObject object) {
        return new ObjectReference(object.groupVersionKind(), object.namespace(), object.name());
    }

    /** The key: the same without the version. */
    public ResourceKey key() {
        return new ResourceKey(type.group(), type.kind(), namespace, name);
    }
}
