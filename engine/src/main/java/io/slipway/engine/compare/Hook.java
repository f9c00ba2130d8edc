package io.slipway.engine.compare;

import io.slipway.manifests.ResourceObject;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What an object's annotations say about its being a hook (spec: sync E, manifests M7).
 *
 * @param phases when it runs; empty: never, and it is not shown as managed either
 * @param policies when its object goes; never empty
 */
public record Hook(Set<HookPhase> phases, Set<HookDeletePolicy> policies) {

    /** The annotation with the phases. */
    public static final String ANNOTATION = "argocd.argoproj.io/hook";

    private static final String POLICY_ANNOTATION = "argocd.argoproj.io/hook-delete-policy";
    private static final String HELM_ANNOTATION = "helm.sh/hook";
    private static final String HELM_POLICY_ANNOTATION = "helm.sh/hook-delete-policy";
    private static final String HELM_DEFINITION = "crd-install";

    public Hook {
        phases = Collections.unmodifiableSet(phases);
        policies = Collections.unmodifiableSet(policies);
    }

    /** The object as a hook; empty when it is an ordinary object. */
    public static Optional<Hook> of(ResourceObject object) {
        var own = object.annotation(ANNOTATION);
        var helm =
                object.annotation(HELM_ANNOTATION)
                        .filter(t -> !SyncOptions.split(t).contains(HELM_DEFINITION));
        if (own.isEmpty() && helm.isEmpty()) {
            return Optional.empty();
        }
        var phases = EnumSet.noneOf(HookPhase.class);
        own.ifPresent(list ->
                SyncOptions.split(list).forEach(w -> HookPhase.of(w).ifPresent(phases::add)));
        boolean decided = !phases.isEmpty() || isSkipped(object);
        if (!decided) {
            helm.ifPresent(list ->
                    SyncOptions.split(list).forEach(w -> helmPhase(w).ifPresent(phases::add)));
        }
        return Optional.of(new Hook(phases, policies(object)));
    }

    /** Whether the object is only {@code Skip}: never applied, no status. */
    public static boolean isSkipped(ResourceObject object) {
        return object.annotation(ANNOTATION)
                .map(SyncOptions::split)
                .filter(w -> w.equals(Set.of("Skip")))
                .isPresent();
    }

    /** Whether it runs in a sync. */
    public boolean isOfSync() {
        return phases.stream().anyMatch(HookPhase::isOfSync);
    }

    /** Whether it runs only when the application is deleted. */
    public boolean isOfDeletionOnly() {
        return !phases.isEmpty() && !isOfSync();
    }

    private static Optional<HookPhase> helmPhase(String word) {
        return switch (word) {
            case "pre-install", "pre-upgrade" -> Optional.of(HookPhase.PRE_SYNC);
            case "post-install", "post-upgrade" -> Optional.of(HookPhase.POST_SYNC);
            case "pre-delete" -> Optional.of(HookPhase.PRE_DELETE);
            case "post-delete" -> Optional.of(HookPhase.POST_DELETE);
            default -> Optional.empty();
        };
    }

    private static Set<HookDeletePolicy> policies(ResourceObject object) {
        var found = statedPolicies(object);
        return found.isEmpty() ? EnumSet.of(HookDeletePolicy.BEFORE_CREATION) : found;
    }

    /** The policies that its annotations name; without the default. */
    public static Set<HookDeletePolicy> statedPolicies(ResourceObject object) {
        var found = EnumSet.noneOf(HookDeletePolicy.class);
        for (var policy : HookDeletePolicy.values()) {
            if (words(object, POLICY_ANNOTATION).stream().anyMatch(policy::isNamed)
                    || words(object, HELM_POLICY_ANNOTATION).stream()
                            .anyMatch(policy::isNamedByHelm)) {
                found.add(policy);
            }
        }
        return found;
    }

    private static Set<String> words(ResourceObject object, String annotation) {
        return object.annotation(annotation).map(SyncOptions::split).orElse(Set.of());
    }
}
