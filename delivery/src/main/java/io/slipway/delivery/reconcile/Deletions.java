package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationRecords;
import io.slipway.delivery.application.StoredApplication;
import java.time.Instant;
import java.util.Optional;

/** Takes applications away, and what they deployed (spec gitops-engine-lifecycle D). */
final class Deletions {

    private final ApplicationRecords records;

    Deletions(ApplicationRecords records) {
        this.records = records;
    }

    /** Goes on with a deletion; gives the moment at which to look again, when there is one. */
    Optional<Instant> step(StoredApplication stored) {
        if (stored.application().metadata().finalizers().isEmpty()) {
            records.delete(stored.id());
        }
        return Optional.empty();
    }
}
