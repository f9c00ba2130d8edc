package io.slipway.delivery.automation;

import io.slipway.delivery.application.Operation;
import java.time.Instant;

/** What automation makes of a comparison. */
public sealed interface Decision {

    /** Nothing to do, and nothing to tell. */
    record Nothing(String why) implements Decision {}

    /** Nothing is done, and the owner should know why: a {@code SyncError}. */
    record Refused(String message) implements Decision {}

    /** A self-heal that has to wait. */
    record Later(Instant at) implements Decision {}

    /** A sync starts. */
    record Start(Operation operation) implements Decision {}
}
