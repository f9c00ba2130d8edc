package io.slipway.git.object;

import java.util.List;

/**
 * A commit.
 *
 * @param tree the tree of files that it holds
 * @param parents in order; empty for a root commit, more than one for a merge
 * @param message all of it, as written, its trailing line break included
 */
public record Commit(
        CommitId id,
        ObjectHash tree,
        List<CommitId> parents,
        Person author,
        Person committer,
        String message) {

    public Commit {
        parents = List.copyOf(parents);
    }

    /** The first line of the message. */
    public String title() {
        var text = message.stripLeading();
        int end = text.indexOf('\n');
        return (end < 0 ? text : text.substring(0, end)).strip();
    }

    /** Whether it joins several lines of history. */
    public boolean isMerge() {
        return parents.size() > 1;
    }
}
