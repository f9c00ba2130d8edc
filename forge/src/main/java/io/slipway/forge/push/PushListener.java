package io.slipway.forge.push;

import io.slipway.platform.store.Transaction;

/** Somebody who records something about a push in the transaction that settles it. */
@FunctionalInterface
public interface PushListener {

    /** The refs have moved; runs in the transaction that stores the event. Must be short. */
    void pushed(Transaction tx, RefsUpdated push);
}
