package io.slipway.delivery.appproject;

import java.util.List;
import java.util.Optional;

/**
 * How the owner of a project narrows what its applications may read and deploy, in the words of
 * {@code AppProject.spec} (spec gitops-engine-lifecycle P1). It can only take away from what an
 * administrator granted. Patterns are globs; one that begins with {@code !} denies and wins.
 *
 * @param description for people, at most 255 characters
 * @param sourceRepos URLs; at least one that allows has to match
 * @param destinations empty allows nothing
 * @param clusterResourceWhitelist kinds without a namespace; empty allows none
 * @param clusterResourceBlacklist of the allowed ones, those that are denied
 * @param namespaceResourceWhitelist kinds with a namespace; absent allows all, empty none
 * @param namespaceResourceBlacklist of the allowed ones, those that are denied
 * @param orphanedResources whether objects of nobody in the destination namespace are looked for
 */
public record ProjectPolicy(
        String description,
        List<String> sourceRepos,
        List<Destination> destinations,
        List<Kind> clusterResourceWhitelist,
        List<Kind> clusterResourceBlacklist,
        Optional<List<Kind>> namespaceResourceWhitelist,
        List<Kind> namespaceResourceBlacklist,
        Optional<OrphanedResources> orphanedResources) {

    /** Narrows nothing: what holds until an owner says otherwise. */
    public static final ProjectPolicy OPEN =
            new ProjectPolicy(
                    "",
                    List.of("*"),
                    List.of(new Destination("*", "", "*")),
                    List.of(new Kind("*", "*", "")),
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty());

    public ProjectPolicy {
        sourceRepos = List.copyOf(sourceRepos);
        destinations = List.copyOf(destinations);
        clusterResourceWhitelist = List.copyOf(clusterResourceWhitelist);
        clusterResourceBlacklist = List.copyOf(clusterResourceBlacklist);
        namespaceResourceWhitelist = namespaceResourceWhitelist.map(List::copyOf);
        namespaceResourceBlacklist = List.copyOf(namespaceResourceBlacklist);
    }

    /**
     * Namespaces of clusters.
     *
     * @param server the address of clusters; empty matches none
     * @param name the name of clusters; empty matches none
     */
    public record Destination(String server, String name, String namespace) {}

    /**
     * Kinds of objects.
     *
     * @param group empty for the core group
     * @param name of the objects; empty for any
     */
    public record Kind(String group, String kind, String name) {}

    /**
     * That orphaned objects are looked for.
     *
     * @param warn whether an application's conditions tell of them; yes when absent
     * @param ignore what does not count; an empty kind stands for any
     */
    public record OrphanedResources(Optional<Boolean> warn, List<Kind> ignore) {
        public OrphanedResources {
            ignore = List.copyOf(ignore);
        }
    }
}
