package io.slipway.delivery.appproject;

import io.slipway.delivery.destination.Clusters;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.compare.OrphanRules;
import io.slipway.engine.compare.ResourcePolicy;
import io.slipway.forge.grant.Reach;
import io.slipway.manifests.ResourceKey;
import java.util.Optional;

/** What one project may, as things stood when it was asked for. Immutable. */
public final class Permitted {

    private final String path;
    private final Clusters clusters;
    private final Reach reach;
    private final PolicyDecisions policy;
    private final Optional<ProjectPolicy.OrphanedResources> orphans;

    Permitted(
            String path,
            Clusters clusters,
            Reach reach,
            PolicyDecisions policy,
            Optional<ProjectPolicy.OrphanedResources> orphans) {
        this.path = path;
        this.clusters = clusters;
        this.reach = reach;
        this.policy = policy;
        this.orphans = orphans;
    }

    /** Why the project may not deploy to a namespace of a cluster; empty when it may. */
    public Optional<String> destinationRefusal(Cluster cluster, String namespace) {
        return allows(cluster, namespace)
                ? Optional.empty()
                : Optional.of(
                        "application destination cluster '"
                                + cluster.name()
                                + "' and namespace '"
                                + namespace
                                + "' do not match any of the allowed destinations in project '"
                                + path
                                + "'");
    }

    /** Why the project may not read a repository; empty when it may. */
    public Optional<String> sourceRefusal(String url) {
        return reach.allowsSource(url) && policy.allowsSource(url)
                ? Optional.empty()
                : Optional.of(
                        "application repo " + url + " is not permitted in project '" + path + "'");
    }

    /** What the project may apply on a cluster. */
    public ResourcePolicy on(Cluster cluster) {
        return (key, namespaced) ->
                namespaced ? namespacedRefusal(cluster, key) : clusterRefusal(cluster, key);
    }

    /** What counts as orphaned there; nothing when the project does not want to know. */
    public OrphanRules orphans() {
        return orphans.map(o -> new OrphanRules(true, PolicyDecisions.ignored(o.ignore())))
                .orElseGet(OrphanRules::none);
    }

    /** Whether conditions tell of orphaned objects. */
    public boolean warnsOfOrphans() {
        return orphans.filter(o -> o.warn().orElse(true)).isPresent();
    }

    private boolean allows(Cluster cluster, String namespace) {
        return reach.allows(cluster.name(), namespace)
                && policy.allowsDestination(
                        clusters.servers(cluster), clusters.names(cluster), namespace);
    }

    private Optional<String> namespacedRefusal(Cluster cluster, ResourceKey key) {
        if (!allows(cluster, key.namespace())) {
            return Optional.of(
                    "namespace " + key.namespace() + " is not permitted in project '" + path + "'");
        }
        return policy.allowsKind(key, true) ? Optional.empty() : refused(key);
    }

    /** Granted are the kinds that the administrator names, and the namespaces themselves. */
    private Optional<String> clusterRefusal(Cluster cluster, ResourceKey key) {
        boolean ownNamespace =
                key.group().isEmpty()
                        && key.kind().equals("Namespace")
                        && allows(cluster, key.name());
        boolean granted = ownNamespace || reach.allowsClusterKind(text(key));
        return granted && policy.allowsKind(key, false) ? Optional.empty() : refused(key);
    }

    private Optional<String> refused(ResourceKey key) {
        return Optional.of("resource " + text(key) + " is not permitted in project '" + path + "'");
    }

    private static String text(ResourceKey key) {
        return key.group().isEmpty() ? key.kind() : key.group() + "/" + key.kind();
    }
}
