package io.slipway.manifests.schema;

import io.slipway.manifests.GroupVersionKind;
import java.util.List;

/**
 * A resource that an API server serves: how a kind is named in paths, and what may be done with it.
 *
 * @param plural the name in paths
 * @param namespaced whether its objects live in namespaces
 * @param verbs sorted
 */
public record ResourceType(
        GroupVersionKind type,
        String plural,
        String singular,
        boolean namespaced,
        List<String> shortNames,
        List<String> categories,
        List<String> verbs,
        List<Subresource> subresources) {

    public ResourceType {
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
        verbs = List.copyOf(verbs);
        subresources = List.copyOf(subresources);
    }

    /**
     * A part of a resource with a path of its own.
     *
     * @param type what is read from and written to it
     */
    public record Subresource(String name, GroupVersionKind type, List<String> verbs) {
        public Subresource {
            verbs = List.copyOf(verbs);
        }
    }

    public boolean has(String subresource) {
        return subresources.stream().anyMatch(s -> s.name().equals(subresource));
    }
}
