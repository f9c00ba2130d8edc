package io.slipway.kustomize.option;

/**
 * How much a build may take before it is refused.
 *
 * @param maxFileBytes size of one file
 * @param maxTotalBytes size of all files of a build together, each counted as often as it is read
 * @param maxDepth nesting of values in a file
 * @param maxNodes values in one file, aliases counted each time they are used
 * @param maxLayers kustomizations (bases, overlays, components) in a build
 * @param maxLayerDepth kustomizations below each other
 * @param maxResources objects in a build
 * @param maxPatternSteps steps that one match of a regular expression may take
 */
public record KustomizeLimits(
        int maxFileBytes,
        long maxTotalBytes,
        int maxDepth,
        int maxNodes,
        int maxLayers,
        int maxLayerDepth,
        int maxResources,
        int maxPatternSteps) {

    /**
     * 16 MB a file, 256 MB in all, 200 levels, 2 million values, 2,000 layers, 100 below each
     * other, 50,000 objects, 1 million steps.
     */
    public static KustomizeLimits defaults() {
        return new KustomizeLimits(
                16_000_000, 256_000_000, 200, 2_000_000, 2_000, 100, 50_000, 1_000_000);
    }
}
