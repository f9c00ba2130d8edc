package io.slipway.forge.status;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far something that runs for a commit has come. */
public enum CommitState {
    /** Not begun. */
    PENDING,
    /** Under way. */
    RUNNING,
    /** Done, well. */
    SUCCESS,
    /** Done, badly. */
    FAILED,
    /** Ended before it was done. */
    CANCELED;

    /** As it is stored and shown. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state of a name. */
    public static Optional<CommitState> of(String text) {
        return Arrays.stream(values()).filter(one -> one.text().equals(text)).findFirst();
    }

    boolean isOpen() {
        return this == PENDING || this == RUNNING;
    }
}
