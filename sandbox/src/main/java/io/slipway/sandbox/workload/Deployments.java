package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.store.Stored;
import io.slipway.sandbox.type.ServedType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Rolls Deployments out: a ReplicaSet for each template, scaled as the strategy allows. */
final class Deployments implements Controller {

    private static final String HASH = "pod-template-hash";
    private static final String REVISION = "deployment.kubernetes.io/revision";

    private final Actor actor;
    private final ServedType deployments;
    private final ServedType sets;
    private final ServedType pods;

    Deployments(Actor actor) {
        this.actor = actor;
        this.deployments = actor.type("apps", "deployments");
        this.sets = actor.type("apps", "replicasets");
        this.pods = actor.type("", "pods");
    }

    @Override
    public void observe(Change change, Consumer<Key> look) {
        if (change.now().resource().equals(deployments.id())) {
            look.accept(Key.of(change.now()));
        } else if (change.now().resource().equals(sets.id())) {
            Actor.controllerKey(change.now(), "Deployment").ifPresent(look);
        }
    }

    @Override
    public void reconcile(Key key, Later later) {
        var found = actor.find(deployments, key);
        if (found.isEmpty()) {
            return;
        }
        var deployment = found.get();
        if (!Actor.isDeleting(deployment)) {
            boolean paused = Trees.isTrueAt(deployment.tree(), "spec", "paused");
            var all = setsOf(deployment);
            if (current(deployment, all).isEmpty() && !paused) {
                makeSet(deployment, all);
                all = setsOf(deployment);
            }
            // Everything below is decided from one look at the sets: two looks could count a pod
            // as available in one of them and as not there in the other.
            var sets = all;
            var current = current(deployment, sets);
            current.ifPresent(set -> revise(deployment, set, sets));
            scale(deployment, current, sets, paused, later);
            cleanUp(deployment, current, sets);
        }
        status(actor.find(deployments, key).orElse(deployment), later);
    }

    private List<Stored> setsOf(Stored deployment) {
        return actor.owners().controlled(deployment.uid(), sets.id()).stream()
                .filter(s -> !Actor.isDeleting(s))
                .toList();
    }

    private static Map<String, Object> bare(Map<String, Object> template) {
        var copy = Trees.copyMap(template);
        Trees.at(copy, "metadata", "labels").flatMap(Trees::map).ifPresent(l -> l.remove(HASH));
        return copy;
    }

    private static Optional<Stored> current(Stored deployment, List<Stored> sets) {
        var template = Templates.hash(bare(Trees.mapAt(deployment.tree(), "spec", "template")));
        return sets.stream()
                .filter(s ->
                        Templates.hash(bare(Trees.mapAt(s.tree(), "spec", "template")))
                                .equals(template))
                .findFirst();
    }

    private void makeSet(Stored deployment, List<Stored> sets) {
        var template = Trees.copyMap(Trees.mapAt(deployment.tree(), "spec", "template"));
        var hash = Templates.hash(bare(template));
        Trees.put(template, hash, "metadata", "labels", HASH);
        var selector = Trees.copyMap(Trees.mapAt(deployment.tree(), "spec", "selector"));
        Trees.put(selector, hash, "matchLabels", HASH);
        var annotations =
                new LinkedHashMap<>(Trees.mapAt(deployment.tree(), "metadata", "annotations"));
        annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
        annotations.put(REVISION, Long.toString(lastRevision(sets) + 1));
        annotations.put(
                "deployment.kubernetes.io/desired-replicas",
                Long.toString(Actor.replicas(deployment.tree())));
        var spec = Actor.tree("replicas", 0L, "selector", selector, "template", template);
        Trees.longAt(deployment.tree(), "spec", "minReadySeconds")
                .ifPresent(n -> spec.put("minReadySeconds", n));
        actor.create(
                this.sets,
                deployment.namespace(),
                Actor.tree(
                        "apiVersion",
                        "apps/v1",
                        "kind",
                        "ReplicaSet",
                        "metadata",
                        Actor.tree(
                                "name",
                                deployment.name() + "-" + hash,
                                "namespace",
                                deployment.namespace(),
                                "labels",
                                Trees.mapAt(template, "metadata", "labels"),
                                "annotations",
                                annotations,
                                "ownerReferences",
                                new ArrayList<Object>(List.of(Actor.ownerReference(deployment)))),
                        "spec",
                        spec));
    }

