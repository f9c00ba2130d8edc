package io.slipway.render.directory;

/**
 * How much a plain directory may hold before it is refused.
 *
 * @param maxBytes sum of the sizes of all manifests
 * @param maxFiles manifests
 * @param maxDepth directories below each other
 */
public record DirectoryLimits(long maxBytes, int maxFiles, int maxDepth) {

    private static final long MEGABYTE = 1L << 20;

    /** 10 MiB, 10,000 files, 64 levels. */
    public static DirectoryLimits defaults() {
        return new DirectoryLimits(10 * MEGABYTE, 10_000, 64);
    }
}
