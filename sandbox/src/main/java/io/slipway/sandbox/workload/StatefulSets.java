package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.store.Stored;
import io.slipway.sandbox.type.ServedType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps numbered pods with claims of their own, in order. */
final class StatefulSets implements Controller {

    private static final String HASH = "controller-revision-hash";

    private final Actor actor;
    private final ServedType sets;
    private final ServedType pods;
    private final ServedType claims;
    private final ServedType revisions;

    StatefulSets(Actor actor) {
        this.actor = actor;
        this.sets = actor.type("apps", "statefulsets");
        this.pods = actor.type("", "pods");
        this.claims = actor.type("", "persistentvolumeclaims");
        this.revisions = actor.type("apps", "controllerrevisions");
    }

    @Override
    public void observe(Change change, Consumer<Key> look) {
        if (change.now().resource().equals(sets.id())) {
            look.accept(Key.of(change.now()));
        } else if (change.now().resource().equals(pods.id())) {
            Actor.controllerKey(change.now(), "StatefulSet").ifPresent(look);
        }
    }

    @Override
    public void reconcile(Key key, Later later) {
        var found = actor.find(sets, key);
        if (found.isEmpty()) {
            return;
        }
        var set = found.get();
        var template = Trees.mapAt(set.tree(), "spec", "template");
        var revision = set.name() + "-" + Templates.hash(template);
        if (!Actor.isDeleting(set)) {
            keepRevision(set, template, revision);
            manage(set, template, revision);
        }
        status(set, revision);
    }

    private void keepRevision(Stored set, Map<String, Object> template, String revision) {
        if (actor.find(revisions, new Key(set.namespace(), revision)).isPresent()) {
            return;
        }
        long number = actor.owners().controlled(set.uid(), revisions.id()).size() + 1L;
        actor.create(
                revisions,
                set.namespace(),
                Actor.tree(
                        "apiVersion",
                        "apps/v1",
                        "kind",
                        "ControllerRevision",
                        "metadata",
                        Actor.tree(
                                "name",
                                revision,
                                "namespace",
                                set.namespace(),
                                "labels",
                                Actor.tree(HASH, revision),
                                "ownerReferences",
                                new ArrayList<Object>(List.of(Actor.ownerReference(set)))),
                        "data",
                        Actor.tree("spec", Actor.tree("template", Trees.copyMap(template))),
                        "revision",
                        number));
    }

    /**
     * One look at the pods of those numbers. What is decided about one pod, such as to replace it,
     * rests on what the others were at that moment.
     */
    private Map<Long, Stored> podsOf(Stored set, long start, long replicas) {
        var found = new HashMap<Long, Stored>();
        for (long i = start; i < start + replicas; i++) {
            long ordinal = i;
            actor.find(pods, new Key(set.namespace(), set.name() + "-" + i))
                    .ifPresent(p -> found.put(ordinal, p));
        }
        return found;
    }

    private void manage(Stored set, Map<String, Object> template, String revision) {
        long replicas = Actor.replicas(set.tree());
        long start = Trees.longAt(set.tree(), "spec", "ordinals", "start").orElse(0L);
        boolean parallel =
                Trees.stringAt(set.tree(), "spec", "podManagementPolicy")
                        .filter("Parallel"::equals)
                        .isPresent();
        boolean whole = true;
        var numbered = podsOf(set, start, replicas);
        for (long i = start; i < start + replicas; i++) {
            var pod = Optional.ofNullable(numbered.get(i));
            if (pod.isEmpty()) {
                make(set, template, revision, i);
                whole = false;
            } else if (Templates.isOver(pod.get().tree())) {
                actor.delete(pod.get());
                whole = false;
            }
            boolean ready =
                    pod.filter(p -> Templates.isReady(p.tree()) && !Actor.isDeleting(p))
                            .isPresent();
            whole &= ready;
            if (!ready && !parallel) {
                break;
            }
        }
        var surplus =
                actor.owners().controlled(set.uid(), pods.id()).stream()
                        .filter(p -> ordinal(set, p) >= start + replicas || ordinal(set, p) < start)
                        .sorted((a, b) -> Long.compare(ordinal(set, b), ordinal(set, a)))
                        .toList();
        surplus.stream()
                .filter(p -> !Actor.isDeleting(p))
                .limit(
                        parallel
                                ? Long.MAX_VALUE
                                : surplus.stream().anyMatch(Actor::isDeleting) ? 0 : 1)
                .forEach(p -> {
                    actor.delete(p);
                    actor.event(
                            set,
                            false,
                            "SuccessfulDelete",
                            "delete Pod "
                                    + p.name()
                                    + " in StatefulSet "
                                    + set.name()
                                    + " successful");
                });
        boolean rolling =
                Trees.stringAt(set.tree(), "spec", "updateStrategy", "type")
                        .filter("OnDelete"::equals)
                        .isEmpty();
        if (whole && surplus.isEmpty() && rolling) {
            update(set, revision, start, numbered);
        } else if (rolling && surplus.isEmpty()) {
            replaceBroken(set, revision, start, numbered);
        }
    }

    private static long ordinal(Stored set, Stored pod) {
        var rest = pod.name().substring(Math.min(pod.name().length(), set.name().length() + 1));
        return rest.matches("\\d{1,9}") ? Long.parseLong(rest) : -1;
    }

