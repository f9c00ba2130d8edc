package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.store.ResourceId;
import io.slipway.sandbox.store.Stored;
import io.slipway.sandbox.type.ServedType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Establishes CustomResourceDefinitions, and deletes their objects before them. */
final class CustomDefinitions implements Controller {

    private static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

    private final Actor actor;
    private final ServedType definitions;

    CustomDefinitions(Actor actor) {
        this.actor = actor;
        this.definitions = actor.type("apiextensions.k8s.io", "customresourcedefinitions");
    }

    @Override
    public void observe(Change change, Consumer<Key> look) {
        if (change.now().resource().equals(definitions.id())) {
            look.accept(Key.of(change.now()));
        } else if (change.kind() == Change.Kind.DELETED
                && !change.now().resource().group().isEmpty()) {
            look.accept(new Key("", change.now().resource().toString()));
        }
    }

    @Override
    public void reconcile(Key key, Later later) {
        actor.find(definitions, key)
                .ifPresent(definition -> {
                    if (Actor.isDeleting(definition)) {
                        empty(definition);
                    } else {
                        establish(definition);
                    }
                });
    }

    private void establish(Stored definition) {
        var finalizers = Trees.listAt(definition.tree(), "metadata", "finalizers");
        if (!finalizers.contains(CLEANUP)) {
            setFinalizers(definition, true);
        }
        var status = Trees.copyMap(Trees.mapAt(definition.tree(), "status"));
        var conditions = Trees.listAt(status, "conditions");
        conditions =
                actor.withCondition(
                        conditions,
                        "NamesAccepted",
                        true,
                        "NoConflicts",
                        "no conflicts found",
                        false);
        conditions =
                actor.withCondition(
                        conditions,
                        "Established",
                        true,
                        "InitialNamesAccepted",
                        "the initial names have been accepted",
                        false);
        status.put("conditions", conditions);
        status.put("acceptedNames", Trees.copyMap(Trees.mapAt(definition.tree(), "spec", "names")));
        var stored = new ArrayList<>(Trees.listAt(status, "storedVersions"));
        for (var version : Trees.listAt(definition.tree(), "spec", "versions")) {
            var name = Trees.stringAt(version, "name").orElse("");
            if (Trees.isTrueAt(version, "storage") && !stored.contains(name)) {
                stored.add(name);
            }
        }
        status.put("storedVersions", stored);
        actor.find(definitions, Key.of(definition)).ifPresent(d -> actor.status(d, status));
    }

    private void empty(Stored definition) {
        var id =
                new ResourceId(
                        Trees.stringAt(definition.tree(), "spec", "group").orElse(""),
                        Trees.stringAt(definition.tree(), "spec", "names", "plural").orElse(""));
        var store = actor.registry().store();
        for (var object : store.list(id, "").objects()) {
            if (!Actor.isDeleting(object)) {
                actor.delete(object);
            }
        }
        if (store.list(id, "").objects().isEmpty()) {
            setFinalizers(definition, false);
        }
    }

    private void setFinalizers(Stored definition, boolean protect) {
        actor.edit(
                definition,
                tree -> {
                    var copy = Trees.copyMap(tree);
                    List<Object> finalizers =
                            new ArrayList<>(Trees.listAt(tree, "metadata", "finalizers"));
                    finalizers.remove(CLEANUP);
                    if (protect) {
                        finalizers.add(CLEANUP);
                    }
                    if (finalizers.isEmpty()) {
                        Trees.map(copy.get("metadata")).ifPresent(m -> m.remove("finalizers"));
                    } else {
                        Trees.put(copy, finalizers, "metadata", "finalizers");
                    }
                    return copy;
                });
    }
}
