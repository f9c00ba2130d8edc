package io.slipway.forge.project;

import io.slipway.forge.identity.Caller;
import io.slipway.platform.store.Transaction;

/** Somebody who uses projects: asked before one goes, in the same transaction. */
@FunctionalInterface
public interface ProjectRemoval {

    /**
     * Clears up, or refuses.
     *
     * @throws io.slipway.platform.problem.Conflict if the project must not go; names what is in the
     *     way
     */
    void beforeRemoval(Caller caller, Transaction tx, Project project);
}
