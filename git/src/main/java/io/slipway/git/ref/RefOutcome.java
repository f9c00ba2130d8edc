package io.slipway.git.ref;

/** What became of one asked-for move. */
public sealed interface RefOutcome {

    /** The move that was asked for. */
    RefUpdate update();

    /** The ref has the new value, and that is on disk. */
    record Moved(RefUpdate update) implements RefOutcome {}

    /** Someone decided against it; the reason is for the person who asked. */
    record Refused(RefUpdate update, String reason) implements RefOutcome {}

    /** The ref did not have the old value any more. */
    record Stale(RefUpdate update, String reason) implements RefOutcome {}

    /** It could not be done: a missing object, a name in the way of another, a full disk. */
    record Failed(RefUpdate update, String reason) implements RefOutcome {}
}
