package io.slipway.engine.health;

import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The table of assessors, and what holds for every kind (health H2). Immutable.
 *
 * <p>The first that applies decides: marked for deletion; the registered assessor of the kind; that
 * of its family of groups; the generic rule for custom kinds. Built-in kinds without an assessor
 * have no health.
 */
public final class HealthRules {

    /** Added to hook objects so that nothing removes them before their result is read. */
    public static final String HOOK_FINALIZER = "argocd.argoproj.io/hook-finalizer";

    /** How the message of a health begins whose rule failed. */
    public static final String FAILURE = "the health rule failed: ";

    private final Map<GroupKind, HealthAssessor> byKind;
    private final HealthAssessor otherwise;

    private HealthRules(Map<GroupKind, HealthAssessor> byKind, HealthAssessor otherwise) {
        this.byKind = Map.copyOf(byKind);
        this.otherwise = otherwise;
    }

    /** Every rule that Slipway ships. */
    public static HealthRules builtIn() {
        var table = new HashMap<GroupKind, HealthAssessor>();
        BuiltInHealth.register(table);
        CustomHealth.register(table);
        return new HealthRules(table, new GenericHealth());
    }

    /** The same table with one kind's rule added or replaced. */
    public HealthRules with(GroupKind kind, HealthAssessor assessor) {
        var table = new HashMap<>(byKind);
        table.put(kind, assessor);
        return new HealthRules(table, otherwise);
    }

    /** The same table with a kind left to the generic rule. */
    public HealthRules without(GroupKind kind) {
        var table = new HashMap<>(byKind);
        table.remove(kind);
        return new HealthRules(table, otherwise);
    }

    /**
     * Whether the kind's health is told by the generic rule only: waiting for such an object must
     * have an end, because the rule may misread it.
     */
    public boolean isGeneric(GroupKind kind) {
        return !byKind.containsKey(kind) && !isCrossplane(kind.group());
    }

    private HealthAssessor rule(GroupKind kind) {
        var own = byKind.get(kind);
        if (own != null) {
            return own;
        }
        return isCrossplane(kind.group()) ? (o, _) -> ToolHealth.crossplaneResource(o) : otherwise;
    }

    /** Crossplane's providers bring groups of their own, which are known by their ends. */
    private static boolean isCrossplane(String group) {
        return group.endsWith(".upbound.io") || group.endsWith(".crossplane.io");
    }

    /** The health of a live object; empty when it has none. */
    public Optional<Health> assess(ResourceObject live, Instant now) {
        if (live.isDeleting() && !Conditions.hasFinalizer(live, HOOK_FINALIZER)) {
            return Optional.of(Health.progressing("Pending deletion"));
        }
        try {
            return rule(live.groupKind()).assess(live, now);
        } catch (RuntimeException e) {
            return Optional.of(Health.unknown(FAILURE + e.getMessage()));
        }
    }
}
