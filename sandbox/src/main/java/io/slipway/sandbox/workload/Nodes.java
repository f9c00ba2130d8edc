package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.manifests.schema.TypeTable;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.store.Stored;
import io.slipway.sandbox.type.ServedType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reports nodes as ready. */
final class Nodes implements Controller {

    static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

    private final Actor actor;
    private final ServedType nodes;

    Nodes(Actor actor) {
        this.actor = actor;
        this.nodes = actor.type("", "nodes");
    }

    @Override
    public void observe(Change change, Consumer<Key> look) {
        if (change.now().resource().equals(nodes.id()) && change.kind() != Change.Kind.DELETED) {
            look.accept(Key.of(change.now()));
        }
    }

    /** A node that takes no pods says so by a taint as well. */
    private void taint(Stored node) {
        boolean closed = Trees.isTrueAt(node.tree(), "spec", "unschedulable");
        boolean tainted =
                Trees.listAt(node.tree(), "spec", "taints").stream().anyMatch(Nodes::isClosed);
        if (closed == tainted) {
            return;
        }
        actor.edit(
                node,
                tree -> {
                    var copy = Trees.copyMap(tree);
                    var taints = new ArrayList<>(Trees.listAt(tree, "spec", "taints"));
                    taints.removeIf(Nodes::isClosed);
                    if (closed) {
                        taints.add(
                                Actor.tree(
                                        "effect",
                                        "NoSchedule",
                                        "key",
                                        UNSCHEDULABLE,
                                        "timeAdded",
                                        actor.now()));
                    }
                    Trees.put(copy, taints, "spec", "taints");
                    if (taints.isEmpty()) {
                        Trees.map(copy.get("spec")).ifPresent(s -> s.remove("taints"));
                    }
                    return copy;
                });
    }

    private static boolean isClosed(Object taint) {
        return Trees.stringAt(taint, "key").filter(UNSCHEDULABLE::equals).isPresent();
    }

    @Override
    public void reconcile(Key key, Later later) {
        actor.find(nodes, key)
                .ifPresent(node -> {
                    taint(node);
                    var status = Trees.copyMap(Trees.mapAt(node.tree(), "status"));
                    var size = Actor.tree("cpu", "64", "memory", "256Gi", "pods", "10k");
                    status.put("capacity", size);
                    status.put("allocatable", Trees.copyMap(size));
                    status.put(
                            "addresses",
                            new ArrayList<Object>(
                                    List.of(
                                            Actor.tree(
                                                    "type", "InternalIP", "address", "127.0.0.1"),
                                            Actor.tree(
                                                    "type", "Hostname", "address", node.name()))));
                    status.put(
                            "nodeInfo",
                            Actor.tree(
                                    "architecture", "amd64",
                                    "bootID", "",
                                    "containerRuntimeVersion", "none://sandbox",
                                    "kernelVersion", "",
                                    "kubeProxyVersion", "",
                                    "kubeletVersion", "v" + TypeTable.version(),
                                    "machineID", "",
                                    "operatingSystem", "linux",
                                    "osImage", "Slipway sandbox, which runs no containers",
                                    "systemUUID", ""));
                    status.put(
                            "conditions",
                            actor.withCondition(
                                    Trees.listAt(status, "conditions"),
                                    "Ready",
                                    true,
                                    "KubeletReady",
                                    "the sandbox's node is always ready",
                                    false));
                    actor.find(nodes, key).ifPresent(n -> actor.status(n, status));
                });
    }
}
