package io.slipway.platform.store;

/**
 * A row with the same unique key is there already. The transaction is lost: let it travel out of
 * {@link Database#write} and answer there.
 */
public final class DuplicateException extends StoreException {

    DuplicateException(String message, Throwable cause) {
        super(message, cause);
    }
}
