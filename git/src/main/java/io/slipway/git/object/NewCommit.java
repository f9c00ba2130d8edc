package io.slipway.git.object;

import java.util.List;

/**
 * A commit to be written.
 *
 * @param parents the first one's files are what the changes apply to; empty starts from no files
 * @param changes at most one for each path
 * @param message stored as it is given: clients compare it with what they sent
 */
public record NewCommit(
        List<CommitId> parents,
        List<FileChange> changes,
        Person author,
        Person committer,
        String message) {

    public NewCommit {
        parents = List.copyOf(parents);
        changes = List.copyOf(changes);
    }
}
