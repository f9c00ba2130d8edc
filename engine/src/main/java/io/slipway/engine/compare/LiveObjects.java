package io.slipway.engine.compare;

import io.slipway.engine.cluster.ApiCatalog;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.LiveState;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.cluster.ParallelCalls;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads live objects: from the shared watches, and where a kind cannot be watched, or is desired in
 * another version than the watched one, from the server.
 */
final class LiveObjects {

    private final Cluster cluster;
    private final ApiCatalog catalog;
    private final LiveState live;
    private final int parallel;
    private final List<ClusterException> failures = new ArrayList<>();

    LiveObjects(Cluster cluster, ApiCatalog catalog, int parallel) {
        this.cluster = cluster;
        this.catalog = catalog;
        this.live = cluster.live();
        this.parallel = parallel;
    }

    void watch(Collection<GroupKind> kinds, Duration patience) {
        var served = new HashSet<GroupKind>();
        kinds.stream().filter(k -> catalog.find(k).isPresent()).forEach(served::add);
        if (!served.stream().allMatch(live::isSynced)) {
            live.watch(served, patience);
        }
    }

    /** What names this application and has no owner. */
    List<ResourceObject> tracked(String instance) {
        return live.tracked(instance).stream().filter(o -> o.ownerReferences().isEmpty()).toList();
    }

    /** The live twins of desired objects. */
    Map<ResourceKey, ResourceObject> twins(List<ResourceObject> desired) {
        var found = new HashMap<ResourceKey, ResourceObject>();
        var toFetch = new ArrayList<ResourceObject>();
        for (var object : desired) {
            if (object.name().isEmpty() || catalog.find(object.groupKind()).isEmpty()) {
                continue;
            }
            var known =
                    live.isSynced(object.groupKind())
                            ? live.get(object.key())
                            : Optional.<ResourceObject>empty();
            known.ifPresent(o -> found.put(object.key(), o));
            boolean otherVersion =
                    known.isPresent()
                            && !known.get().apiVersion().equals(object.apiVersion())
                            && catalog.find(object.groupVersionKind()).isPresent();
            if (otherVersion || !live.isSynced(object.groupKind())) {
                toFetch.add(object);
            }
        }
        var fetched = ParallelCalls.map(toFetch, parallel, this::fetch);
        for (int i = 0; i < toFetch.size(); i++) {
            var key = toFetch.get(i).key();
            fetched.get(i).ifPresent(o -> found.put(key, o));
        }
        return found;
    }

    /** What could not be read, if anything. */
    Optional<String> failure() {
        return failures.isEmpty()
                ? Optional.empty()
                : Optional.of("Failed to load live state: " + failures.getFirst().getMessage());
    }

    /** Whether the cluster does not answer. */
    boolean isAway() {
        return failures.stream().anyMatch(LiveObjects::isPassing);
    }

    /** Whether trying later may help. */
    static boolean isPassing(ClusterException e) {
        return e instanceof ClusterException.Unavailable
                || e instanceof ClusterException.TooManyRequests;
    }

    private Optional<ResourceObject> fetch(ResourceObject desired) {
        try {
            return cluster.get(Identity.registered(), ObjectReference.of(desired));
        } catch (ClusterException.UnknownKind _) {
            return Optional.empty();
        } catch (ClusterException e) {
            synchronized (failures) {
                failures.add(e);
            }
            return Optional.empty();
        }
    }

    /** The objects without those that are the same seen under several groups. */
    static List<ResourceObject> onePerId(List<ResourceObject> objects, Set<ResourceKey> wanted) {
        var byId = new HashMap<String, ResourceObject>();
        for (var object : objects) {
            var id = object.uid().isEmpty() ? object.key().toString() : object.uid();
            byId.merge(
                    id,
                    object,
                    (a, b) -> wanted.contains(b.key()) && !wanted.contains(a.key()) ? b : a);
        }
        return List.copyOf(byId.values());
    }
}
