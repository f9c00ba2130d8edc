package io.slipway.delivery.automation;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationSource;
import io.slipway.delivery.application.ApplicationStatus;
import io.slipway.delivery.application.ApplicationStatus.Phase;
import io.slipway.delivery.application.ApplicationStatus.ResourceStatus;
import io.slipway.delivery.application.ApplicationStatus.SyncCode;
import io.slipway.delivery.application.Operation;
import io.slipway.delivery.application.SyncPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides from a fresh comparison whether to sync. The rows of the specification's table are
 * evaluated in their order; the first that applies decides.
 */
public final class AutoSync {

    private static final long DEFAULT_RETRIES = 5;

    private final SelfHealSettings settings;

    public AutoSync(SelfHealSettings settings) {
        this.settings = settings;
    }

    /**
     * The decision.
     *
     * @param application with the status of the comparison that was just made
     * @param sameContent whether the sources yield the same objects as in the last operation
     *     although the revision moved on
     */
    public Decision decide(Application application, boolean sameContent, Instant now) {
        var policy = application.spec().automation();
        if (policy.isEmpty()) {
            return new Decision.Nothing("automated sync is off");
        }
        if (application.operation().isPresent()) {
            return new Decision.Nothing("an operation is under way");
        }
        if (application.isDeleting()) {
            return new Decision.Nothing("the application is being deleted");
        }
        var status = application.status();
        if (!status.sync().status().equals(Optional.of(SyncCode.OUT_OF_SYNC))) {
            return new Decision.Nothing("the application is not out of sync");
        }
        var resources = status.resources();
        boolean onlyExtra =
                resources.stream()
                        .filter(r -> !r.status().equals(Optional.of(SyncCode.SYNCED)))
                        .allMatch(ResourceStatus::requiresPruning);
        if (!policy.get().prune() && onlyExtra) {
            return new Decision.Nothing("all that differs would have to be pruned");
        }
        return attempted(application, sameContent)
                ? again(application, policy.get(), now)
                : started(application, policy.get(), Optional.empty());
    }

    /** The same revision and sources were synced before. */
    private Decision again(Application application, SyncPolicy.Automated policy, Instant now) {
        var state = application.status().operationState().orElseThrow();
        if (state.phase() != Phase.SUCCEEDED) {
            return new Decision.Refused(
                    "Failed last sync attempt to "
                            + String.join(", ", application.status().sync().allRevisions())
                            + ": "
                            + state.message());
        }
        if (!policy.selfHeal()) {
            return new Decision.Nothing("this revision was synced, and self-heal is off");
        }
        var finished = state.finishedAt().orElse(state.startedAt());
        long attempts =
                state.operation().sync().map(Operation.Sync::autoHealAttemptsCount).orElse(0L);
        if (finished.plus(settings.cooldown()).isBefore(now)) {
            attempts = 0;
        }
        var at = finished.plus(settings.waitAfter(attempts));
        return attempts > 0 && now.isBefore(at)
                ? new Decision.Later(at)
                : started(application, policy, Optional.of(attempts + 1));
    }

    private static Decision started(
            Application application, SyncPolicy.Automated policy, Optional<Long> healing) {
        var resources = application.status().resources();
        if (policy.prune()
                && !policy.allowEmpty()
                && resources.stream().allMatch(ResourceStatus::requiresPruning)) {
            return new Decision.Refused(
                    "Skipping sync attempt to "
                            + String.join(", ", application.status().sync().allRevisions())
                            + ": auto-sync will wipe out all resources; set allowEmpty if that is meant");
        }
        return new Decision.Start(operation(application, policy, healing));
    }

    private static Operation operation(
            Application application, SyncPolicy.Automated policy, Optional<Long> healing) {
        var spec = application.spec();
        var sync = application.status().sync();
        boolean many = spec.hasManySources();
        return new Operation(
                Optional.of(
                        new Operation.Sync(
                                many ? "" : sync.revision(),
                                policy.prune(),
                                false,
                                Optional.empty(),
                                healing.isPresent() ? drifted(application) : List.of(),
                                many
                                        ? Optional.empty()
                                        : spec.effectiveSources().stream().findFirst(),
                                List.of(),
                                spec.syncOptions(),
                                many ? spec.effectiveSources() : List.of(),
                                many ? sync.revisions() : List.of(),
                                healing.orElse(0L))),
                new Operation.Initiator("", true),
                List.of(),
                spec.syncPolicy()
                        .flatMap(SyncPolicy::retry)
                        .orElseGet(() ->
                                new SyncPolicy.RetryStrategy(
                                        DEFAULT_RETRIES, Optional.empty(), false)));
    }

    private static List<Operation.SyncResource> drifted(Application application) {
        return application.status().resources().stream()
                .filter(r -> !r.status().equals(Optional.of(SyncCode.SYNCED)))
                .map(r -> new Operation.SyncResource(r.group(), r.kind(), r.name(), ""))
                .distinct()
                .toList();
    }

    /** Spec gitops-engine-automation A6. */
    private static boolean attempted(Application application, boolean sameContent) {
        var state = application.status().operationState();
        if (state.isEmpty()) {
            return false;
        }
        var result = state.get().syncResult();
        if (result.isEmpty()) {
            return state.get().phase().isCompleted();
        }
        boolean sameRevisions =
                result.get().allRevisions().equals(application.status().sync().allRevisions());
        return (sameRevisions || sameContent) && sameSources(application, result.get());
    }

    private static boolean sameSources(
            Application application, ApplicationStatus.SyncResult result) {
        List<ApplicationSource> wanted = application.spec().effectiveSources();
        return result.allSources().equals(wanted);
    }
}
