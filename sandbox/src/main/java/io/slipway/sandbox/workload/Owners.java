package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.store.ObjectStore;
import io.slipway.sandbox.store.ResourceId;
import io.slipway.sandbox.store.Stored;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who exists, and who says to be owned by whom. Safe for several threads. */
final class Owners {

    /** Where an object is. */
    record Place(ResourceId resource, String namespace, String name) {}

    private final ObjectStore store;
    private final Map<String, Place> byUid = new HashMap<>();
    private final Map<String, Set<Place>> dependents = new HashMap<>();

    Owners(ObjectStore store) {
        this.store = store;
    }

    synchronized void observe(Change change) {
        change.before().ifPresent(this::forget);
        if (change.kind() != Change.Kind.DELETED) {
            note(change.now());
        }
    }

    synchronized void note(Stored stored) {
        var place = new Place(stored.resource(), stored.namespace(), stored.name());
        byUid.put(stored.uid(), place);
        owners(stored)
                .forEach(uid ->
                        dependents.computeIfAbsent(uid, _ -> new LinkedHashSet<>()).add(place));
    }

    private void forget(Stored stored) {
        var place = new Place(stored.resource(), stored.namespace(), stored.name());
        byUid.remove(stored.uid());
        for (var uid : owners(stored)) {
            var places = dependents.get(uid);
            if (places != null) {
                places.remove(place);
                if (places.isEmpty()) {
                    dependents.remove(uid);
                }
            }
        }
    }

    static List<String> owners(Stored stored) {
        return Trees.listAt(stored.tree(), "metadata", "ownerReferences").stream()
                .flatMap(o -> Trees.stringAt(o, "uid").stream())
                .toList();
    }

    /** The uid of the owner that controls an object. */
    static Optional<Map<String, Object>> controllerOf(Map<String, Object> tree) {
        return Trees.listAt(tree, "metadata", "ownerReferences").stream()
                .filter(o -> Trees.isTrueAt(o, "controller"))
                .flatMap(o -> Trees.map(o).stream())
                .findFirst();
    }

    /** What controls an object, when it is there. */
    Optional<Stored> controller(Stored object) {
        return controllerOf(object.tree())
                .flatMap(c -> Trees.stringAt(c, "uid"))
                .flatMap(uid ->
                        place(uid)
                                .flatMap(p -> store.get(p.resource(), p.namespace(), p.name()))
                                .filter(s -> s.uid().equals(uid)));
    }

    synchronized boolean exists(String uid) {
        return byUid.containsKey(uid);
    }

    synchronized Optional<Place> place(String uid) {
        return Optional.ofNullable(byUid.get(uid));
    }

    /** The objects that name that owner. */
    List<Stored> dependentsOf(String uid) {
        Set<Place> places;
        synchronized (this) {
            places = new HashSet<>(dependents.getOrDefault(uid, Set.of()));
        }
        return places.stream()
                .flatMap(p -> store.get(p.resource(), p.namespace(), p.name()).stream())
                .filter(s -> owners(s).contains(uid))
                .sorted(java.util.Comparator.comparing(Stored::name))
                .toList();
    }

    /** The dependents of one resource that the owner controls. */
    List<Stored> controlled(String uid, ResourceId resource) {
        return dependentsOf(uid).stream()
                .filter(s -> s.resource().equals(resource))
                .filter(s ->
                        controllerOf(s.tree())
                                .flatMap(c -> Trees.stringAt(c, "uid"))
                                .filter(uid::equals)
                                .isPresent())
                .toList();
    }
}
