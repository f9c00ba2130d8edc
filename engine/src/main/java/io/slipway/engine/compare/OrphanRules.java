package io.slipway.engine.compare;

import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which objects of the destination namespace count as orphans (spec: diff R).
 *
 * @param monitored whether the project wants to know
 * @param ignored what the project does not count
 */
public record OrphanRules(boolean monitored, Predicate<ResourceKey> ignored) {

    private static final Set<ResourceKey> EVERYWHERE =
            Set.of(
                    new ResourceKey("", "ServiceAccount", "", "default"),
                    new ResourceKey("", "ConfigMap", "", "kube-root-ca.crt"));

    /** Nobody wants to know. */
    public static OrphanRules none() {
        return new OrphanRules(false, _ -> false);
    }

    boolean isOrphan(ResourceObject object, ResourcePolicy policy) {
        var key = object.key();
        return object.ownerReferences().isEmpty()
                && !EVERYWHERE.contains(key.inNamespace(""))
                && !key.equals(new ResourceKey("", "Service", "default", "kubernetes"))
                && policy.refusal(key, true).isEmpty()
                && !ignored.test(key);
    }
}
