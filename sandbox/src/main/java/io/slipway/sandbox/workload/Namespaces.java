package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.registry.Target;
import io.slipway.sandbox.registry.WriteOptions;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.store.Stored;
import io.slipway.sandbox.type.ServedType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Gives namespaces what every one has, and empties those that are deleted. */
final class Namespaces implements Controller {

    private final Actor actor;
    private final ServedType namespaces;
    private final ServedType accounts;
    private final ServedType configMaps;

    Namespaces(Actor actor) {
        this.actor = actor;
        this.namespaces = actor.type("", "namespaces");
        this.accounts = actor.type("", "serviceaccounts");
        this.configMaps = actor.type("", "configmaps");
    }

    @Override
    public void observe(Change change, Consumer<Key> look) {
        var now = change.now();
        if (now.resource().equals(namespaces.id())) {
            look.accept(Key.of(now));
        } else if (change.kind() == Change.Kind.DELETED && !now.namespace().isEmpty()) {
            look.accept(new Key("", now.namespace()));
        }
    }

    @Override
    public void reconcile(Key key, Later later) {
        actor.find(namespaces, key)
                .ifPresent(namespace -> {
                    if (Actor.isDeleting(namespace)) {
                        empty(namespace);
                    } else {
                        furnish(namespace.name());
                    }
                });
    }

    private void furnish(String name) {
        if (actor.find(accounts, new Key(name, "default")).isEmpty()) {
            actor.create(
                    accounts,
                    name,
                    Actor.tree(
                            "apiVersion",
                            "v1",
                            "kind",
                            "ServiceAccount",
                            "metadata",
                            Actor.tree("name", "default", "namespace", name)));
        }
        if (actor.find(configMaps, new Key(name, "kube-root-ca.crt")).isEmpty()) {
            actor.create(
                    configMaps,
                    name,
                    Actor.tree(
                            "apiVersion",
                            "v1",
                            "kind",
                            "ConfigMap",
                            "metadata",
                            Actor.tree("name", "kube-root-ca.crt", "namespace", name),
                            "data",
                            Actor.tree("ca.crt", "")));
        }
    }

    private void empty(Stored namespace) {
        Set<String> left = new TreeSet<>();
        Set<String> finalizers = new TreeSet<>();
        for (var type : actor.registry().types().storages()) {
            if (!type.namespaced() || !type.resource().verbs().contains("delete")) {
                continue;
            }
            for (var object : actor.list(type, namespace.name())) {
                if (!Actor.isDeleting(object)) {
                    actor.delete(object);
                }
            }
            for (var object : actor.list(type, namespace.name())) {
                left.add(type.id().toString());
                Trees.listAt(object.tree(), "metadata", "finalizers")
                        .forEach(f -> finalizers.add(String.valueOf(f)));
            }
        }
        if (left.isEmpty()) {
            actor.registry()
                    .finalizeNamespace(
                            Target.of(namespaces, "", namespace.name()),
                            Actor.tree("spec", Actor.tree("finalizers", List.of())),
                            WriteOptions.by("kube-controller-manager"));
        } else {
            report(namespace, left, finalizers);
        }
    }

    private void report(Stored namespace, Set<String> left, Set<String> finalizers) {
        var status = Trees.copyMap(Trees.mapAt(namespace.tree(), "status"));
        status.put("phase", "Terminating");
        var conditions = new ArrayList<>(Trees.listAt(status, "conditions"));
        List<Object> result =
                actor.withCondition(
                        conditions,
                        "NamespaceContentRemaining",
                        true,
                        "SomeResourcesRemain",
                        "Some resources are remaining: " + String.join(", ", left),
                        false);
        result =
                actor.withCondition(
                        result,
                        "NamespaceFinalizersRemaining",
                        !finalizers.isEmpty(),
                        finalizers.isEmpty() ? "ContentHasNoFinalizers" : "SomeFinalizersRemain",
                        finalizers.isEmpty()
                                ? "All content-preserving finalizers finished"
                                : "Some content in the namespace has finalizers remaining: "
                                        + String.join(", ", finalizers),
                        false);
        status.put("conditions", result);
        actor.status(namespace, status);
    }
}
