package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.registry.DeleteOptions;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The garbage collector: deletes what no longer has an owner, and ends deletions that wait for
 * dependents (foreground) or leave them behind (orphan). Keys hold a uid as their name.
 */
final class Collector implements Controller {

    private static final String FOREGROUND = "foregroundDeletion";
    private static final String ORPHAN = "orphan";

    private final Actor actor;

    Collector(Actor actor) {
        this.actor = actor;
    }

    @Override
    public void observe(Change change, Consumer<Key> look) {
        var now = change.now();
        if (change.kind() == Change.Kind.DELETED) {
            look.accept(new Key("gone", now.uid()));
            Owners.owners(now).forEach(uid -> look.accept(new Key("owner", uid)));
            return;
        }
        if (!Owners.owners(now).isEmpty()) {
            look.accept(new Key("dependent", now.uid()));
        }
        var finalizers = Trees.listAt(now.tree(), "metadata", "finalizers");
        if (Actor.isDeleting(now)
                && (finalizers.contains(FOREGROUND) || finalizers.contains(ORPHAN))) {
            look.accept(new Key("owner", now.uid()));
        }
    }

    @Override
    public void reconcile(Key key, Later later) {
        switch (key.namespace()) {
            case "gone" -> actor.owners().dependentsOf(key.name()).forEach(this::check);
            case "dependent" -> find(key.name()).ifPresent(this::check);
            default -> find(key.name()).filter(Actor::isDeleting).ifPresent(this::settle);
        }
    }

    private Optional<Stored> find(String uid) {
        return actor.owners()
                .place(uid)
                .flatMap(p -> actor.registry().store().get(p.resource(), p.namespace(), p.name()))
                .filter(s -> s.uid().equals(uid));
    }

    /** Deletes an object all of whose owners are gone; takes gone owners out of it otherwise. */
    private void check(Stored dependent) {
        var owners = Trees.listAt(dependent.tree(), "metadata", "ownerReferences");
        if (owners.isEmpty()) {
            return;
        }
        var alive = new ArrayList<Object>();
        boolean waiting = false;
        for (var owner : owners) {
            var found =
                    Trees.stringAt(owner, "uid")
                            .flatMap(this::find)
                            .filter(o -> fits(o, dependent));
            if (found.isPresent()) {
                alive.add(owner);
                waiting |=
                        Actor.isDeleting(found.get())
                                && Trees.listAt(found.get().tree(), "metadata", "finalizers")
                                        .contains(FOREGROUND);
            }
        }
        if (alive.isEmpty()) {
            delete(dependent, false);
        } else if (waiting && alive.size() == 1) {
            delete(dependent, !actor.owners().dependentsOf(dependent.uid()).isEmpty());
        } else if (alive.size() < owners.size()) {
            actor.edit(
                    dependent,
                    tree -> {
                        var copy = Trees.copyMap(tree);
                        Trees.put(copy, Trees.copy(alive), "metadata", "ownerReferences");
                        return copy;
                    });
        }
    }

    /** An owner is in the same namespace or in none. */
    private static boolean fits(Stored owner, Stored dependent) {
        return owner.namespace().isEmpty() || owner.namespace().equals(dependent.namespace());
    }

    private void delete(Stored object, boolean foreground) {
        if (Actor.isDeleting(object)) {
            return;
        }
        var finalizers = Trees.listAt(object.tree(), "metadata", "finalizers");
        actor.delete(
                object,
                new DeleteOptions(
                        false,
                        Optional.of(
                                finalizers.contains(ORPHAN)
                                        ? DeleteOptions.Propagation.ORPHAN
                                        : foreground || finalizers.contains(FOREGROUND)
                                                ? DeleteOptions.Propagation.FOREGROUND
                                                : DeleteOptions.Propagation.BACKGROUND),
                        Optional.empty(),
                        Optional.of(object.uid()),
                        Optional.empty()));
    }

    private void settle(Stored owner) {
        var finalizers = Trees.listAt(owner.tree(), "metadata", "finalizers");
        var dependents = actor.owners().dependentsOf(owner.uid());
        if (finalizers.contains(ORPHAN)) {
            dependents.forEach(d -> orphan(d, owner.uid()));
            drop(owner, ORPHAN);
        } else if (finalizers.contains(FOREGROUND)) {
            dependents.forEach(this::check);
            boolean blocked =
                    actor.owners().dependentsOf(owner.uid()).stream()
                            .anyMatch(d -> blocks(d, owner.uid()));
            if (!blocked) {
                drop(owner, FOREGROUND);
            }
        }
    }

    private static boolean blocks(Stored dependent, String uid) {
        return Trees.listAt(dependent.tree(), "metadata", "ownerReferences").stream()
                .anyMatch(o ->
                        Trees.stringAt(o, "uid").filter(uid::equals).isPresent()
                                && Trees.isTrueAt(o, "blockOwnerDeletion"));
    }

    private void orphan(Stored dependent, String uid) {
        actor.edit(
                dependent,
                tree -> {
                    var copy = Trees.copyMap(tree);
                    var left =
                            Trees.listAt(copy, "metadata", "ownerReferences").stream()
                                    .filter(o ->
                                            Trees.stringAt(o, "uid").filter(uid::equals).isEmpty())
                                    .toList();
                    if (left.isEmpty()) {
                        Trees.map(copy.get("metadata")).ifPresent(m -> m.remove("ownerReferences"));
                    } else {
                        Trees.put(copy, new ArrayList<>(left), "metadata", "ownerReferences");
                    }
                    return copy;
                });
    }

    private void drop(Stored owner, String finalizer) {
        actor.edit(
                owner,
                tree -> {
                    var copy = Trees.copyMap(tree);
                    List<Object> left =
                            new ArrayList<>(Trees.listAt(tree, "metadata", "finalizers"));
                    left.remove(finalizer);
                    if (left.isEmpty()) {
                        Trees.map(copy.get("metadata")).ifPresent(m -> m.remove("finalizers"));
                    } else {
                        Trees.put(copy, left, "metadata", "finalizers");
                    }
                    return copy;
                });
    }
}
