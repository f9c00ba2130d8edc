package io.slipway.forge.note;

import io.slipway.forge.access.ProjectId;
import io.slipway.forge.identity.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * What somebody said about a commit.
 *
 * @param author empty if the account is gone
 * @param position empty if it is about the whole commit
 */
public record CommitNote(
        long id,
        ProjectId project,
        String sha,
        String body,
        Optional<UserId> author,
        Optional<NotePosition> position,
        Instant createdAt,
        Instant updatedAt) {}
