package io.slipway.forge.project;

import io.slipway.forge.identity.Caller;
import io.slipway.platform.store.Transaction;

/** Somebody who adds something to new projects, in the same transaction. */
@FunctionalInterface
public interface ProjectCreation {

    /** The project has its row, and will have its repository. */
    void created(Caller caller, Transaction tx, Project project);
}
