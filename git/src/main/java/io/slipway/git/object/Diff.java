package io.slipway.git.object;

import java.util.List;

/**
 * The files that differ between two commits, by path.
 *
 * @param complete false when there were more files than the limit, or text had to be left out
 */
public record Diff(List<FileDiff> files, boolean complete) {

    /** Nothing differs. */
    public static final Diff NONE = new Diff(List.of(), true);

    public Diff {
        files = List.copyOf(files);
    }
}
