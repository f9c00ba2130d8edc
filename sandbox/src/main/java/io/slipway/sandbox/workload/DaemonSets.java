package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.registry.LabelSelector;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.store.Stored;
import io.slipway.sandbox.type.ServedType;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Keeps a pod on every node that fits. */
final class DaemonSets implements Controller {

    private static final String HASH = "controller-revision-hash";

    private final Actor actor;
    private final ServedType sets;
    private final ServedType pods;
    private final ServedType nodes;

    DaemonSets(Actor actor) {
        this.actor = actor;
        this.sets = actor.type("apps", "daemonsets");
        this.pods = actor.type("", "pods");
        this.nodes = actor.type("", "nodes");
    }

    @Override
    public void observe(Change change, Consumer<Key> look) {
        if (change.now().resource().equals(sets.id())) {
            look.accept(Key.of(change.now()));
        } else if (change.now().resource().equals(pods.id())) {
            Actor.controllerKey(change.now(), "DaemonSet").ifPresent(look);
        } else if (change.now().resource().equals(nodes.id())
                && change.kind() != Change.Kind.MODIFIED) {
            actor.list(sets, "").forEach(s -> look.accept(Key.of(s)));
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
        var revision = Templates.hash(template);
        var wanted = fitting(template);
        if (!Actor.isDeleting(set)) {
            manage(set, template, revision, wanted);
        }
        status(set, revision, wanted.size());
    }

    private List<Stored> fitting(Map<String, Object> template) {
        var selector = LabelSelector.ofLabels(Trees.mapAt(template, "spec", "nodeSelector"));
        return actor.list(nodes, "").stream()
                .filter(n -> selector.matches(LabelSelector.labelsOf(n.tree())))
                .toList();
    }

    private static List<Stored> active(List<Stored> pods) {
        return pods.stream()
                .filter(p -> !Actor.isDeleting(p) && !Templates.isOver(p.tree()))
                .toList();
    }

    private static String revision(Stored pod) {
        return Trees.stringAt(pod.tree(), "metadata", "labels", HASH).orElse("");
    }

    private static String node(Stored pod) {
        return Trees.stringAt(pod.tree(), "spec", "nodeName").orElse("");
    }

    private void manage(
            Stored set, Map<String, Object> template, String revision, List<Stored> wanted) {
        var all = actor.owners().controlled(set.uid(), this.pods.id());
        var pods = active(all);
        boolean onDelete =
                Trees.stringAt(set.tree(), "spec", "updateStrategy", "type")
                        .filter("OnDelete"::equals)
                        .isPresent();
        for (var node : wanted) {
            if (pods.stream().noneMatch(p -> node(p).equals(node.name()))) {
                var pod = Templates.pod(set, template, "", Actor.tree(HASH, revision));
                Trees.put(pod, node.name(), "spec", "nodeName");
                actor.create(this.pods, set.namespace(), pod)
                        .ifPresent(p ->
                                actor.event(
                                        set,
                                        false,
                                        "SuccessfulCreate",
                                        "Created pod: "
                                                + Trees.stringAt(p, "metadata", "name")
                                                        .orElse("")));
            }
        }
        all.stream()
                .filter(p -> Templates.isOver(p.tree()) && !Actor.isDeleting(p))
                .forEach(actor::delete);
        for (var pod : pods) {
            boolean misplaced = wanted.stream().noneMatch(n -> n.name().equals(node(pod)));
            boolean old = !onDelete && !revision(pod).equals(revision);
            if (misplaced || old) {
                actor.delete(pod);
                actor.event(set, false, "SuccessfulDelete", "Deleted pod: " + pod.name());
            }
        }
    }

    private void status(Stored set, String revision, long wanted) {
        var pods = active(actor.owners().controlled(set.uid(), this.pods.id()));
        long ready = pods.stream().filter(p -> Templates.isReady(p.tree())).count();
        long updated = pods.stream().filter(p -> revision(p).equals(revision)).count();
        var status =
                Actor.tree(
                        "currentNumberScheduled",
                        (long) pods.size(),
                        "numberMisscheduled",
                        0L,
                        "desiredNumberScheduled",
                        wanted,
                        "numberReady",
                        ready,
                        "observedGeneration",
                        Actor.generation(set));
        ReplicaSets.putSome(status, "updatedNumberScheduled", updated);
        ReplicaSets.putSome(status, "numberAvailable", ready);
        ReplicaSets.putSome(status, "numberUnavailable", Math.max(0, wanted - ready));
        actor.status(set, status);
    }
}