    private static long lastRevision(List<Stored> sets) {
        return sets.stream().mapToLong(Deployments::revision).max().orElse(0);
    }

    private static long revision(Stored object) {
        return Trees.stringAt(object.tree(), "metadata", "annotations", REVISION)
                .filter(r -> r.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    /**
     * The ReplicaSet of the current template has the highest revision, and the Deployment shows it.
     */
    private void revise(Stored deployment, Stored set, List<Stored> sets) {
        long others =
                sets.stream()
                        .filter(s -> !s.uid().equals(set.uid()))
                        .mapToLong(Deployments::revision)
                        .max()
                        .orElse(0);
        long wanted = Math.max(revision(set), others + 1);
        if (revision(set) != wanted) {
            annotate(set, wanted);
        }
        if (revision(deployment) != wanted) {
            annotate(deployment, wanted);
        }
    }

    private void annotate(Stored object, long revision) {
        actor.edit(
                object,
                tree -> {
                    var copy = Trees.copyMap(tree);
                    Trees.put(copy, Long.toString(revision), "metadata", "annotations", REVISION);
                    return copy;
                });
    }

    // --- scaling -----------------------------------------------------------------------------

    private void scale(
            Stored deployment,
            Optional<Stored> current,
            List<Stored> all,
            boolean paused,
            Later later) {
        long wanted = Actor.replicas(deployment.tree());
        var old =
                all.stream()
                        .filter(s -> current.filter(c -> c.uid().equals(s.uid())).isEmpty())
                        .sorted(Comparator.comparingLong(Deployments::revision))
                        .toList();
        if (paused) {
            resizeActive(deployment, all, wanted);
            return;
        }
        if (current.isEmpty()) {
            return;
        }
        boolean recreate =
                Trees.stringAt(deployment.tree(), "spec", "strategy", "type")
                        .filter("Recreate"::equals)
                        .isPresent();
        if (recreate) {
            old.forEach(s -> resize(deployment, s, 0));
            boolean gone =
                    old.stream()
                            .allMatch(s -> actor.owners().controlled(s.uid(), pods.id()).isEmpty());
            if (gone) {
                resize(deployment, current.get(), wanted);
            } else {
                later.after(Duration.ofMillis(20));
            }
            return;
        }
        roll(deployment, current.get(), old, wanted);
    }

    private void resizeActive(Stored deployment, List<Stored> all, long wanted) {
        all.stream()
                .filter(s -> Actor.replicas(s.tree()) > 0)
                .max(Comparator.comparingLong(Deployments::revision))
                .ifPresent(s -> resize(deployment, s, wanted));
    }

    private void roll(Stored deployment, Stored current, List<Stored> old, long wanted) {
        var rolling = Trees.mapAt(deployment.tree(), "spec", "strategy", "rollingUpdate");
        long surge = share(rolling.get("maxSurge"), wanted, true);
        long unavailable = share(rolling.get("maxUnavailable"), wanted, false);
        if (surge == 0 && unavailable == 0) {
            unavailable = 1;
        }
        long oldSize = old.stream().mapToLong(s -> Actor.replicas(s.tree())).sum();
        long size = Actor.replicas(current.tree());
        if (size > wanted || oldSize == 0) {
            resize(deployment, current, wanted);
            size = wanted;
        } else {
            long room = Math.max(0, wanted + surge - oldSize - size);
            long grown = Math.min(wanted, size + room);
            resize(deployment, current, grown);
            size = grown;
        }
        long availableNow =
                Trees.longAt(current.tree(), "status", "availableReplicas").orElse(0L)
                        + old.stream()
                                .mapToLong(s ->
                                        Trees.longAt(s.tree(), "status", "availableReplicas")
                                                .orElse(0L))
                                .sum();
        long minimum = wanted - unavailable;
        // Pods of old sets that never became ready cost nothing to take away.
        for (var set : old) {
            long replicas = Actor.replicas(set.tree());
            long ready = Trees.longAt(set.tree(), "status", "availableReplicas").orElse(0L);
            long broken = Math.max(0, replicas - ready);
            long spare = Math.max(0, Math.min(ready, availableNow - minimum));
            long down = Math.min(replicas, broken + spare);
            if (down > 0) {
                resize(deployment, set, replicas - down);
                availableNow -= Math.min(spare, Math.max(0, down - broken));
            }
        }
    }

    private static long share(
            @org.jspecify.annotations.Nullable Object value, long of, boolean up) {
        if (value instanceof Long n) {
            return n;
        }
        if (value instanceof String text && text.endsWith("%")) {
            double exact = Long.parseLong(text.substring(0, text.length() - 1)) * of / 100.0;
            return (long) (up ? Math.ceil(exact) : Math.floor(exact));
        }
        return 0;
    }

    private void resize(Stored deployment, Stored set, long replicas) {
        long old = Actor.replicas(set.tree());
        if (old == replicas) {
            return;
        }
        actor.edit(
                set,
                tree -> {
                    var copy = Trees.copyMap(tree);
                    Trees.put(copy, replicas, "spec", "replicas");
                    return copy;
                });
        actor.event(
                deployment,
                false,
                "ScalingReplicaSet",
                "Scaled "
                        + (replicas > old ? "up" : "down")
                        + " replica set "
                        + set.name()
                        + " from "
                        + old
                        + " to "
                        + replicas);
    }

    private void cleanUp(Stored deployment, Optional<Stored> current, List<Stored> all) {
        long kept = Trees.longAt(deployment.tree(), "spec", "revisionHistoryLimit").orElse(10L);
        var old =
                all.stream()
                        .filter(s -> current.filter(c -> c.uid().equals(s.uid())).isEmpty())
                        .filter(s ->
                                Actor.replicas(s.tree()) == 0
                                        && Trees.longAt(s.tree(), "status", "replicas").orElse(0L)
                                                == 0
                                        && Trees.at(s.tree(), "status", "observedGeneration")
                                                .isPresent())
                        .sorted(Comparator.comparingLong(Deployments::revision))
                        .toList();
        old.stream().limit(Math.max(0, old.size() - kept)).forEach(actor::delete);
    }

    // --- status ------------------------------------------------------------------------------

    private void status(Stored deployment, Later later) {
        var all = setsOf(deployment);
        var current = current(deployment, all);
        long wanted = Actor.replicas(deployment.tree());
        long total = sum(all, "replicas");
        long available = sum(all, "availableReplicas");
        long updated = current.map(s -> sum(List.of(s), "replicas")).orElse(0L);
        long updatedAvailable = current.map(s -> sum(List.of(s), "availableReplicas")).orElse(0L);
        var status = Actor.tree("observedGeneration", Actor.generation(deployment));
        ReplicaSets.putSome(status, "replicas", total);
        ReplicaSets.putSome(status, "updatedReplicas", updated);
        ReplicaSets.putSome(status, "readyReplicas", sum(all, "readyReplicas"));
        ReplicaSets.putSome(status, "availableReplicas", available);
        ReplicaSets.putSome(status, "unavailableReplicas", Math.max(0, wanted - available));
        status.put(
                "conditions",
                conditions(
                        deployment,
                        current,
                        wanted,
                        total,
                        updated,
                        available,
                        updatedAvailable,
                        later));
        actor.status(deployment, status);
    }

    private static long sum(List<Stored> sets, String field) {
        return sets.stream()
                .mapToLong(s -> Trees.longAt(s.tree(), "status", field).orElse(0L))
                .sum();
    }

    private List<Object> conditions(
            Stored deployment,
            Optional<Stored> current,
            long wanted,
            long total,
            long updated,
            long available,
            long updatedAvailable,
            Later later) {
        var conditions = new ArrayList<>(Trees.listAt(deployment.tree(), "status", "conditions"));
        var rolling = Trees.mapAt(deployment.tree(), "spec", "strategy", "rollingUpdate");
        long minimum = wanted - share(rolling.get("maxUnavailable"), wanted, false);
        List<Object> result =
                available >= minimum
                        ? actor.withCondition(
                                conditions,
                                "Available",
                                true,
                                "MinimumReplicasAvailable",
                                "Deployment has minimum availability.",
                                true)
                        : actor.withCondition(
                                conditions,
                                "Available",
                                false,
                                "MinimumReplicasUnavailable",
                                "Deployment does not have minimum availability.",
                                true);
        result = withFailure(result, current);
        if (current.isEmpty()
                || !Trees.at(deployment.tree(), "spec", "progressDeadlineSeconds").isPresent()) {
            return result;
        }
        var name = current.get().name();
        boolean complete = updated == wanted && total == wanted && updatedAvailable == wanted;
        if (complete) {
            return actor.withCondition(
                    result,
                    "Progressing",
                    true,
                    "NewReplicaSetAvailable",
                    "ReplicaSet \"" + name + "\" has successfully progressed.",
                    true);
        }
        return progressing(deployment, result, name, later);
    }

    /** That pods cannot be made is said by the replica set, and by its deployment after it. */
    private List<Object> withFailure(List<Object> conditions, Optional<Stored> current) {
        var failure =
                current.stream()
                        .flatMap(s -> Trees.listAt(s.tree(), "status", "conditions").stream())
                        .filter(c ->
                                Trees.stringAt(c, "type")
                                        .filter(ReplicaSets.FAILURE::equals)
                                        .isPresent())
                        .findFirst();
        if (failure.isPresent()) {
            return actor.withCondition(
                    conditions,
                    ReplicaSets.FAILURE,
                    true,
                    Trees.stringAt(failure.get(), "reason").orElse(""),
                    Trees.stringAt(failure.get(), "message").orElse(""),
                    true);
        }
        return conditions.stream()
                .filter(c ->
                        Trees.stringAt(c, "type").filter(ReplicaSets.FAILURE::equals).isEmpty())
                .collect(java.util.stream.Collectors.toCollection(ArrayList::new));
    }

    private List<Object> progressing(
            Stored deployment, List<Object> conditions, String set, Later later) {
        var old =
                conditions.stream()
                        .filter(c ->
                                Trees.stringAt(c, "type").filter("Progressing"::equals).isPresent())
                        .findFirst();
        long deadline =
                Trees.longAt(deployment.tree(), "spec", "progressDeadlineSeconds").orElse(600L);
        var reason = old.flatMap(c -> Trees.stringAt(c, "reason")).orElse("");
        boolean sameSet =
                old.flatMap(c -> Trees.stringAt(c, "message"))
                        .filter(m -> m.contains("\"" + set + "\""))
                        .isPresent();
        if (sameSet && !reason.equals("NewReplicaSetAvailable")) {
            var since = old.flatMap(c -> Trees.stringAt(c, "lastUpdateTime")).orElse(actor.now());
            var left =
                    Duration.between(actor.instant(), Instant.parse(since).plusSeconds(deadline));
            if (!left.isPositive() || reason.equals("ProgressDeadlineExceeded")) {
                return actor.withCondition(
                        conditions,
                        "Progressing",
                        false,
                        "ProgressDeadlineExceeded",
                        "ReplicaSet \"" + set + "\" has timed out progressing.",
                        true);
            }
            later.after(left.plusMillis(50));
            return conditions;
        }
        later.after(Duration.ofSeconds(deadline).plusMillis(50));
        return actor.withCondition(
                conditions,
                "Progressing",
                true,
                "ReplicaSetUpdated",
                "ReplicaSet \"" + set + "\" is progressing.",
                true);
    }
}
