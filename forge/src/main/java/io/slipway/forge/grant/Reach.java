package io.slipway.forge.grant;

/** What a namespace may do on clusters now: its grant, narrowed by its policy. */
public record Reach(Grant grant, Policy policy) {

    /** Whether it may deploy to a namespace of a cluster. */
    public boolean allows(String cluster, String namespace) {
        return grant.allows(cluster, namespace) && policy.allows(cluster, namespace);
    }

    /** Whether it may apply a kind without a namespace: {@code Kind} or {@code group/Kind}. */
    public boolean allowsClusterKind(String groupKind) {
        return grant.allowsClusterKind(groupKind) && policy.allowsClusterKind(groupKind);
    }

    /** Whether its applications may read this repository. */
    public boolean allowsSource(String url) {
        return policy.allowsSource(url);
    }
}
