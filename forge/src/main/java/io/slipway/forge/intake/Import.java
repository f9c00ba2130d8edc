package io.slipway.forge.intake;

import io.slipway.forge.access.ProjectId;
import java.time.Instant;
import java.util.Optional;

/**
 * An import of a repository.
 *
 * @param url where from, without credentials
 * @param error why it failed, in words for the project's masters
 */
public record Import(
        ProjectId project,
        String url,
        ImportState state,
        Optional<String> error,
        Instant updatedAt) {}
