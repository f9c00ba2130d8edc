package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.registry.DeleteOptions;
import io.slipway.sandbox.registry.Registry;
import io.slipway.sandbox.registry.Target;
import io.slipway.sandbox.registry.WriteOptions;
import io.slipway.sandbox.status.ApiFailure;
import io.slipway.sandbox.store.ResourceId;
import io.slipway.sandbox.store.Stored;
import io.slipway.sandbox.type.ServedType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A component of the cluster as it reads and writes objects, under its own name. */
final class Actor {

    private final Registry registry;
    private final Owners owners;
    private final Events events;
    private final String component;

    Actor(Registry registry, Owners owners, Events events, String component) {
        this.registry = registry;
        this.owners = owners;
        this.events = events;
        this.component = component;
    }

    Owners owners() {
        return owners;
    }

    String now() {
        return registry.names().now();
    }

    java.time.Instant instant() {
        return registry.names().clock().instant();
    }

    ServedType type(String group, String plural) {
        return registry.types().builtIn(group, plural);
    }

    Registry registry() {
        return registry;
    }

    Optional<Stored> find(ServedType type, Key key) {
        return registry.store().get(type.id(), key.namespace(), key.name());
    }

    List<Stored> list(ServedType type, String namespace) {
        return registry.store().list(type.id(), namespace).objects();
    }

    private WriteOptions options() {
        return WriteOptions.by(
                switch (component) {
                    case "kubelet" -> "kubelet";
                    case "default-scheduler" -> "kube-scheduler";
                    default -> "kube-controller-manager";
                });
    }

    /** Creates an object; empty when one of that name is there. */
    Optional<Map<String, Object>> create(
            ServedType type, String namespace, Map<String, Object> tree) {
        try {
            return Optional.of(
                    registry.create(Target.of(type, namespace, ""), tree, options()).tree());
        } catch (ApiFailure e) {
            if (e.reason().equals("AlreadyExists")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Changes an object; nothing happens when it is gone or another one by now. */
    void edit(Stored object, Registry.Edit edit) {
        write(object, "", edit);
    }

    /** Sets an object's status, when it differs. */
    void status(Stored object, Map<String, Object> status) {
        if (status.equals(object.tree().get("status"))) {
            return;
        }
        write(
                object,
                "status",
                tree -> {
                    var copy = new LinkedHashMap<>(tree);
                    copy.put("status", status);
                    return copy;
                });
    }

    private void write(Stored object, String part, Registry.Edit edit) {
        var type = registry.types().storage(object.resource());
        if (type.isEmpty()) {
            return;
        }
        try {
            registry.edit(
                    new Target(type.get(), object.namespace(), object.name(), part),
                    options(),
                    current ->
                            Trees.stringAt(current, "metadata", "uid")
                                            .filter(object.uid()::equals)
                                            .isPresent()
                                    ? edit.apply(current)
                                    : current);
        } catch (ApiFailure e) {
            if (!e.reason().equals("NotFound")) {
                throw e;
            }
        }
    }

    void delete(Stored object) {
        delete(
                object,
                new DeleteOptions(
                        false,
                        Optional.of(DeleteOptions.Propagation.BACKGROUND),
                        Optional.empty(),
                        Optional.of(object.uid()),
                        Optional.empty()));
    }

    void delete(Stored object, DeleteOptions how) {
        var type = registry.types().storage(object.resource());
        if (type.isEmpty()) {
            return;
        }
        try {
            registry.delete(Target.of(type.get(), object.namespace(), object.name()), how);
        } catch (ApiFailure e) {
            if (!e.reason().equals("NotFound") && !e.reason().equals("Conflict")) {
                throw e;
            }
        }
    }

    void event(Stored about, boolean warning, String reason, String message) {
        events.record(about, component, warning, reason, message);
    }

    // --- trees -------------------------------------------------------------------------------

    static Map<String, Object> tree(@Nullable Object... fields) {
        var tree = new LinkedHashMap<String, Object>();
        for (int i = 0; i < fields.length; i += 2) {
            tree.put((String) Objects.requireNonNull(fields[i]), fields[i + 1]);
        }
        return tree;
    }

    static Map<String, Object> ownerReference(Stored owner) {
        return tree(
                "apiVersion",
                owner.tree().get("apiVersion"),
                "kind",
                owner.tree().get("kind"),
                "name",
                owner.name(),
                "uid",
                owner.uid(),
                "controller",
                true,
                "blockOwnerDeletion",
                true);
    }

    static boolean isDeleting(Stored object) {
        return Trees.at(object.tree(), "metadata", "deletionTimestamp").isPresent();
    }

    static long replicas(Map<String, Object> tree) {
        return Trees.longAt(tree, "spec", "replicas").orElse(1L);
    }

    static long generation(Stored object) {
        return Trees.longAt(object.tree(), "metadata", "generation").orElse(0L);
    }

    /**
     * The conditions of a status with one of them set; its transition time changes with its status
     * only.
     */
    List<Object> withCondition(
            List<Object> conditions,
            String type,
            boolean holds,
            String reason,
            String message,
            boolean stamped) {
        var result = new ArrayList<Object>();
        var now = now();
        boolean found = false;
        var status = holds ? "True" : "False";
        for (var item : conditions) {
            if (!Trees.stringAt(item, "type").filter(type::equals).isPresent()) {
                result.add(item);
                continue;
            }
            found = true;
            var old = new LinkedHashMap<>(Trees.map(item).orElseThrow());
            boolean same =
                    status.equals(old.get("status"))
                            && Objects.equals(reason.isEmpty() ? null : reason, old.get("reason"))
                            && Objects.equals(
                                    message.isEmpty() ? null : message, old.get("message"));
            if (same) {
                result.add(item);
                continue;
            }
            if (!status.equals(old.get("status"))) {
                old.put("lastTransitionTime", now);
            }
            if (stamped) {
                old.put("lastUpdateTime", now);
            }
            fill(old, status, reason, message);
            result.add(old);
        }
        if (!found) {
            var fresh = tree("type", type, "status", status, "lastTransitionTime", now);
            if (stamped) {
                fresh.put("lastUpdateTime", now);
            }
            fill(fresh, status, reason, message);
            result.add(fresh);
        }
        return result;
    }

    private static void fill(
            Map<String, Object> condition, String status, String reason, String message) {
        condition.put("status", status);
        if (reason.isEmpty()) {
            condition.remove("reason");
        } else {
            condition.put("reason", reason);
        }
        if (message.isEmpty()) {
            condition.remove("message");
        } else {
            condition.put("message", message);
        }
    }

    static boolean hasCondition(Map<String, Object> tree, String type) {
        return Trees.listAt(tree, "status", "conditions").stream()
                .anyMatch(c ->
                        Trees.stringAt(c, "type").filter(type::equals).isPresent()
                                && Trees.stringAt(c, "status").filter("True"::equals).isPresent());
    }

    /** The key of the owner of a kind that controls a changed object. */
    static Optional<Key> controllerKey(Stored object, String kind) {
        return Owners.controllerOf(object.tree())
                .filter(c -> kind.equals(c.get("kind")))
                .flatMap(c -> Trees.stringAt(c, "name"))
                .map(name -> new Key(object.namespace(), name));
    }

    static boolean is(Stored object, String group, String plural) {
        return object.resource().equals(new ResourceId(group, plural));
    }
}
