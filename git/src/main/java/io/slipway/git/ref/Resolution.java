package io.slipway.git.ref;

import io.slipway.git.object.CommitId;
import java.util.List;
import java.util.Optional;

/** What a revision that a user wrote means in a repository right now. */
public sealed interface Resolution {

    /**
     * It means this commit.
     *
     * @param ref through which it was found; empty for a commit id
     * @param warnings for the user, as when a branch and a tag have the same name
     */
    record Found(CommitId commit, Optional<RefName> ref, List<String> warnings)
            implements Resolution {
        public Found {
            warnings = List.copyOf(warnings);
        }
    }

    /** It means nothing here; the reason names the revision. */
    record NotFound(String reason) implements Resolution {}

    /** The commit, if there is one. */
    default Optional<CommitId> asCommit() {
        return switch (this) {
            case Found(var commit, var _, var _) -> Optional.of(commit);
            case NotFound _ -> Optional.empty();
        };
    }
}
