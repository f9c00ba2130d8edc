package io.slipway.render;

import io.slipway.kustomize.option.KustomizeOptions;
import io.slipway.render.directory.DirectoryLimits;

/**
 * How sources are rendered.
 *
 * @param kustomize options of every build; an application's edits come on top
 * @param cachedSources how many sources' results are remembered
 * @param maxObjects objects of one source
 */
public record RenderSettings(
        DirectoryLimits directory, KustomizeOptions kustomize, int cachedSources, int maxObjects) {

    /** The limits' own defaults, 4,000 sources remembered, 50,000 objects. */
    public static RenderSettings defaults() {
        return new RenderSettings(
                DirectoryLimits.defaults(), KustomizeOptions.defaults(), 4_000, 50_000);
    }
}
