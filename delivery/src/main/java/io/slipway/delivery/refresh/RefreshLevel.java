package io.slipway.delivery.refresh;

/** How much of a refresh is done; each level includes the ones before. */
public enum RefreshLevel {
    /** Nothing but the running operation, if there is one. */
    NONE,
    /** Compare what was rendered last with what is live. */
    RECENT,
    /** Resolve the revisions and render what changed. */
    LATEST,
    /** The same, because a person, a push or a new source asks for it: errors are told at once. */
    FORCED
}
