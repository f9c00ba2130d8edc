package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.manifests.schema.TypeTable;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.type.ServedType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reports nodes as ready. */
final class Nodes implements Controller {

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

    @Override
    public void reconcile(Key key, Later later) {
        actor.find(nodes, key)
                .ifPresent(node -> {
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
                    actor.status(node, status);
                });
    }
}
