package io.slipway.sandbox.workload;

import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.Trees;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.store.Stored;
import io.slipway.sandbox.type.ServedType;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings what autoscalers name into their range. Nothing runs, so there is nothing to measure: a
 * size within the range is left as it is.
 */
final class Autoscalers implements Controller {

    private final Actor actor;
    private final ServedType scalers;

    Autoscalers(Actor actor) {
        this.actor = actor;
        this.scalers = actor.type("autoscaling", "horizontalpodautoscalers");
    }

    @Override
    public void observe(Change change, Consumer<Key> look) {
        var now = change.now();
        if (now.resource().equals(scalers.id())) {
            look.accept(Key.of(now));
        } else if (List.of("deployments", "statefulsets", "replicasets")
                .contains(now.resource().plural())) {
            for (var scaler : actor.list(scalers, now.namespace())) {
                if (Trees.stringAt(scaler.tree(), "spec", "scaleTargetRef", "name")
                        .filter(now.name()::equals)
                        .isPresent()) {
                    look.accept(Key.of(scaler));
                }
            }
        }
    }

    @Override
    public void reconcile(Key key, Later later) {
        var found = actor.find(scalers, key);
        if (found.isEmpty() || Actor.isDeleting(found.get())) {
            return;
        }
        var scaler = found.get();
        var target = target(scaler);
        var conditions = Trees.listAt(scaler.tree(), "status", "conditions");
        if (target.isEmpty()) {
            var status = Trees.copyMap(Trees.mapAt(scaler.tree(), "status"));
            status.put("currentReplicas", 0L);
            status.put("desiredReplicas", 0L);
            status.put(
                    "conditions",
                    actor.withCondition(
                            conditions,
                            "AbleToScale",
                            false,
                            "FailedGetScale",
                            "the HPA controller was unable to get the target's current scale: not found",
                            false));
            actor.status(scaler, status);
            return;
        }
        long size = Actor.replicas(target.get().tree());
        long wanted = wanted(scaler, size);
        if (wanted != size) {
            actor.edit(
                    target.get(),
                    tree -> {
                        // Somebody else may have scaled it since it was looked at.
                        long now = Actor.replicas(tree);
                        if (now == wanted(scaler, now)) {
                            return tree;
                        }
                        var copy = Trees.copyMap(tree);
                        Trees.put(copy, wanted(scaler, now), "spec", "replicas");
                        return copy;
                    });
            actor.event(
                    scaler,
                    false,
                    "SuccessfulRescale",
                    "New size: "
                            + wanted
                            + "; reason: Current number of replicas "
                            + (wanted > size
                                    ? "below Spec.MinReplicas"
                                    : "above Spec.MaxReplicas"));
        }
        status(scaler, target.get(), wanted, size == 0);
    }

    private static long minimum(Stored scaler) {
        return Trees.longAt(scaler.tree(), "spec", "minReplicas").orElse(1L);
    }

    private static long maximum(Stored scaler) {
        return Math.max(
                minimum(scaler),
                Trees.longAt(scaler.tree(), "spec", "maxReplicas").orElse(minimum(scaler)));
    }

    /** The size that a target of that size is to have; zero switches an autoscaler off. */
    private static long wanted(Stored scaler, long size) {
        return size == 0 ? 0 : Math.clamp(size, minimum(scaler), maximum(scaler));
    }

    private void status(Stored scaler, Stored target, long wanted, boolean off) {
        var status = Trees.copyMap(Trees.mapAt(scaler.tree(), "status"));
        status.put("currentReplicas", Trees.longAt(target.tree(), "status", "replicas").orElse(0L));
        status.put("desiredReplicas", wanted);
        var conditions = Trees.listAt(scaler.tree(), "status", "conditions");
        conditions =
                actor.withCondition(
                        conditions,
                        "AbleToScale",
                        true,
                        "ReadyForNewScale",
                        "recommended size matches current size",
                        false);
        conditions =
                off
                        ? actor.withCondition(
                                conditions,
                                "ScalingActive",
                                false,
                                "ScalingDisabled",
                                "scaling is disabled since the replica count of the target is zero",
                                false)
                        : actor.withCondition(
                                conditions,
                                "ScalingActive",
                                true,
                                "ValidMetricFound",
                                "the HPA was able to successfully calculate a replica count",
                                false);
        boolean within = off || wanted > minimum(scaler);
        conditions =
                actor.withCondition(
                        conditions,
                        "ScalingLimited",
                        !within,
                        within ? "DesiredWithinRange" : "TooFewReplicas",
                        within
                                ? "the desired count is within the acceptable range"
                                : "the desired replica count is less than the minimum replica count",
                        false);
        status.put("conditions", conditions);
        actor.status(scaler, status);
    }

    private Optional<Stored> target(Stored scaler) {
        var reference = Trees.mapAt(scaler.tree(), "spec", "scaleTargetRef");
        var kind =
                GroupVersionKind.of(
                        Trees.stringAt(reference, "apiVersion").orElse("v1"),
                        Trees.stringAt(reference, "kind").orElse(""));
        return actor.registry()
                .types()
                .find(kind)
                .flatMap(t ->
                        actor.find(
                                t,
                                new Key(
                                        scaler.namespace(),
                                        Trees.stringAt(reference, "name").orElse(""))))
                .filter(t -> !Actor.isDeleting(t));
    }
}
