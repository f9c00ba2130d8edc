package io.slipway.engine.compare;

import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which objects of the destination namespace count as orphans (spec: diff R).
 *
 * @param monitored whether the project wants to know
 * @param ignored what the project does not count
 */
public record OrphanRules(boolean monitored, Predicate<ResourceKey> ignored) {

    /** The kinds that people make by hand: looked at although no application may manage any. */
    public static final Set<GroupKind> KINDS =
            Set.of(
                    new GroupKind("", "ConfigMap"),
                    new GroupKind("", "PersistentVolumeClaim"),
                    new GroupKind("", "Pod"),
                    new GroupKind("", "Secret"),
                    new GroupKind("", "Service"),
                    new GroupKind("", "ServiceAccount"),
                    new GroupKind("apps", "DaemonSet"),
                    new GroupKind("apps", "Deployment"),
                    new GroupKind("apps", "ReplicaSet"),
                    new GroupKind("apps", "StatefulSet"),
                    new GroupKind("autoscaling", "HorizontalPodAutoscaler"),
                    new GroupKind("batch", "CronJob"),
                    new GroupKind("batch", "Job"),
                    new GroupKind("networking.k8s.io", "Ingress"),
                    new GroupKind("networking.k8s.io", "NetworkPolicy"),
                    new GroupKind("policy", "PodDisruptionBudget"),
                    new GroupKind("rbac.authorization.k8s.io", "Role"),
                    new GroupKind("rbac.authorization.k8s.io", "RoleBinding"));

    /** What controllers keep without naming an owner, and what only passes by. */
    private static final Set<GroupKind> MADE =
            Set.of(
                    new GroupKind("", "Endpoints"),
                    new GroupKind("", "Event"),
                    new GroupKind("events.k8s.io", "Event"),
                    new GroupKind("coordination.k8s.io", "Lease"));

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
                && !MADE.contains(object.groupKind())
                && !isTokenOfAccount(object)
                && policy.refusal(key, true).isEmpty()
                && !ignored.test(key);
    }

    private static boolean isTokenOfAccount(ResourceObject object) {
        return object.groupKind().equals(new GroupKind("", "Secret"))
                && Trees.stringAt(object.tree(), "type")
                        .filter(t -> t.equals("kubernetes.io/service-account-token"))
                        .isPresent();
    }
}
