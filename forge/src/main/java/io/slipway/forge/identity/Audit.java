package io.slipway.forge.identity;

import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Transaction;
import java.time.Clock;

/** The audit log: a row for every verb that changed something, in the change's own transaction. */
public final class Audit {

    private final Database database;
    private final Clock clock;
    private final AuditStore store = new AuditStore();

    /** The log in the given database. */
    public Audit(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Adds a row.
     *
     * @param verb what was done, in the past: {@code project.created}
     * @param target what it was done to
     */
    public void record(Caller caller, Transaction transaction, String verb, AuditTarget target) {
        record(caller, transaction, verb, target, "");
    }

    /**
     * Adds a row with a word more.
     *
     * @param detail what changed, for a reader; never a secret
     */
    public void record(
            Caller caller,
            Transaction transaction,
            String verb,
            AuditTarget target,
            String detail) {
        store.insert(transaction, clock.instant(), caller, verb, target, detail);
    }

    /** The log, newest first; for administrators. */
    public Page<AuditRow> list(Caller caller, PageRequest page) {
        caller.requireAdmin();
        return database.read(reading -> store.list(reading, page));
    }
}
