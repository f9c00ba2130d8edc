package io.slipway.git.ref;

/** A move of a ref that has not happened yet, and what it would do to its history. */
public record ProposedUpdate(RefUpdate update, Effect effect) {

    /** What a move does to what the ref named before. */
    public enum Effect {
        /** The ref comes to be. */
        CREATE,
        /** The new commit contains the old one. */
        FAST_FORWARD,
        /** The old value is not part of the new one's history; of a tag, any change. */
        FORCED,
        /** The ref goes. */
        DELETE
    }

    /** The ref. */
    public RefName ref() {
        return update.ref();
    }
}
