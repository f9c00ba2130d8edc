package io.slipway.sandbox.api;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.registry.DeleteOptions;
import io.slipway.sandbox.registry.LabelSelector;
import io.slipway.sandbox.registry.Registry;
import io.slipway.sandbox.registry.Target;
import io.slipway.sandbox.registry.WriteOptions;
import io.slipway.sandbox.status.ApiFailure;
import io.slipway.sandbox.type.ServedType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Lets pods go unless a PodDisruptionBudget holds them. Safe for several threads. */
final class Evictions {

    private final Registry registry;
    private final ServedType budgets;

    /** One grant at a time, so that two cannot take the same permission. */
    private final ReentrantLock grants = new ReentrantLock();

    Evictions(Registry registry) {
        this.registry = registry;
        this.budgets = registry.types().builtIn("policy", "poddisruptionbudgets");
    }

    Reply answer(Call call, Target target) {
        var body = Trees.map(call.tree()).orElse(Map.of());
        var pod = registry.get(target);
        boolean dry =
                call.query().getOrDefault("dryRun", List.of()).contains("All")
                        || Trees.listAt(body, "deleteOptions", "dryRun").contains("All");
        var delete =
                new DeleteOptions(
                        dry,
                        Optional.empty(),
                        Trees.longAt(body, "deleteOptions", "gracePeriodSeconds"),
                        Trees.stringAt(body, "deleteOptions", "preconditions", "uid"),
                        Trees.stringAt(body, "deleteOptions", "preconditions", "resourceVersion"));
        grants.lock();
        try {
            if (!isFree(pod)) {
                grant(target, pod, dry);
            }
            registry.delete(target, delete);
        } finally {
            grants.unlock();
        }
        return Reply.tree(201, Shapes.success());
    }

    /** Pods that do not run, or go already, may always go. */
    private static boolean isFree(Map<String, Object> pod) {
        return Set.of("Succeeded", "Failed", "Pending")
                        .contains(Trees.stringAt(pod, "status", "phase").orElse(""))
                || Trees.at(pod, "metadata", "deletionTimestamp").isPresent();
    }

    private void grant(Target target, Map<String, Object> pod, boolean dry) {
        var labels = LabelSelector.labelsOf(pod);
        var holding =
                registry.store().list(budgets.id(), target.namespace()).objects().stream()
                        .filter(b -> Trees.at(b.tree(), "spec", "selector").isPresent())
                        .filter(b ->
                                LabelSelector.of(Trees.mapAt(b.tree(), "spec", "selector"))
                                        .matches(labels))
                        .toList();
        if (holding.isEmpty()) {
            return;
        }
        if (holding.size() > 1) {
            throw ApiFailure.internal(
                    "This pod has more than one PodDisruptionBudget, which the eviction subresource"
                            + " does not support.");
        }
        var budget = holding.getFirst();
        var status = Trees.mapAt(budget.tree(), "status");
        long healthy = Trees.longAt(status, "currentHealthy").orElse(0L);
        long desired = Trees.longAt(status, "desiredHealthy").orElse(0L);
        long seen = Trees.longAt(status, "observedGeneration").orElse(0L);
        if (seen < Trees.longAt(budget.tree(), "metadata", "generation").orElse(0L)) {
            throw held(
                    "The disruption budget "
                            + budget.name()
                            + " is still being processed by the server.");
        }
        boolean always =
                Trees.stringAt(budget.tree(), "spec", "unhealthyPodEvictionPolicy")
                        .filter("AlwaysAllow"::equals)
                        .isPresent();
        if (!isReady(pod) && (always || (healthy >= desired && desired > 0))) {
            return;
        }
        long allowed = Trees.longAt(status, "disruptionsAllowed").orElse(0L);
        if (allowed <= 0) {
            throw held(
                    "The disruption budget %s needs %d healthy pods and has %d currently"
                            .formatted(budget.name(), desired, healthy));
        }
        if (dry) {
            return;
        }
        registry.edit(
                new Target(budgets, target.namespace(), budget.name(), "status"),
                WriteOptions.by("kube-apiserver"),
                current -> {
                    var copy = Trees.copyMap(current);
                    Trees.put(copy, allowed - 1, "status", "disruptionsAllowed");
                    Trees.put(
                            copy, registry.names().now(), "status", "disruptedPods", target.name());
                    return copy;
                });
    }

    private static boolean isReady(Map<String, Object> pod) {
        return Trees.listAt(pod, "status", "conditions").stream()
                .anyMatch(c ->
                        Trees.stringAt(c, "type").filter("Ready"::equals).isPresent()
                                && Trees.stringAt(c, "status").filter("True"::equals).isPresent());
    }

    private static ApiFailure held(String why) {
        return new ApiFailure(
                429,
                "TooManyRequests",
                "Cannot evict pod as it would violate the pod's disruption budget.",
                Map.of(
                        "causes",
                        List.of(Shapes.tree("reason", "DisruptionBudget", "message", why))));
    }
}
