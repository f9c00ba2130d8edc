package io.slipway.engine.sync;

import io.slipway.manifests.ResourceKey;

/**
 * One object of a partial sync.
 *
 * @param namespace empty for any
 */
public record ResourceSelector(String group, String kind, String name, String namespace) {

    /** Whether it means this object. */
    public boolean matches(ResourceKey key) {
        return group.equals(key.group())
                && kind.equals(key.kind())
                && name.equals(key.name())
                && (namespace.isEmpty() || namespace.equals(key.namespace()));
    }
}
