package io.slipway.forge.queue;

import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Scope;
import io.slipway.platform.store.Database;
import java.util.List;

/** How much work waits in the background. */
public final class Queues {

    private final Database database;
    private final QueueStore store = new QueueStore();

    /** The queues of the given database. */
    public Queues(Database database) {
        this.database = database;
    }

    /** All of them; for administrators. */
    public List<Queue> all(Caller caller) {
        caller.requireAdmin();
        caller.requireScope(Scope.READ_API);
        return database.read(store::all);
    }
}
