package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.registry.LabelSelector;
import io.slipway.sandbox.status.ApiFailure;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.store.Stored;
import io.slipway.sandbox.type.ServedType;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Keeps as many pods as a ReplicaSet (or a ReplicationController) wants. */
final class ReplicaSets implements Controller {

    private static final int BURST = 500;
    static final String FAILURE = "ReplicaFailure";

    /** How long after a refusal, by a quota for example, it is tried again. */
    private static final Duration RETRY_REFUSED = Duration.ofSeconds(2);

    private final Actor actor;
    private final ServedType sets;
    private final ServedType pods;
    private final String kind;

    ReplicaSets(Actor actor, String group, String plural, String kind) {
        this.actor = actor;
        this.sets = actor.type(group, plural);
        this.pods = actor.type("", "pods");
        this.kind = kind;
    }

    @Override
    public void observe(Change change, Consumer<Key> look) {
        if (change.now().resource().equals(sets.id())) {
            look.accept(Key.of(change.now()));
        } else if (change.now().resource().equals(pods.id())) {
            Actor.controllerKey(change.now(), kind).ifPresent(look);
        }
    }

    @Override
    public void reconcile(Key key, Later later) {
        var found = actor.find(sets, key);
        if (found.isEmpty()) {
            return;
        }
        var set = found.get();
        var active =
                actor.owners().controlled(set.uid(), pods.id()).stream()
                        .filter(p -> !Templates.isOver(p.tree()) && !Actor.isDeleting(p))
                        .toList();
        var failure = "";
        if (!Actor.isDeleting(set)) {
            failure = manage(set, active);
            if (!failure.isEmpty()) {
                later.after(RETRY_REFUSED);
            }
        }
        status(set, failure, later);
    }

    /** Returns why pods cannot be made; empty when they can. */
    private String manage(Stored set, List<Stored> active) {
        long wanted = Actor.replicas(set.tree());
        long missing = Math.min(BURST, wanted - active.size());
        var template = Trees.mapAt(set.tree(), "spec", "template");
        for (long i = 0; i < missing; i++) {
            try {
                actor.create(pods, set.namespace(), Templates.pod(set, template, "", Map.of()))
                        .ifPresent(p ->
                                actor.event(
                                        set,
                                        false,
                                        "SuccessfulCreate",
                                        "Created pod: "
                                                + Trees.stringAt(p, "metadata", "name")
                                                        .orElse("")));
            } catch (ApiFailure e) {
                if (e.code() != 403 && e.code() != 422) {
                    throw e;
                }
                actor.event(set, true, "FailedCreate", "Error creating: " + e.getMessage());
                return String.valueOf(e.getMessage());
            }
        }
        if (active.size() > wanted) {
            active.stream()
                    .sorted(
                            Comparator.comparing((Stored p) -> Templates.isReady(p.tree()))
                                    .thenComparingLong(p -> -p.version()))
                    .limit(active.size() - wanted)
                    .forEach(p -> {
                        actor.delete(p);
                        actor.event(set, false, "SuccessfulDelete", "Deleted pod: " + p.name());
                    });
        }
        return "";
    }

    private void status(Stored set, String failure, Later later) {
        var active =
                actor.owners().controlled(set.uid(), pods.id()).stream()
                        .filter(p -> !Templates.isOver(p.tree()) && !Actor.isDeleting(p))
                        .toList();
        var templateLabels =
                LabelSelector.ofLabels(
                        Trees.mapAt(set.tree(), "spec", "template", "metadata", "labels"));
        long minReady = Trees.longAt(set.tree(), "spec", "minReadySeconds").orElse(0L);
        long ready = 0;
        long available = 0;
        long labelled = 0;
        for (var pod : active) {
            if (templateLabels.matches(LabelSelector.labelsOf(pod.tree()))) {
                labelled++;
            }
            if (!Templates.isReady(pod.tree())) {
                continue;
            }
            ready++;
            if (minReady == 0) {
                available++;
                continue;
            }
            var since = Instant.parse(Templates.readySince(pod.tree())).plusSeconds(minReady);
            var left = Duration.between(actor.instant(), since);
            if (left.isPositive()) {
                later.after(left.plusMillis(20));
            } else {
                available++;
            }
        }
        var status = Actor.tree("replicas", (long) active.size());
        putSome(status, "fullyLabeledReplicas", labelled);
        putSome(status, "readyReplicas", ready);
        putSome(status, "availableReplicas", available);
        status.put("observedGeneration", Actor.generation(set));
        if (!failure.isEmpty()) {
            status.put(
                    "conditions",
                    actor.withCondition(
                            Trees.listAt(set.tree(), "status", "conditions"),
                            FAILURE,
                            true,
                            "FailedCreate",
                            failure,
                            false));
        }
        actor.status(set, status);
    }

    static void putSome(Map<String, Object> status, String field, long count) {
        if (count > 0) {
            status.put(field, count);
        }
    }
}
