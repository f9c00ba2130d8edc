package io.slipway.forge.activity;

import io.slipway.forge.access.ProjectId;
import io.slipway.forge.identity.UserId;
import io.slipway.git.ref.RefUpdate;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened in a project.
 *
 * @param action what, in the v3 API's words: {@code pushed to}, {@code created}, {@code joined}
 * @param target the thing it happened to, if it was not the project itself
 * @param push what moved, if it was a push
 */
public record Activity(
        long id,
        ProjectId project,
        Optional<UserId> author,
        String action,
        Optional<Target> target,
        Optional<RefUpdate> push,
        Instant at) {

    /** An issue, a merge request, a milestone, a note. */
    public record Target(String type, long id, String title) {}
}
