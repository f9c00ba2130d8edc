package io.slipway.render;

import io.slipway.manifests.ResourceObject;
import io.slipway.render.source.SourceType;
import io.slipway.tree.ReadSet;
import java.util.List;

/**
 * What a source yields.
 *
 * @param objects in the order of the tool; lists are expanded, nothing is stamped
 * @param readSet what the render saw of the repository: on a tree where it holds, the same source
 *     yields the same objects
 * @param cached whether it was remembered, and not made now
 */
public record RenderResult(
        List<ResourceObject> objects,
        ReadSet readSet,
        SourceType type,
        List<String> warnings,
        boolean cached) {

    public RenderResult {
        objects = List.copyOf(objects);
        warnings = List.copyOf(warnings);
    }

    RenderResult asCached() {
        return new RenderResult(objects, readSet, type, warnings, true);
    }
}
