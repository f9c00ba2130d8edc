package io.slipway.engine.sync;

import java.util.Arrays;
import java.util.Optional;

/** What became of one object in a sync (spec: sync P). */
public enum ResultCode {
    SYNCED("Synced"),
    SYNC_FAILED("SyncFailed"),
    PRUNED("Pruned"),
    /** It should go and was left, by request; counts as success. */
    PRUNE_SKIPPED("PruneSkipped");

    private final String text;

    ResultCode(String text) {
        this.text = text;
    }

    /** The word as the APIs write it. */
    public String text() {
        return text;
    }

    /** The code of that word. */
    public static Optional<ResultCode> of(String text) {
        return Arrays.stream(values()).filter(c -> c.text.equals(text)).findFirst();
    }

    OperationPhase phase() {
        return switch (this) {
            case SYNCED -> OperationPhase.RUNNING;
            case SYNC_FAILED -> OperationPhase.FAILED;
            case PRUNED, PRUNE_SKIPPED -> OperationPhase.SUCCEEDED;
        };
    }
}
