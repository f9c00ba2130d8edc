package io.slipway.engine.health;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.Optional;
import java.util.Set;

/** An Argo Rollout: since version 1.0 its own phase tells; before, its parts do. */
final class RolloutHealth {

    private RolloutHealth() {}

    private static final String WORKLOAD = "rollout.argoproj.io/workload-generation";

    static Health assess(ResourceObject rollout) {
        if (rollout.at("status").isEmpty() && Trees.isTrueAt(rollout.tree(), "spec", "paused")) {
            return Health.suspended("Waits at a pause");
        }
        if (isUnobserved(rollout) || isWorkloadUnobserved(rollout)) {
            return Health.progressing("The controller has not read the newest specification yet");
        }
        var phase = Conditions.text(rollout, "status", "phase");
        if (!phase.isEmpty()) {
            return byPhase(phase, Conditions.text(rollout, "status", "message"));
        }
        return broken(rollout)
                .or(() -> paused(rollout))
                .or(() -> replicas(rollout))
                .or(() -> strategy(rollout))
                .orElse(Health.healthy(""));
    }

    private static Health byPhase(String phase, String message) {
        return HealthStatus.of(phase.equals("Paused") ? "Suspended" : phase)
                .map(s -> Health.of(s, message))
                .orElse(Health.unknown("unknown phase " + phase));
    }

    /** Old ones write a hash where newer ones write the generation. */
    private static boolean isUnobserved(ResourceObject rollout) {
        if (rollout.at("status").isEmpty()) {
            return true;
        }
        var seen = whole(rollout.at("status", "observedGeneration"));
        return seen.filter(g -> g < Conditions.number(rollout, "metadata", "generation"))
                .isPresent();
    }

    private static boolean isWorkloadUnobserved(ResourceObject rollout) {
        if (rollout.at("spec", "workloadRef").isEmpty()
                || rollout.at("metadata", "annotations").isEmpty()) {
            return false;
        }
        var newest = whole(rollout.annotation(WORKLOAD).map(Object.class::cast));
        return !newest.equals(whole(rollout.at("status", "workloadObservedGeneration")));
    }

    private static Optional<Long> whole(Optional<Object> value) {
        return value.map(String::valueOf)
                .filter(t -> t.matches("[0-9]{1,18}"))
                .map(Long::parseLong);
    }

    private static Optional<Health> broken(ResourceObject rollout) {
        if (Trees.isTrueAt(rollout.tree(), "status", "abort")) {
            return Optional.of(Health.degraded("Somebody or an analysis aborted the update"));
        }
        return Conditions.of(rollout).stream()
                .filter(c ->
                        c.type().equals("InvalidSpec")
                                || (c.type().equals("Progressing")
                                        && Set.of("RolloutAborted", "ProgressDeadlineExceeded")
                                                .contains(c.reason())))
                .findFirst()
                .map(c -> Health.degraded(c.text()));
    }

    private static Optional<Health> paused(ResourceObject rollout) {
        boolean asked =
                Trees.isTrueAt(rollout.tree(), "spec", "paused")
                        || !Trees.listAt(rollout.tree(), "status", "pauseConditions").isEmpty();
        return asked ? Optional.of(Health.suspended("Waits at a pause")) : Optional.empty();
    }

    private static Optional<Health> replicas(ResourceObject rollout) {
        if (rollout.at("status", "currentPodHash").isEmpty()) {
            return waits("the controller has not begun");
        }
        long updated = Conditions.number(rollout, "status", "updatedReplicas");
        if (updated < Conditions.optionalNumber(rollout, "spec", "replicas").orElse(1L)) {
            return waits("there are fewer new pods than replicas");
        }
        return Conditions.number(rollout, "status", "availableReplicas") < updated
                ? waits("new pods are not all available")
                : Optional.empty();
    }

    private static Optional<Health> strategy(ResourceObject rollout) {
        var current = Conditions.text(rollout, "status", "currentPodHash");
        var stable =
                Trees.stringAt(rollout.tree(), "status", "stableRS")
                        .orElse(Conditions.text(rollout, "status", "canary", "stableRS"));
        if (rollout.at("spec", "strategy", "blueGreen").isPresent()) {
            if (!current.equals(
                    Conditions.text(rollout, "status", "blueGreen", "activeSelector"))) {
                return waits("the active service still leads to the last version");
            }
            return stable.isEmpty() || stable.equals(current)
                    ? Optional.empty()
                    : waits("the new version is not the stable one yet");
        }
        if (rollout.at("spec", "strategy", "canary").isPresent()) {
            if (Conditions.number(rollout, "status", "replicas")
                    > Conditions.number(rollout, "status", "updatedReplicas")) {
                return waits("pods of the last version are still there");
            }
            return stable.equals(current) ? Optional.empty() : waits("the canary has steps to go");
        }
        return Optional.empty();
    }

    private static Optional<Health> waits(String reason) {
        return Optional.of(Health.progressing("Update under way: " + reason));
    }
}
