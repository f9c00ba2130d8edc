package io.slipway.delivery.window;

import java.time.Instant;
import java.util.Optional;

/** What the windows of a project say about a sync now. */
public sealed interface Permission {

    /** It may go on. */
    record Allowed() implements Permission {}

    /**
     * It may not.
     *
     * @param window the window that forbids it, or whose opening it waits for, in words
     * @param opensAt when it may, as far as can be seen; empty when no end is in sight
     */
    record Blocked(String window, Optional<Instant> opensAt) implements Permission {

        /** One sentence for people. */
        public String message() {
            return "blocked by the sync window "
                    + window
                    + opensAt.map(at -> ", until " + at).orElse(", with no end in sight");
        }
    }
}
