package io.slipway.git.object;

import java.util.List;

/**
 * One line of history compared with another.
 *
 * @param commits those that the second has and the first has not, oldest first
 * @param diff from where the two parted to the second; from the first when they never were one
 * @param complete false when there were more commits than the limit; the newest are listed
 */
public record Comparison(List<Commit> commits, Diff diff, boolean complete) {

    public Comparison {
        commits = List.copyOf(commits);
    }
}
