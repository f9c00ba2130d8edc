package io.slipway.forge.group;

import io.slipway.forge.identity.Caller;
import io.slipway.platform.store.Transaction;

/** Somebody who has something in namespaces: asked before one goes, in the same transaction. */
@FunctionalInterface
public interface NamespaceRemoval {

    /**
     * Clears up, or refuses.
     *
     * @throws io.slipway.platform.problem.Conflict if the namespace must not go; names what is in
     *     the way
     */
    void beforeRemoval(Caller caller, Transaction tx, Namespace namespace);
}
