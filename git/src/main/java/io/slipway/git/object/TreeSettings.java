package io.slipway.git.object;

/**
 * Limits of trees that are read from commits.
 *
 * @param maxFileBytes the largest file that is read into memory; default 32 MiB
 * @param maxEntries the most entries of one directory; default 100,000
 */
public record TreeSettings(long maxFileBytes, int maxEntries) {

    /** The documented defaults. */
    public static TreeSettings defaults() {
        return new TreeSettings(32L << 20, 100_000);
    }
}
