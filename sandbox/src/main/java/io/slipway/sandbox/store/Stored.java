package io.slipway.sandbox.store;

import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object as it is kept. The tree is shared and never changed; it is in its storage version.
 * Immutable.
 */
public final class Stored {

    private final ResourceId resource;
    private final String namespace;
    private final String name;
    private final long version;
    private final Map<String, Object> tree;
    private volatile byte @Nullable [] json;

    Stored(
            ResourceId resource,
            String namespace,
            String name,
            long version,
            Map<String, Object> tree) {
        this.resource = resource;
        this.namespace = namespace;
        this.name = name;
        this.version = version;
        this.tree = tree;
    }

    public ResourceId resource() {
        return resource;
    }

    /** Empty for a cluster-scoped object. */
    public String namespace() {
        return namespace;
    }

    public String name() {
        return name;
    }

    /** The version of the store that made it. */
    public long version() {
        return version;
    }

    /** Not to be changed. */
    public Map<String, Object> tree() {
        return tree;
    }

    /** The tree as JSON, worked out once; not to be changed. */
    public byte[] json() {
        var known = json;
        if (known == null) {
            known = Json.writeBytes(tree);
            json = known;
        }
        return known;
    }

    public String uid() {
        return Trees.stringAt(tree, "metadata", "uid").orElse("");
    }

    /** How it is filed among its resource: by namespace, then name. */
    String key() {
        return key(namespace, name);
    }

    static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    @Override
    public String toString() {
        return resource + " " + key() + "@" + version;
    }
}
