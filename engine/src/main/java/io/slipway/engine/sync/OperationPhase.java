package io.slipway.engine.sync;

import java.util.Arrays;
import java.util.Optional;

/** How far an operation, or one object in it, is (spec: sync A). */
public enum OperationPhase {
    RUNNING("Running"),
    TERMINATING("Terminating"),
    SUCCEEDED("Succeeded"),
    /** Objects or hooks failed. */
    FAILED("Failed"),
    /** The engine could not work: conditions, cluster, vanished objects. */
    ERROR("Error");

    private final String text;

    OperationPhase(String text) {
        this.text = text;
    }

    /** The word as the APIs write it. */
    public String text() {
        return text;
    }

    /** The phase of that word. */
    public static Optional<OperationPhase> of(String text) {
        return Arrays.stream(values()).filter(p -> p.text.equals(text)).findFirst();
    }

    /** Whether nothing follows. */
    public boolean isCompleted() {
        return this == SUCCEEDED || this == FAILED || this == ERROR;
    }

    /** Whether it ended badly. */
    public boolean isUnsuccessful() {
        return this == FAILED || this == ERROR;
    }
}
