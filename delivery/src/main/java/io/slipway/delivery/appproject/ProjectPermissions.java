package io.slipway.delivery.appproject;

import io.slipway.engine.compare.ResourcePolicy;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.grant.Grants;
import io.slipway.forge.grant.Reach;
import io.slipway.manifests.ResourceKey;
import java.util.Optional;

/**
 * What the applications of a project may read and deploy: the administrator's grant, narrowed by
 * the owner's policy (decisions 6). Asked anew each time, so a grant that is taken away is gone at
 * once.
 */
public final class ProjectPermissions {

    private final Grants grants;

    public ProjectPermissions(Grants grants) {
        this.grants = grants;
    }

    /** Why the project may not deploy to a namespace of a cluster; empty when it may. */
    public Optional<String> destinationRefusal(
            NamespaceId project, String path, String cluster, String namespace) {
        return grants.reach(project).allows(cluster, namespace)
                ? Optional.empty()
                : Optional.of(
                        "application destination cluster '"
                                + cluster
                                + "' and namespace '"
                                + namespace
                                + "' do not match any of the allowed destinations in project '"
                                + path
                                + "'");
    }

    /** Why the project may not read a repository; empty when it may. */
    public Optional<String> sourceRefusal(NamespaceId project, String path, String url) {
        return grants.reach(project).allowsSource(url)
                ? Optional.empty()
                : Optional.of(
                        "application repo " + url + " is not permitted in project '" + path + "'");
    }

    /** What the project may apply on a cluster, as things stand now. */
    public ResourcePolicy policy(NamespaceId project, String path, String cluster) {
        var reach = grants.reach(project);
        return (key, namespaced) -> refusal(reach, path, cluster, key, namespaced);
    }

    private static Optional<String> refusal(
            Reach reach, String path, String cluster, ResourceKey key, boolean namespaced) {
        if (namespaced) {
            return reach.allows(cluster, key.namespace())
                    ? Optional.empty()
                    : Optional.of(
                            "namespace "
                                    + key.namespace()
                                    + " is not permitted in project '"
                                    + path
                                    + "'");
        }
        var kind = key.group().isEmpty() ? key.kind() : key.group() + "/" + key.kind();
        boolean ownNamespace =
                key.group().isEmpty()
                        && key.kind().equals("Namespace")
                        && reach.allows(cluster, key.name());
        return ownNamespace || reach.allowsClusterKind(kind)
                ? Optional.empty()
                : Optional.of("resource " + kind + " is not permitted in project '" + path + "'");
    }
}
