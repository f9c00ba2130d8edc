package io.slipway.forge.identity;

import io.slipway.platform.problem.Violations;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Transaction;

/** What must happen to a user's own namespace as the user comes, is renamed, and goes. */
public interface PersonalNamespace {

    /**
     * Checks a user name as a namespace's path: form, reserved words, not taken by a group.
     *
     * @param self the user who has the name already and may keep it; 0 for a new one
     */
    void check(Reading reading, String username, UserId self, Violations violations);

    /** Makes the namespace. */
    void create(Transaction tx, UserId user, String username);

    /** Renames it with its user. */
    void rename(Transaction tx, UserId user, String username);

    /**
     * Removes it, and what is in it.
     *
     * @throws io.slipway.platform.problem.Conflict if something of it is still in use
     */
    void remove(Caller caller, Transaction tx, UserId user);
}
