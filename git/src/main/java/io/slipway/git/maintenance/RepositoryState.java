package io.slipway.git.maintenance;

/**
 * How tidy a repository is.
 *
 * @param packs files of many objects
 * @param looseObjects files of one object
 * @param bytes of both together
 * @param bitmaps how many starting points are precomputed for clones; 0 when there are none
 * @param looseRefs files of one ref
 */
public record RepositoryState(
        long packs,
        long looseObjects,
        long packedObjects,
        long bytes,
        long bitmaps,
        long looseRefs) {}
