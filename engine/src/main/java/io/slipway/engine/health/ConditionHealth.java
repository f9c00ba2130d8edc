package io.slipway.engine.health;

import io.slipway.engine.health.Conditions.Condition;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rule of the many custom kinds that tell their state by one condition (health H4): true is
 * healthy, false is degraded, unknown or absent is on its way.
 *
 * @param types conditions that tell, the first that is there decides
 * @param passing reasons of a false condition that only mean "not yet"
 * @param maySuspend whether {@code spec.suspend} and {@code spec.paused} suspend it
 */
record ConditionHealth(List<String> types, Set<String> passing, boolean maySuspend)
        implements HealthAssessor {

    /** By the condition {@code Ready}. */
    static ConditionHealth ready() {
        return of("Ready");
    }

    /** By these conditions, the first that is there. */
    static ConditionHealth of(String... types) {
        return new ConditionHealth(List.of(types), Set.of(), false);
    }

    /** The same, which people may suspend. */
    ConditionHealth suspendable() {
        return new ConditionHealth(types, passing, true);
    }

    /** The same, where a false condition with one of these reasons is on its way. */
    ConditionHealth passing(String... reasons) {
        return new ConditionHealth(types, Set.of(reasons), maySuspend);
    }

    @Override
    public Optional<Health> assess(ResourceObject object, Instant now) {
        if (maySuspend && isSuspended(object)) {
            return Optional.of(Health.suspended(object.kind() + " is suspended"));
        }
        var observed = Conditions.optionalNumber(object, "status", "observedGeneration");
        if (observed.isPresent() && Conditions.isObservedLate(object)) {
            return Optional.of(
                    Health.progressing("Waiting for the newest specification to be observed"));
        }
        return Optional.of(
                types.stream()
                        .flatMap(t -> Conditions.find(object, t).stream())
                        .findFirst()
                        .map(this::verdict)
                        .orElse(
                                Health.progressing(
                                        "Waiting for " + object.kind() + " to tell its state")));
    }

    private Health verdict(Condition condition) {
        if (condition.isTrue()) {
            return Health.healthy(condition.text());
        }
        return condition.isFalse() && !passing.contains(condition.reason())
                ? Health.degraded(condition.text())
                : Health.progressing(condition.text());
    }

    static boolean isSuspended(ResourceObject object) {
        return Trees.isTrueAt(object.tree(), "spec", "suspend")
                || Trees.isTrueAt(object.tree(), "spec", "paused");
    }
}
