package io.slipway.engine.sync;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.DeleteOptions;
import io.slipway.engine.cluster.DeleteOptions.Propagation;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.compare.CompareRequest;
import io.slipway.engine.compare.ObjectOptions;
import io.slipway.engine.compare.SyncOptions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Prunes one object (spec: sync G). Throws what the cluster throws. */
final class Pruner {

    /** On the application: when deletions that wait were approved, RFC 3339. */
    static final String APPROVAL = "argocd.argoproj.io/deletion-approved";

    private final Cluster cluster;
    private final CompareRequest request;
    private final SyncOperation operation;
    private final DeletionSafety safety;

    Pruner(
            Cluster cluster,
            CompareRequest request,
            SyncOperation operation,
            DeletionSafety safety) {
        this.safety = safety;
        this.cluster = cluster;
        this.request = request;
        this.operation = operation;
    }

    /** What became of it: a code and a text. */
    record Outcome(ResultCode code, String message) {}

    Outcome prune(SyncTask task) {
        var live = task.live().orElseThrow();
        if (!operation.prune()) {
            return new Outcome(ResultCode.PRUNE_SKIPPED, "ignored (requires pruning)");
        }
        if (option(task).equals(Optional.of("false"))) {
            return new Outcome(ResultCode.PRUNE_SKIPPED, "ignored (no prune)");
        }
        var other = safety.neededBy().apply(task.key());
        if (other.isPresent()) {
            return new Outcome(
                    ResultCode.PRUNE_SKIPPED, "ignored (application " + other.get() + " needs it)");
        }
        if (operation.dryRun()) {
            return new Outcome(ResultCode.PRUNED, "pruned (dry run)");
        }
        if (!live.isDeleting()) {
            cluster.delete(
                    Identity.registered(),
                    ObjectReference.of(live),
                    DeleteOptions.of(propagation(request.options())).onlyUid(live.uid()));
        }
        return new Outcome(ResultCode.PRUNED, "pruned");
    }

    /** Whether it would be deleted: nothing keeps it, but perhaps a confirmation is missing. */
    boolean isDoomed(SyncTask task) {
        return operation.prune()
                && !operation.dryRun()
                && !option(task).equals(Optional.of("false"))
                && safety.neededBy().apply(task.key()).isEmpty();
    }

    /** Whether it would be deleted, once a person has said yes. */
    boolean needsConfirmation(SyncTask task) {
        return operation.prune()
                && !operation.dryRun()
                && option(task).equals(Optional.of("confirm"));
    }

    private Optional<String> option(SyncTask task) {
        return ObjectOptions.value("Prune", request.options(), task.live().stream());
    }

    /** Whether the approval annotation holds a time at or after that moment. */
    static boolean isApproved(CompareRequest request, Instant since) {
        var text = request.annotations().getOrDefault(APPROVAL, "");
        try {
            var approved = OffsetDateTime.parse(text).toInstant();
            return !approved.isBefore(since.truncatedTo(ChronoUnit.SECONDS));
        } catch (DateTimeParseException _) {
            return false;
        }
    }

    static Propagation propagation(SyncOptions options) {
        return switch (options.value("PrunePropagationPolicy").orElse("foreground")) {
            case "background" -> Propagation.BACKGROUND;
            case "orphan" -> Propagation.ORPHAN;
            default -> Propagation.FOREGROUND;
        };
    }
}
