package io.slipway.kustomize.option;

import io.slipway.tree.FileTree;
import java.time.Duration;

/**
 * Fetches what kustomizations name by URL. The caller implements it; without it URLs are refused.
 */
public interface RemoteFiles {

    /**
     * The tree of a repository at a ref.
     *
     * @throws RuntimeException when it cannot be had; the message is shown
     */
    FileTree repository(Repository repository);

    /**
     * The body of a file over HTTP.
     *
     * @throws RuntimeException when it cannot be had; the message is shown
     */
    byte[] file(String url);

    /**
     * A repository to clone.
     *
     * @param url as Git takes it
     * @param ref branch, tag or commit; empty for the default branch
     * @param timeout for the whole clone
     * @param submodules whether they are wanted too
     */
    record Repository(String url, String ref, Duration timeout, boolean submodules) {}
}
