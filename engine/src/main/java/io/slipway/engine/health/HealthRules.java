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
 * of its group or family of groups; the generic rule for custom kinds. Built-in kinds without an
 * assessor have no health.
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
        return new HealthRules(shipped().rules(), new GenericHealth());
    }

    /** What each shipped rule looks at, in words, by the kind or family of kinds it is for. */
    public static Map<GroupKind, String> described() {
        return shipped().texts();
    }

    private static KindTable shipped() {
        var table = new KindTable();
        BuiltInHealth.register(table);
        ArgoRules.register(table);
        PromoterRules.register(table);
        CertificateRules.register(table);
        CloudRules.register(table);
        ClusterRules.register(table);
        HostedControlPlaneRules.register(table);
        DatabaseRules.register(table);
        DeliveryRules.register(table);
        FluxRules.register(table);
        NetworkRules.register(table);
        MessagingRules.register(table);
        NumaRules.register(table);
        ObservationRules.register(table);
        PolicyRules.register(table);
        SecretRules.register(table);
        ApiManagementRules.register(table);
        StorageRules.register(table);
        WorkloadRules.register(table);
        return table;
    }

    /**
     * The same table with a rule added or replaced.
     *
     * @param kind also {@code *} for all kinds of its group, and {@code *.example.com} as the group
     *     for all groups that end so
     */
    public HealthRules with(GroupKind kind, HealthAssessor assessor) {
        var table = new HashMap<>(byKind);
        table.put(kind, assessor);
        return new HealthRules(table, otherwise);
    }

    /** The same table with a kind, or family of kinds, left to what holds without that rule. */
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
        return KindTable.find(byKind, kind).isEmpty();
    }

    /** The health of a live object; empty when it has none. */
    public Optional<Health> assess(ResourceObject live, Instant now) {
        if (live.isDeleting() && !Conditions.hasFinalizer(live, HOOK_FINALIZER)) {
            return Optional.of(Health.progressing("It is being deleted"));
        }
        try {
            return KindTable.find(byKind, live.groupKind()).orElse(otherwise).assess(live, now);
        } catch (RuntimeException e) {
            return Optional.of(Health.unknown(FAILURE + e.getMessage()));
        }
    }
}
