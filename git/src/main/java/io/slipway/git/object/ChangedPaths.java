package io.slipway.git.object;

import io.slipway.tree.TreePath;
import java.util.Set;

/**
 * The files that differ between two commits: added, deleted, or with other content or mode.
 *
 * @param paths of files, links and submodules, never of directories
 * @param complete false when there were more than the limit; the set then holds the first ones
 */
public record ChangedPaths(Set<TreePath> paths, boolean complete) {

    public ChangedPaths {
        paths = Set.copyOf(paths);
    }
}
