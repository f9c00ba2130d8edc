package io.slipway.platform.store;

/** The data cannot be used as it is; the message says why and what to do. Ends the start. */
public final class CannotStart extends RuntimeException {

    /** With a whole sentence for the person at the terminal. */
    public CannotStart(String message) {
        super(message);
    }

    /** With a whole sentence, and the failure behind it. */
    public CannotStart(String message, Throwable cause) {
        super(message, cause);
    }
}
