package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.store.Stored;
import io.slipway.sandbox.type.ServedType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;

/** Binds claims to volumes that it makes, and lets both go when nobody uses them. */
final class Claims implements Controller {

    private static final String PROTECTION = "kubernetes.io/pvc-protection";

    private final Actor actor;
    private final ServedType claims;
    private final ServedType volumes;
    private final ServedType pods;

    Claims(Actor actor) {
        this.actor = actor;
        this.claims = actor.type("", "persistentvolumeclaims");
        this.volumes = actor.type("", "persistentvolumes");
        this.pods = actor.type("", "pods");
    }

    @Override
    public void observe(Change change, Consumer<Key> look) {
        var now = change.now();
        if (now.resource().equals(claims.id())) {
            look.accept(Key.of(now));
        } else if (now.resource().equals(volumes.id())) {
            look.accept(
                    Trees.stringAt(now.tree(), "spec", "claimRef", "name")
                            .map(n ->
                                    new Key(
                                            Trees.stringAt(
                                                            now.tree(),
                                                            "spec",
                                                            "claimRef",
                                                            "namespace")
                                                    .orElse(""),
                                            n))
                            .orElse(new Key("", now.name())));
        } else if (now.resource().equals(pods.id()) && change.kind() == Change.Kind.DELETED) {
            claimsOf(now).forEach(c -> look.accept(new Key(now.namespace(), c)));
        }
    }

    private static List<String> claimsOf(Stored pod) {
        return Trees.listAt(pod.tree(), "spec", "volumes").stream()
                .flatMap(v -> Trees.stringAt(v, "persistentVolumeClaim", "claimName").stream())
                .toList();
    }

    @Override
    public void reconcile(Key key, Later later) {
        var claim = actor.find(claims, key);
        if (claim.isEmpty()) {
            release(key);
        } else if (Actor.isDeleting(claim.get())) {
            boolean used =
                    actor.list(pods, key.namespace()).stream()
                            .anyMatch(p ->
                                    !Templates.isOver(p.tree())
                                            && claimsOf(p).contains(key.name()));
            if (!used) {
                unprotect(claim.get(), PROTECTION);
            }
        } else {
            bind(claim.get());
        }
    }

    private void release(Key key) {
        for (var volume : actor.list(volumes, "")) {
            boolean mine =
                    Trees.stringAt(volume.tree(), "spec", "claimRef", "name")
                                    .filter(key.name()::equals)
                                    .isPresent()
                            && Trees.stringAt(volume.tree(), "spec", "claimRef", "namespace")
                                    .filter(key.namespace()::equals)
                                    .isPresent();
            boolean alone = key.namespace().isEmpty() && volume.name().equals(key.name());
            if (mine) {
                if (Trees.stringAt(volume.tree(), "spec", "persistentVolumeReclaimPolicy")
                        .filter("Delete"::equals)
                        .isPresent()) {
                    unprotect(volume, "kubernetes.io/pv-protection");
                    actor.delete(volume);
                } else {
                    actor.status(volume, Actor.tree("phase", "Released"));
                }
            }
            if ((mine || alone) && Actor.isDeleting(volume)) {
                unprotect(volume, "kubernetes.io/pv-protection");
            } else if (alone && Trees.at(volume.tree(), "spec", "claimRef").isEmpty()) {
                actor.status(volume, Actor.tree("phase", "Available"));
            }
        }
    }

    private void unprotect(Stored object, String finalizer) {
        actor.edit(
                object,
                tree -> {
                    var copy = Trees.copyMap(tree);
                    var left = new ArrayList<>(Trees.listAt(tree, "metadata", "finalizers"));
                    left.remove(finalizer);
                    if (left.isEmpty()) {
                        Trees.map(copy.get("metadata")).ifPresent(m -> m.remove("finalizers"));
                    } else {
                        Trees.put(copy, left, "metadata", "finalizers");
                    }
                    return copy;
                });
    }

    private void bind(Stored claim) {
        var name = Trees.stringAt(claim.tree(), "spec", "volumeName").orElse("");
        if (name.isEmpty()) {
            if (!Trees.stringAt(claim.tree(), "spec", "storageClassName")
                    .filter(c -> !c.isEmpty())
                    .isPresent()) {
                return;
            }
            name = "pvc-" + claim.uid();
            provision(claim, name);
            var made = name;
            actor.edit(
                    claim,
                    tree -> {
                        var copy = Trees.copyMap(tree);
                        Trees.put(copy, made, "spec", "volumeName");
                        return copy;
                    });
            return;
        }
        var status = new LinkedHashMap<String, Object>();
        status.put("phase", "Bound");
        status.put("accessModes", Trees.listAt(claim.tree(), "spec", "accessModes"));
        status.put(
                "capacity",
                Actor.tree(
                        "storage",
                        Trees.at(claim.tree(), "spec", "resources", "requests", "storage")
                                .orElse("1Gi")));
        actor.status(claim, status);
        actor.find(volumes, new Key("", name))
                .ifPresent(v -> actor.status(v, Actor.tree("phase", "Bound")));
    }

    private void provision(Stored claim, String name) {
        actor.create(
                volumes,
                "",
                Actor.tree(
                        "apiVersion",
                        "v1",
                        "kind",
                        "PersistentVolume",
                        "metadata",
                        Actor.tree("name", name),
                        "spec",
                        Actor.tree(
                                "accessModes",
                                Trees.listAt(claim.tree(), "spec", "accessModes"),
                                "capacity",
                                Actor.tree(
                                        "storage",
                                        Trees.at(
                                                        claim.tree(),
                                                        "spec",
                                                        "resources",
                                                        "requests",
                                                        "storage")
                                                .orElse("1Gi")),
                                "claimRef",
                                Actor.tree(
                                        "apiVersion",
                                        "v1",
                                        "kind",
                                        "PersistentVolumeClaim",
                                        "namespace",
                                        claim.namespace(),
                                        "name",
                                        claim.name(),
                                        "uid",
                                        claim.uid()),
                                "hostPath",
                                Actor.tree("path", "/dev/null"),
                                "persistentVolumeReclaimPolicy",
                                "Delete",
                                "storageClassName",
                                Trees.stringAt(claim.tree(), "spec", "storageClassName").orElse(""),
                                "volumeMode",
                                Trees.stringAt(claim.tree(), "spec", "volumeMode")
                                        .orElse("Filesystem"))));
    }
}
