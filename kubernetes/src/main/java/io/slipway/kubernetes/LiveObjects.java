package io.slipway.kubernetes;

import io.slipway.engine.cluster.LiveChange;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The objects that the watches of one cluster have seen, with indexes. Reads take no lock.
 *
 * <p>What arrives may be older than what is there: the answer to a write overtakes the watch. So an
 * object only gives way to one with a higher resource version, and an object that is known to be
 * gone stays away. Resource versions are compared as numbers, which Kubernetes promises for its own
 * kinds and for custom ones; where a server uses other texts, the later arrival wins.
 */
final class LiveObjects {

    private static final int MOST_GONE = 20_000;
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private final Map<GroupKind, Map<ResourceKey, ResourceObject>> objects =
            new ConcurrentHashMap<>();
    private final CompactTrees compact = new CompactTrees();
    private final KeyIndex byInstance = new KeyIndex();
    private final KeyIndex byOwner = new KeyIndex();
    private final KeyIndex byNamespace = new KeyIndex();
    private final Map<GroupKind, Long> bytes = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();
    private final Function<ResourceObject, Optional<String>> instanceOf;
    private final Consumer<LiveChange> changes;

    /** Ids of the objects that went last; an id never comes back. */
    private final Map<String, Boolean> gone =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > MOST_GONE;
                }
            };

    /**
     * @param changes is called in order, with the write lock held: it must only hand over
     */
    LiveObjects(
            Function<ResourceObject, Optional<String>> instanceOf, Consumer<LiveChange> changes) {
        this.instanceOf = instanceOf;
        this.changes = changes;
    }

    Optional<ResourceObject> get(ResourceKey key) {
        return Optional.ofNullable(kind(key.groupKind()).get(key));
    }

    List<ResourceObject> list(GroupKind kind) {
        return List.copyOf(kind(kind).values());
    }

    List<ResourceObject> tracked(String instance) {
        return found(byInstance, instance);
    }

    List<ResourceObject> ownedBy(String uid) {
        return found(byOwner, uid);
    }

    List<ResourceObject> inNamespace(String namespace) {
        return found(byNamespace, namespace);
    }

    private List<ResourceObject> found(KeyIndex index, String value) {
        var found = new ArrayList<ResourceObject>();
        index.forEach(value, key -> get(key).ifPresent(found::add));
        return found;
    }

    private Map<ResourceKey, ResourceObject> kind(GroupKind kind) {
        return objects.getOrDefault(kind, Map.of());
    }

    /** An object came or changed. */
    void put(ResourceObject object) {
        writing.lock();
        try {
            putIfNewer(object);
        } finally {
            writing.unlock();
        }
    }

    /** The watch says that this object, in this last state, is gone. */
    void removed(ResourceObject last) {
        writing.lock();
        try {
            gone.put(last.uid(), true);
            var present = kind(last.groupKind()).get(last.key());
            if (present != null && (present.uid().equals(last.uid()) || !isNewer(present, last))) {
                change(last.key(), present, null);
            }
        } finally {
            writing.unlock();
        }
    }

    /** A write of ours removed the object with this id (any, when the id is not known). */
    void deleted(ResourceKey key, String uid) {
        writing.lock();
        try {
            var present = kind(key.groupKind()).get(key);
            var id = uid.isEmpty() && present != null ? present.uid() : uid;
            if (!id.isEmpty()) {
                gone.put(id, true);
            }
            if (present != null && present.uid().equals(id)) {
                change(key, present, null);
            }
        } finally {
            writing.unlock();
        }
    }

    /**
     * A list of the kind's objects was read: what it does not have is gone, unless it is newer than
     * the list.
     */
    void replaceAll(GroupKind kind, Collection<ResourceObject> listed, String listVersion) {
        writing.lock();
        try {
            var now = new HashMap<ResourceKey, ResourceObject>();
            listed.forEach(o -> now.put(o.key(), o));
            for (var present : List.copyOf(kind(kind).values())) {
                if (!now.containsKey(present.key())
                        && !isAbove(present.resourceVersion(), listVersion)) {
                    gone.put(present.uid(), true);
                    change(present.key(), present, null);
                }
            }
            listed.forEach(this::putIfNewer);
        } finally {
            writing.unlock();
        }
    }

    /** About what the kind's objects take in memory, in bytes. */
    long bytes(GroupKind kind) {
        return bytes.getOrDefault(kind, 0L);
    }

    /** The kind is followed no more, which is no news of its objects: nobody is told. */
    void drop(GroupKind kind) {
        writing.lock();
        try {
            List.copyOf(kind(kind).values()).forEach(present -> hold(present.key(), present, null));
            objects.remove(kind);
            bytes.remove(kind);
        } finally {
            writing.unlock();
        }
    }

    /** The kind is not served or not to be seen any more: its objects are gone. */
    void forget(GroupKind kind) {
        writing.lock();
        try {
            List.copyOf(kind(kind).values())
                    .forEach(present -> change(present.key(), present, null));
            objects.remove(kind);
        } finally {
            writing.unlock();
        }
    }

    private void putIfNewer(ResourceObject object) {
        var present = kind(object.groupKind()).get(object.key());
        if (gone.containsKey(object.uid()) || (present != null && !isNewer(object, present))) {
            return;
        }
        change(object.key(), present, slim(object));
    }

    /** Versions that are no numbers cannot be compared: then the later arrival is the newer one. */
    private static boolean isNewer(ResourceObject one, ResourceObject other) {
        var version = one.resourceVersion();
        return !version.equals(other.resourceVersion())
                && !isAbove(other.resourceVersion(), version);
    }

    private static boolean isAbove(String one, String other) {
        if (!isNumber(one) || !isNumber(other)) {
            return false;
        }
        return one.length() != other.length()
                ? one.length() > other.length()
                : one.compareTo(other) > 0;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty()
                && text.charAt(0) != '0'
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private void change(
            ResourceKey key, @Nullable ResourceObject before, @Nullable ResourceObject after) {
        hold(key, before, after);
        changes.accept(
                new LiveChange(key, Optional.ofNullable(before), Optional.ofNullable(after)));
    }

    private void hold(
            ResourceKey key, @Nullable ResourceObject before, @Nullable ResourceObject after) {
        bytes.merge(key.groupKind(), bytes(after) - bytes(before), Long::sum);
        if (after != null) {
            objects.computeIfAbsent(key.groupKind(), _ -> new ConcurrentHashMap<>())
                    .put(key, after);
        } else {
            kind(key.groupKind()).remove(key);
        }
        index(byInstance, key, instance(before), instance(after));
        index(byOwner, key, owners(before), owners(after));
        index(byNamespace, key, namespaces(before), namespaces(after));
    }

    private static long bytes(@Nullable ResourceObject object) {
        return object == null ? 0 : CompactTrees.bytes(object);
    }

    private static void index(
            KeyIndex index, ResourceKey key, Set<String> before, Set<String> after) {
        before.stream().filter(v -> !after.contains(v)).forEach(v -> index.remove(v, key));
        after.stream().filter(v -> !before.contains(v)).forEach(v -> index.add(v, key));
    }

    private Set<String> instance(@Nullable ResourceObject object) {
        return object == null ? Set.of() : instanceOf.apply(object).map(Set::of).orElse(Set.of());
    }

    private static Set<String> namespaces(@Nullable ResourceObject object) {
        return object == null ? Set.of() : Set.of(object.namespace());
    }

    private static Set<String> owners(@Nullable ResourceObject object) {
        if (object == null) {
            return Set.of();
        }
        var ids = new java.util.HashSet<String>();
        object.ownerReferences().forEach(o -> Trees.stringAt(o, "uid").ifPresent(ids::add));
        return ids;
    }

    /**
     * What is kept of an object: all, but of a Secret that no application tracks only that it
     * exists, so that foreign secrets are not in our memory.
     */
    ResourceObject slim(ResourceObject object) {
        if (!object.kind().equals("Secret")
                || !object.apiVersion().equals("v1")
                || instanceOf.apply(object).isPresent()) {
            return compact.compact(object);
        }
        var bare = new LinkedHashMap<>(object.tree());
        bare.remove("data");
        bare.remove("stringData");
        var without = ResourceObject.of(bare);
        return compact.compact(
                without.annotation(LAST_APPLIED).isEmpty()
                        ? without
                        : without.without("metadata", "annotations", LAST_APPLIED));
    }

    /** The metadata of an object, without its two big parts; what kubectl applied may be secret. */
    static ResourceObject metadataOf(ResourceObject object) {
        var metadata = new LinkedHashMap<>(Trees.mapAt(object.tree(), "metadata"));
        metadata.remove("managedFields");
        var bare = new LinkedHashMap<String, Object>();
        bare.put("apiVersion", object.apiVersion());
        bare.put("kind", object.kind());
        bare.put("metadata", metadata);
        var without = ResourceObject.of(bare);
        return without.annotation(LAST_APPLIED).isEmpty()
                ? without
                : without.without("metadata", "annotations", LAST_APPLIED);
    }
}
