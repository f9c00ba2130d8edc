package io.slipway.delivery.application;

import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Transaction;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Changes of applications by people: durable, and written to the audit log with their author. */
final class AuditedChanges {

    private final ApplicationRecords records;
    private final Audit audit;

    AuditedChanges(ApplicationRecords records, Audit audit) {
        this.records = records;
        this.audit = audit;
    }

    static NotFound missing(String name) {
        return new NotFound("Application", "applications.argoproj.io \"" + name + "\" not found");
    }

    StoredApplication changed(
            Caller caller,
            StoredApplication existing,
            String verb,
            Function<StoredApplication, ApplicationRecords.Write> change) {
        return changed(caller, existing, verb, (_, _) -> {}, change);
    }

    StoredApplication changed(
            Caller caller,
            StoredApplication existing,
            String verb,
            BiConsumer<Transaction, StoredApplication> also,
            Function<StoredApplication, ApplicationRecords.Write> change) {
        return records.change(
                        existing.id(),
                        Durability.FULL,
                        change,
                        (transaction, written) -> {
                            also.accept(transaction, written);
                            audit.record(caller, transaction, verb, target(written));
                        })
                .orElseThrow(() -> missing(existing.application().name()));
    }

    static AuditTarget target(StoredApplication stored) {
        return new AuditTarget(
                "application",
                stored.id().value(),
                stored.application().project() + "/" + stored.application().name());
    }
}
