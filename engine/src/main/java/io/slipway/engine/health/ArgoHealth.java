package io.slipway.engine.health;

import io.slipway.engine.health.Conditions.Condition;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.Optional;

/** Rollouts, analysis, application sets (health H4). */
final class ArgoHealth {

    private ArgoHealth() {}

    static Optional<Health> rollout(ResourceObject rollout) {
        var phase = Conditions.text(rollout, "status", "phase");
        if (Trees.isTrueAt(rollout.tree(), "spec", "paused") || phase.equals("Paused")) {
            return Optional.of(Health.suspended("Rollout is paused"));
        }
        var invalid = Conditions.find(rollout, "InvalidSpec").filter(Condition::isTrue);
        if (invalid.isPresent()) {
            return Optional.of(Health.degraded(invalid.get().message()));
        }
        if (Trees.isTrueAt(rollout.tree(), "status", "abort") || phase.equals("Degraded")) {
            var message = Conditions.text(rollout, "status", "message");
            return Optional.of(Health.degraded(message.isEmpty() ? "Rollout is aborted" : message));
        }
        var late =
                Conditions.find(rollout, "Progressing")
                        .filter(c ->
                                c.reason().equals("ProgressDeadlineExceeded")
                                        || c.reason().equals("RolloutAborted"));
        if (late.isPresent()) {
            return Optional.of(Health.degraded(late.get().message()));
        }
        return Optional.of(progress(rollout));
    }

    private static Health progress(ResourceObject rollout) {
        if (rollout.at("status").isEmpty() || isObservedLate(rollout)) {
            return Health.progressing("Waiting for rollout spec update to be observed");
        }
        long updated = Conditions.number(rollout, "status", "updatedReplicas");
        long replicas = Conditions.number(rollout, "status", "replicas");
        long available = Conditions.number(rollout, "status", "availableReplicas");
        var wanted = Conditions.optionalNumber(rollout, "spec", "replicas");
        if (wanted.filter(w -> updated < w).isPresent()) {
            return Health.progressing(
                    "Waiting for roll out to finish: More replicas need to be updated");
        }
        if (available < updated) {
            return Health.progressing(
                    "Waiting for roll out to finish: updated replicas are still becoming available");
        }
        return replicas > updated && !Conditions.text(rollout, "status", "phase").equals("Healthy")
                ? Health.progressing(
                        "Waiting for roll out to finish: old replicas are pending termination")
                : Health.healthy("");
    }

    /** Newer ones write the generation as text, older ones a hash. */
    private static boolean isObservedLate(ResourceObject rollout) {
        var observed = rollout.at("status", "observedGeneration").map(Object::toString).orElse("");
        return observed.matches("[0-9]{1,18}")
                && Long.parseLong(observed) < Conditions.number(rollout, "metadata", "generation");
    }

    static Optional<Health> applicationSet(ResourceObject set) {
        var error = Conditions.find(set, "ErrorOccurred").filter(Condition::isTrue);
        if (error.isPresent()) {
            return Optional.of(Health.degraded(error.get().message()));
        }
        var current = Conditions.find(set, "ResourcesUpToDate");
        if (current.filter(Condition::isFalse).isPresent()) {
            return Optional.of(Health.degraded(current.get().message()));
        }
        var rolling = Conditions.find(set, "RolloutProgressing").filter(Condition::isTrue);
        if (rolling.isPresent()) {
            return Optional.of(Health.progressing(rolling.get().message()));
        }
        return Optional.of(
                current.filter(Condition::isTrue)
                        .map(c -> Health.healthy(c.message()))
                        .orElse(Health.progressing("Waiting for the status to be reported")));
    }

    /** Analysis runs and experiments go by their phase. */
    static Optional<Health> run(ResourceObject run) {
        var message = Conditions.text(run, "status", "message");
        return Optional.of(
                switch (Conditions.text(run, "status", "phase")) {
                    case "Successful" -> Health.healthy(message);
                    case "Failed", "Error", "Inconclusive" ->
                            Conditions.text(run, "status", "phase").equals("Inconclusive")
                                    ? Health.unknown(message)
                                    : Health.degraded(message);
                    default -> Health.progressing(message);
                });
    }
}
