package io.slipway.engine.cluster;

import io.slipway.manifests.GroupVersionKind;
import java.util.Set;

/**
 * A kind as one version of a group serves it.
 *
 * @param plural the name in paths, for instance {@code deployments}
 * @param verbs what the server offers on it: {@code get}, {@code list}, {@code watch}, {@code
 *     create} …
 * @param subresources the names of the subresources, for instance {@code status}, {@code scale}
 */
public record ApiResource(
        GroupVersionKind type,
        String plural,
        boolean namespaced,
        Set<String> verbs,
        Set<String> subresources) {

    public ApiResource {
        verbs = Set.copyOf(verbs);
        subresources = Set.copyOf(subresources);
    }

    /** Whether the kind can be listed and watched, so that live state can follow it. */
    public boolean isWatchable() {
        return verbs.contains("list") && verbs.contains("watch");
    }
}
