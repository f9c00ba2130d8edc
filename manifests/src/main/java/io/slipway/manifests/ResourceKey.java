package io.slipway.manifests;

import java.util.Comparator;

/**
 * Which object in a cluster: its type without version, its namespace and name.
 *
 * @param namespace empty for a cluster-scoped object
 */
public record ResourceKey(String group, String kind, String namespace, String name)
        implements Comparable<ResourceKey> {

    private static final Comparator<ResourceKey> ORDER =
            Comparator.comparing(ResourceKey::group)
                    .thenComparing(ResourceKey::kind)
                    .thenComparing(ResourceKey::namespace)
                    .thenComparing(ResourceKey::name);

    /** The type. */
    public GroupKind groupKind() {
        return new GroupKind(group, kind);
    }

    /** The same object in that namespace; empty for cluster-scoped. */
    public ResourceKey inNamespace(String other) {
        return new ResourceKey(group, kind, other, name);
    }

    @Override
    public int compareTo(ResourceKey other) {
        return ORDER.compare(this, other);
    }

    /** {@code group/kind/namespace/name}: the order of an application's resource list. */
    @Override
    public String toString() {
        return group + "/" + kind + "/" + namespace + "/" + name;
    }
}
