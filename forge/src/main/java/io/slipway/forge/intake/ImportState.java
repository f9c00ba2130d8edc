package io.slipway.forge.intake;

import java.util.Locale;

/** How far an import is. */
public enum ImportState {
    /** It waits for its turn. */
    SCHEDULED,
    /** It runs. */
    STARTED,
    /** All is here. */
    FINISHED,
    /** It ended, and not all is here; the reason stands beside it. */
    FAILED;

    /** The word for it, in lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isOver() {
        return this == FINISHED || this == FAILED;
    }
}
