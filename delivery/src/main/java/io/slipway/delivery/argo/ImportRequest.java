package io.slipway.delivery.argo;

import java.util.List;
import java.util.Map;

/**
 * What is to be brought from where.
 *
 * @param cluster the name here of the cluster that Argo CD's objects are in; where they say {@code
 *     in-cluster}, it is this one
 * @param namespace of the objects
 * @param argoProject only applications of this project; empty for all
 * @param names only applications of these names; empty for all
 * @param clusters names and addresses that Argo CD knows clusters by, with their names here
 * @param repositories beginnings of repository URLs, with what takes their place
 * @param policy whether the policy and windows of {@code argoProject} come as well
 * @param release whether Argo CD is told to leave the applications alone; then automation stays on
 */
public record ImportRequest(
        String cluster,
        String namespace,
        String argoProject,
        List<String> names,
        Map<String, String> clusters,
        Map<String, String> repositories,
        boolean policy,
        boolean release) {

    /** Where Argo CD usually is. */
    public static final String USUAL_NAMESPACE = "argocd";

    public ImportRequest {
        namespace = namespace.isEmpty() ? USUAL_NAMESPACE : namespace;
        names = List.copyOf(names);
        clusters = Map.copyOf(clusters);
        repositories = Map.copyOf(repositories);
    }
}
