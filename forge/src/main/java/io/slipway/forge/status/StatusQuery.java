package io.slipway.forge.status;

import java.util.Optional;

/**
 * Which statuses of a commit to list.
 *
 * @param all whether older ones of the same name and ref are listed too
 */
public record StatusQuery(
        Optional<String> ref, Optional<String> stage, Optional<String> name, boolean all) {

    /** The latest of each name. */
    public static StatusQuery latest() {
        return new StatusQuery(Optional.empty(), Optional.empty(), Optional.empty(), false);
    }
}
