package io.slipway.engine.compare;

import java.util.Arrays;
import java.util.Optional;

/** When a hook runs (spec: sync E). */
public enum HookPhase {
    PRE_SYNC("PreSync"),
    SYNC("Sync"),
    POST_SYNC("PostSync"),
    SYNC_FAIL("SyncFail"),
    PRE_DELETE("PreDelete"),
    POST_DELETE("PostDelete");

    private final String text;

    HookPhase(String text) {
        this.text = text;
    }

    /** The word in annotations and results. */
    public String text() {
        return text;
    }

    /** The phase of that word. */
    public static Optional<HookPhase> of(String text) {
        return Arrays.stream(values()).filter(p -> p.text.equals(text)).findFirst();
    }

    /** Whether it belongs to a sync, not to a deletion. */
    public boolean isOfSync() {
        return this != PRE_DELETE && this != POST_DELETE;
    }
}
