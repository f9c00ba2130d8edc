package io.slipway.git.repository;

import io.slipway.git.object.TreeSettings;

/**
 * How repositories are kept.
 *
 * @param keptOpen how many repositories stay open at once; default 512
 * @param trees limits of trees that are read
 */
public record RepositorySettings(int keptOpen, TreeSettings trees) {

    /** The documented defaults. */
    public static RepositorySettings defaults() {
        return new RepositorySettings(512, TreeSettings.defaults());
    }
}
