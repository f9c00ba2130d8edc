package io.slipway.engine.health;

import io.slipway.engine.health.Conditions.Condition;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rule for custom kinds without one of their own (health H4, generic fallback): reads what
 * controllers usually write. A verdict that time changes says when to look again.
 */
final class GenericHealth implements HealthAssessor {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<String> BAD = List.of("Stalled", "Failed", "Degraded", "Error");
    private static final List<String> GOOD = List.of("Ready", "Available", "Healthy", "Synced");
    private static final Set<String> DONE =
            Set.of("Running", "Active", "Bound", "Ready", "Succeeded", "Completed", "Available");
    private static final Set<String> ON_THE_WAY =
            Set.of("Pending", "Creating", "Provisioning", "Updating", "Terminating");
    private static final Set<String> BROKEN = Set.of("Failed", "Error", "Lost");

    @Override
    public Optional<Health> assess(ResourceObject object, Instant now) {
        if (BuiltInHealth.isOwnGroup(object.groupKind().group())) {
            return Optional.empty();
        }
        if (object.at("status").isEmpty()) {
            return withoutStatus(object, now);
        }
        var observed = Conditions.optionalNumber(object, "status", "observedGeneration");
        if (observed.isPresent()
                && observed.get() < Conditions.number(object, "metadata", "generation")) {
            return Optional.of(
                    Health.progressing("The controller has not read the newest specification yet"));
        }
        var bad =
                BAD.stream()
                        .flatMap(t -> Conditions.find(object, t).stream())
                        .filter(Condition::isTrue)
                        .findFirst();
        if (bad.isPresent()) {
            return Optional.of(Health.degraded(bad.get().text()));
        }
        if (isReconciling(object)) {
            return Optional.of(
                    Health.progressing(
                            Conditions.find(object, "Reconciling")
                                    .or(() -> Conditions.find(object, "Progressing"))
                                    .map(Condition::text)
                                    .orElse("")));
        }
        if (Trees.isTrueAt(object.tree(), "spec", "suspend")
                || Trees.isTrueAt(object.tree(), "spec", "paused")) {
            return Optional.of(Health.suspended(object.kind() + " is suspended"));
        }
        return GOOD.stream()
                .flatMap(t -> Conditions.find(object, t).stream())
                .findFirst()
                .map(c -> Optional.of(byCondition(c, now)))
                .orElseGet(() -> byPhase(object));
    }

    /**
     * An object whose controller has not looked at it yet. Whether its kind has a status at all
     * cannot be seen from the object: one with a {@code spec} that is only seconds old gets the
     * benefit.
     */
    private static Optional<Health> withoutStatus(ResourceObject object, Instant now) {
        return Conditions.newUntil(object, now)
                .filter(_ -> object.at("spec").isPresent())
                .map(e -> Health.progressing("Waiting for a status").until(e));
    }

    private static boolean isReconciling(ResourceObject object) {
        boolean ready = Conditions.find(object, "Ready").filter(Condition::isTrue).isPresent();
        return Conditions.find(object, "Reconciling").filter(Condition::isTrue).isPresent()
                || (!ready
                        && Conditions.find(object, "Progressing")
                                .filter(Condition::isTrue)
                                .isPresent());
    }

    private static Health byCondition(Condition condition, Instant now) {
        if (condition.isTrue()) {
            return Health.healthy(condition.text());
        }
        if (!condition.isFalse()) {
            return Health.progressing(condition.text());
        }
        var end = condition.since().map(s -> s.plus(PATIENCE));
        return end.filter(now::isBefore)
                .map(e -> Health.progressing(condition.text()).until(e))
                .orElseGet(() -> Health.degraded(condition.text()));
    }

    private static Optional<Health> byPhase(ResourceObject object) {
        var phase = Conditions.text(object, "status", "phase");
        var message = Conditions.text(object, "status", "message");
        if (DONE.contains(phase)) {
            return Optional.of(Health.healthy(message));
        }
        if (ON_THE_WAY.contains(phase)) {
            return Optional.of(Health.progressing(message));
        }
        return BROKEN.contains(phase) ? Optional.of(Health.degraded(message)) : Optional.empty();
    }
}
