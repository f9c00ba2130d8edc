package io.slipway.forge.grant;

import java.util.List;

/**
 * How an owner narrows the grant of their namespace; an empty list narrows nothing.
 *
 * @param sourceRepos repositories that applications may read, as URL patterns with {@code *}
 * @param destinations of those of the grant, the ones to use
 * @param clusterKinds of those of the grant, the ones to use
 */
public record Policy(
        List<String> sourceRepos, List<Destination> destinations, List<String> clusterKinds) {

    /** Copies the lists. */
    public Policy {
        sourceRepos = List.copyOf(sourceRepos);
        destinations = List.copyOf(destinations);
        clusterKinds = List.copyOf(clusterKinds);
    }

    /** Narrows nothing. */
    public static Policy open() {
        return new Policy(List.of(), List.of(), List.of());
    }

    /** Whether applications may read this repository. */
    public boolean allowsSource(String url) {
        return sourceRepos.isEmpty()
                || sourceRepos.stream().anyMatch(one -> Glob.matches(one, url));
    }

    /** Whether it leaves a namespace of a cluster open. */
    public boolean allows(String cluster, String namespace) {
        return destinations.isEmpty()
                || destinations.stream().anyMatch(one -> one.matches(cluster, namespace));
    }

    /** Whether it leaves a kind without a namespace open. */
    public boolean allowsClusterKind(String groupKind) {
        return clusterKinds.isEmpty()
                || clusterKinds.stream().anyMatch(one -> Glob.matches(one, groupKind));
    }
}
