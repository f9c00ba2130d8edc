package io.slipway.kustomize;

import io.slipway.kustomize.build.Build;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.option.KustomizeOptions;
import io.slipway.tree.FileTree;
import io.slipway.tree.TreePath;

/**
 * Builds kustomizations as {@code kustomize build} does. Reads only through the tree it is given,
 * so a {@link io.slipway.tree.RecordingTree} sees every path that was read or found absent. Has no
 * state; safe for several threads.
 */
public final class Kustomizer {

    /** A builder; one serves for everything. */
    public Kustomizer() {}

    /**
     * The resources of the kustomization in a directory.
     *
     * @param tree all files that the build may read
     * @param root directory of the kustomization
     * @throws KustomizeException when kustomize would refuse it, or a limit is exceeded
     */
    public KustomizeResult build(FileTree tree, TreePath root, KustomizeOptions options) {
        var build = new Build(options);
        return new KustomizeResult(build.run(tree, root), build.warnings());
    }
}
