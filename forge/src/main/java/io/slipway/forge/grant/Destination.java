package io.slipway.forge.grant;

/**
 * Where a namespace of the forge may deploy to.
 *
 * @param cluster a cluster's name, or a pattern with {@code *}
 * @param namespace a namespace's name there, or a pattern with {@code *}
 */
public record Destination(String cluster, String namespace) {

    /** Whether a cluster and namespace are such a destination. */
    public boolean matches(String otherCluster, String otherNamespace) {
        return Glob.matches(cluster, otherCluster) && Glob.matches(namespace, otherNamespace);
    }

    /** Whether the cluster is this destination's, whatever the namespace. */
    public boolean matchesCluster(String other) {
        return Glob.matches(cluster, other);
    }
}
