package io.slipway.platform.store;

/** The database failed in a way that no caller can mend: a bug, or a broken disk. */
public class StoreException extends RuntimeException {

    /** With what was tried, and the driver's own words as the cause. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
