package io.slipway.sandbox.type;

import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.schema.ResourceType;
import io.slipway.manifests.schema.Schema;
import io.slipway.sandbox.store.ResourceId;
import java.util.Map;
import java.util.Optional;

/**
 * A resource in one version, as it is served.
 *
 * @param id what its objects are filed under; versions of one resource share it
 * @param resource its names, scope, verbs and subresources
 * @param custom for a resource of a CustomResourceDefinition
 */
public record ServedType(
        ResourceId id, ResourceType resource, Schema schema, Optional<CustomVersion> custom) {

    public GroupVersionKind kind() {
        return resource.type();
    }

    public String group() {
        return resource.type().group();
    }

    public String plural() {
        return resource.plural();
    }

    public boolean namespaced() {
        return resource.namespaced();
    }

    public boolean hasStatus() {
        return resource.has("status");
    }

    /** The decoded but empty object; custom resources have none of their own. */
    public Map<String, Object> emptyTree() {
        return custom.isPresent() ? Map.of() : schema.empty();
    }
}
