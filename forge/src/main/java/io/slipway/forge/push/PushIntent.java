package io.slipway.forge.push;

import io.slipway.forge.access.ProjectId;
import io.slipway.forge.identity.UserId;
import io.slipway.git.ref.RefUpdate;
import io.slipway.git.repository.RepositoryId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is about to move: written before, gone once the event is stored. */
record PushIntent(
        long id,
        ProjectId project,
        RepositoryId repository,
        Optional<UserId> pusher,
        String pusherName,
        List<RefUpdate> updates,
        Instant at) {

    RefsUpdated event(List<RefUpdate> moved, Instant when) {
        return new RefsUpdated(id, project, repository, moved, pusher, pusherName, when);
    }
}
