package io.slipway.forge.grant;

import java.util.List;

/**
 * What a namespace may do on clusters at most; an administrator's to give.
 *
 * @param destinations clusters and namespaces there; none means nowhere
 * @param clusterKinds kinds without a namespace that it may apply: {@code Namespace}, {@code
 *     apiextensions.k8s.io/CustomResourceDefinition}, or {@code *}
 * @param roleBindings whether its members get RoleBindings in its namespaces
 */
public record Grant(
        List<Destination> destinations, List<String> clusterKinds, boolean roleBindings) {

    /** Copies the lists. */
    public Grant {
        destinations = List.copyOf(destinations);
        clusterKinds = List.copyOf(clusterKinds);
    }

    /** Nothing. */
    public static Grant none() {
        return new Grant(List.of(), List.of(), false);
    }

    /** All of the sandbox: every project has this unless the setting is off. */
    public static Grant sandbox() {
        return new Grant(List.of(new Destination("sandbox", "*")), List.of("*"), true);
    }

    /** Both. */
    public Grant and(Grant other) {
        return new Grant(
                java.util.stream.Stream.concat(destinations.stream(), other.destinations.stream())
                        .distinct()
                        .toList(),
                java.util.stream.Stream.concat(clusterKinds.stream(), other.clusterKinds.stream())
                        .distinct()
                        .toList(),
                roleBindings || other.roleBindings);
    }

    /** Whether it covers a namespace of a cluster. */
    public boolean allows(String cluster, String namespace) {
        return destinations.stream().anyMatch(one -> one.matches(cluster, namespace));
    }

    /**
     * Whether it covers a kind without a namespace.
     *
     * @param groupKind {@code Kind} of the core group, else {@code group/Kind}
     */
    public boolean allowsClusterKind(String groupKind) {
        return clusterKinds.stream().anyMatch(one -> Glob.matches(one, groupKind));
    }
}
