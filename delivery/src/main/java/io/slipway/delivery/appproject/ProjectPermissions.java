package io.slipway.delivery.appproject;

import io.slipway.delivery.destination.Clusters;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.grant.Grants;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the applications of a project may read and deploy: the administrator's grant, narrowed by
 * the owner's policy (decisions 6). Asked anew each time, so a grant that is taken away is gone at
 * once.
 */
public final class ProjectPermissions {

    private final Grants grants;
    private final ProjectPolicies policies;
    private final Clusters clusters;
    private final Function<String, Optional<String>> hosted;

    /**
     * @param hosted the one spelling of a repository's URL, or of a pattern of some, that all
     *     addresses of this server share; empty for other hosts
     */
    public ProjectPermissions(
            Grants grants,
            ProjectPolicies policies,
            Clusters clusters,
            Function<String, Optional<String>> hosted) {
        this.grants = grants;
        this.policies = policies;
        this.clusters = clusters;
        this.hosted = hosted;
    }

    /**
     * What the project may now.
     *
     * @param path of the project, for messages
     */
    public Permitted now(NamespaceId project, String path) {
        var policy = policies.of(project);
        return new Permitted(
                path,
                clusters,
                grants.reach(project),
                new PolicyDecisions(policy, hosted),
                policy.orphanedResources());
    }
}
