package io.slipway.delivery.application;

import io.slipway.delivery.appproject.DeliveryAction;
import io.slipway.forge.identity.Caller;
import io.slipway.platform.problem.Denied;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How the deletion of an application begins; the engine carries it on. */
final class ApplicationDeletions {

    private final ApplicationReads reads;
    private final AuditedChanges changes;
    private final Clock clock;

    ApplicationDeletions(ApplicationReads reads, AuditedChanges changes, Clock clock) {
        this.reads = reads;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * Begins the deletion of a child that its parent does not hold any more, as its finalizers say.
     */
    void deleteChild(Caller caller, StoredApplication child) {
        refuseAllButTheEngine(caller);
        beginDeletion(caller, child, Function.identity());
    }

    static void refuseAllButTheEngine(Caller caller) {
        if (!caller.isSystem()) {
            throw Denied.forbidden("Only the engine manages the children of applications");
        }
    }

    /**
     * Begins the deletion of an application; one that is being deleted already goes on as it is.
     */
    void delete(Caller caller, String project, String name, Finalizers.Cascade cascade) {
        var existing = reads.find(caller, project, name, DeliveryAction.DELETE);
        beginDeletion(caller, existing, finalizers -> Finalizers.forDeletion(finalizers, cascade));
    }

    private void beginDeletion(
            Caller caller,
            StoredApplication existing,
            Function<List<String>, List<String>> finalizers) {
        if (existing.application().isDeleting()) {
            return;
        }
        changes.changed(
                caller,
                existing,
                "application.deleted",
                now -> {
                    var metadata = now.application().metadata();
                    var marked =
                            new ApplicationMetadata(
                                    metadata.name(),
                                    metadata.namespace(),
                                    metadata.uid(),
                                    metadata.resourceVersion(),
                                    metadata.generation(),
                                    metadata.creationTimestamp(),
                                    Optional.of(clock.instant().truncatedTo(ChronoUnit.SECONDS)),
                                    metadata.labels(),
                                    metadata.annotations(),
                                    finalizers.apply(metadata.finalizers()));
                    return new ApplicationRecords.Write(
                            now.with(now.application().withMetadata(marked)),
                            List.of(
                                    ApplicationEvent.Draft.ofPerson(
                                            "ResourceDeleted",
                                            "deleted application",
                                            caller.label())));
                });
    }
}
