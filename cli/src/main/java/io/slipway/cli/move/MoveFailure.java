package io.slipway.cli.move;

/** Why moving in cannot go on, in a sentence for the person at the terminal. */
public final class MoveFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With that sentence; it must hold no token. */
    public MoveFailure(String message) {
        super(message, null, false, false);
    }
}
