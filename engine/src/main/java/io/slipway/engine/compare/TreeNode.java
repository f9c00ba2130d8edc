package io.slipway.engine.compare;

import io.slipway.engine.health.Health;
import io.slipway.manifests.ResourceKey;
import java.util.List;
import java.util.Optional;

/**
 * An object in an application's resource tree (spec: diff R).
 *
 * @param uid empty when the object is not live
 * @param parents the owners that are in the tree; empty for managed objects
 * @param images of all containers, init containers too; sorted, each once
 * @param externalUrls where people reach it
 * @param createdAt as the API writes it; empty when the object is not live
 * @param orphaned in the destination namespace, of nobody
 */
public record TreeNode(
        ResourceKey key,
        String version,
        String uid,
        List<ResourceKey> parents,
        Optional<Health> health,
        List<String> images,
        List<String> externalUrls,
        String createdAt,
        boolean orphaned) {

    public TreeNode {
        parents = List.copyOf(parents);
        images = List.copyOf(images);
        externalUrls = List.copyOf(externalUrls);
    }
}
