package io.slipway.delivery.application;

import io.slipway.platform.store.Transaction;

/**
 * Keeps what the engine writes for an application to the one process that works on it: a process
 * that was taken for dead, and goes on, writes nothing any more.
 */
@FunctionalInterface
public interface WorkFence {

    /**
     * Passes when this process may write for the application, and makes sure that no other may
     * before the transaction ends.
     *
     * @throws LostLease when it may not
     */
    void check(Transaction transaction, ApplicationId id);
}