    /** Takes one pod of an older revision away, the highest number first. */
    private void update(Stored set, String revision, long start, Map<Long, Stored> pods) {
        long partition =
                Trees.longAt(set.tree(), "spec", "updateStrategy", "rollingUpdate", "partition")
                        .orElse(0L);
        for (long i = start + Actor.replicas(set.tree()) - 1;
                i >= Math.max(start, partition);
                i--) {
            var pod = Optional.ofNullable(pods.get(i));
            if (pod.filter(p -> !revision.equals(label(p))).isPresent()) {
                actor.delete(pod.get());
                return;
            }
        }
    }

    /** A pod of an older revision that is not ready holds nothing up. */
    private void replaceBroken(Stored set, String revision, long start, Map<Long, Stored> pods) {
        long partition =
                Trees.longAt(set.tree(), "spec", "updateStrategy", "rollingUpdate", "partition")
                        .orElse(0L);
        for (long i = start + Actor.replicas(set.tree()) - 1;
                i >= Math.max(start, partition);
                i--) {
            var pod = Optional.ofNullable(pods.get(i));
            if (pod.filter(
                            p ->
                                    !revision.equals(label(p))
                                            && !Templates.isReady(p.tree())
                                            && !Actor.isDeleting(p))
                    .isPresent()) {
                actor.delete(pod.get());
                return;
            }
        }
    }

    private static String label(Stored pod) {
        return Trees.stringAt(pod.tree(), "metadata", "labels", HASH).orElse("");
    }

    private void make(Stored set, Map<String, Object> template, String revision, long ordinal) {
        var name = set.name() + "-" + ordinal;
        var labels =
                Actor.tree(
                        "statefulset.kubernetes.io/pod-name",
                        name,
                        HASH,
                        revision,
                        "apps.kubernetes.io/pod-index",
                        Long.toString(ordinal));
        var pod = Templates.pod(set, template, name, labels);
        var spec = Trees.map(pod.get("spec")).orElseThrow();
        spec.put("hostname", name);
        Trees.stringAt(set.tree(), "spec", "serviceName").ifPresent(s -> spec.put("subdomain", s));
        var volumes = new ArrayList<>(Trees.listAt(spec, "volumes"));
        for (var item : Trees.listAt(set.tree(), "spec", "volumeClaimTemplates")) {
            var claim = Trees.map(item).orElseThrow();
            var volume = Trees.stringAt(claim, "metadata", "name").orElse("");
            var claimName = volume + "-" + name;
            makeClaim(set, claim, claimName);
            volumes.removeIf(v -> Trees.stringAt(v, "name").filter(volume::equals).isPresent());
            volumes.add(
                    Actor.tree(
                            "name",
                            volume,
                            "persistentVolumeClaim",
                            Actor.tree("claimName", claimName)));
        }
        if (!volumes.isEmpty()) {
            spec.put("volumes", volumes);
        }
        actor.create(pods, set.namespace(), pod)
                .ifPresent(_ ->
                        actor.event(
                                set,
                                false,
                                "SuccessfulCreate",
                                "create Pod "
                                        + name
                                        + " in StatefulSet "
                                        + set.name()
                                        + " successful"));
    }

    private void makeClaim(Stored set, Map<String, Object> template, String name) {
        if (actor.find(claims, new Key(set.namespace(), name)).isPresent()) {
            return;
        }
        var metadata = new LinkedHashMap<>(Trees.mapAt(template, "metadata"));
        metadata.put("name", name);
        metadata.put("namespace", set.namespace());
        var labels = new LinkedHashMap<>(Trees.mapAt(metadata, "labels"));
        labels.putAll(Trees.mapAt(set.tree(), "spec", "selector", "matchLabels"));
        metadata.put("labels", labels);
        actor.create(
                claims,
                set.namespace(),
                Actor.tree(
                        "apiVersion",
                        "v1",
                        "kind",
                        "PersistentVolumeClaim",
                        "metadata",
                        metadata,
                        "spec",
                        Trees.copyMap(Trees.mapAt(template, "spec"))));
    }

    private void status(Stored set, String revision) {
        var all =
                actor.owners().controlled(set.uid(), pods.id()).stream()
                        .filter(p -> !Actor.isDeleting(p))
                        .toList();
        long replicas = Actor.replicas(set.tree());
        long updated = all.stream().filter(p -> revision.equals(label(p))).count();
        long ready = all.stream().filter(p -> Templates.isReady(p.tree())).count();
        boolean complete = updated == replicas && ready == replicas && all.size() == replicas;
        var currentRevision =
                complete
                        ? revision
                        : Trees.stringAt(set.tree(), "status", "currentRevision").orElse(revision);
        long current = all.stream().filter(p -> currentRevision.equals(label(p))).count();
        var status =
                Actor.tree(
                        "observedGeneration",
                        Actor.generation(set),
                        "replicas",
                        (long) all.size(),
                        "availableReplicas",
                        ready,
                        "collisionCount",
                        0L,
                        "currentRevision",
                        currentRevision,
                        "updateRevision",
                        revision);
        ReplicaSets.putSome(status, "readyReplicas", ready);
        ReplicaSets.putSome(status, "currentReplicas", current);
        ReplicaSets.putSome(status, "updatedReplicas", updated);
        actor.status(set, status);
    }
}
