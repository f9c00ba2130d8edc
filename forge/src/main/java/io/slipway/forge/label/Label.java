package io.slipway.forge.label;

import io.slipway.forge.access.ProjectId;
import java.time.Instant;
import java.util.Optional;

/**
 * A word with a colour.
 *
 * @param color {@code #} and 3 or 6 hexadecimal digits
 */
public record Label(
        long id,
        ProjectId project,
        String title,
        String color,
        Optional<String> description,
        Instant createdAt,
        Instant updatedAt) {

    /** The colour of a label that does not say. */
    public static final String DEFAULT_COLOR = "#428BCA";
}
