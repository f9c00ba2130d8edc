package io.slipway.git.object;

import io.slipway.tree.TreePath;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which commits of a history to list, newest first.
 *
 * @param from where the walk starts
 * @param except commits whose whole history is left out
 * @param path only commits that change something at or below it
 * @param since only commits committed at this moment or later
 * @param until only commits committed at this moment or earlier
 * @param merges whether merges are listed
 * @param skip how many of the matching commits to leave out first
 * @param limit how many to list at most
 */
public record LogQuery(
        CommitId from,
        List<CommitId> except,
        Optional<TreePath> path,
        Optional<Instant> since,
        Optional<Instant> until,
        boolean merges,
        int skip,
        int limit) {

    public LogQuery {
        except = List.copyOf(except);
        if (skip < 0 || limit < 0) {
            throw new IllegalArgumentException("skip and limit must not be negative");
        }
    }

    /** The newest commits reachable from one. */
    public static LogQuery newest(CommitId from, int limit) {
        return new LogQuery(
                from,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                0,
                limit);
    }

    /** The same, without what these commits reach. */
    public LogQuery without(CommitId... commits) {
        return new LogQuery(from, List.of(commits), path, since, until, merges, skip, limit);
    }

    /** The same, for commits that change something at or below a path. */
    public LogQuery touching(TreePath at) {
        return new LogQuery(from, except, Optional.of(at), since, until, merges, skip, limit);
    }

    /** The same, for commits committed between two moments. */
    public LogQuery committed(Optional<Instant> notBefore, Optional<Instant> notAfter) {
        return new LogQuery(from, except, path, notBefore, notAfter, merges, skip, limit);
    }

    /** The same, with merges left out. */
    public LogQuery withoutMerges() {
        return new LogQuery(from, except, path, since, until, false, skip, limit);
    }

    /** The same, from a later row on. */
    public LogQuery skipping(int rows) {
        return new LogQuery(from, except, path, since, until, merges, rows, limit);
    }
}
