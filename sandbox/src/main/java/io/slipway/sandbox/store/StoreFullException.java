package io.slipway.sandbox.store;

/** The store's limits would be exceeded; the message says which. */
public final class StoreFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreFullException(String message) {
        super(message);
    }
}
