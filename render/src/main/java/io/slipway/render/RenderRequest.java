package io.slipway.render;

import io.slipway.render.source.BuildVariables;
import io.slipway.render.source.SourceTree;
import io.slipway.tree.FileTree;

/**
 * One source to render.
 *
 * @param origin names the repository in the cache: sources of different origins never share results
 * @param files all files of the repository at the revision
 * @param source as it stands in the Application, in its normal form
 * @param application its name, for overrides that are meant for it alone
 * @param fresh do not look into the cache
 */
public record RenderRequest(
        String origin,
        FileTree files,
        SourceTree source,
        String application,
        BuildVariables variables,
        boolean fresh) {}
