package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.ApplicationSource;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.engine.cluster.Cluster;
import io.slipway.manifests.ResourceKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the workers know of applications between two runs: what was wanted last, on which cluster,
 * and which objects a running operation waits for. Rebuilt after a start. Safe for several threads.
 */
final class LiveMemory {

    private final Map<ApplicationId, Known> known = new ConcurrentHashMap<>();
    private final Map<Place, Set<ApplicationId>> byObject = new ConcurrentHashMap<>();
    private final Map<ApplicationId, Set<Place>> waits = new ConcurrentHashMap<>();

    private record Known(
            String name, List<ApplicationSource> sources, Target target, Set<Place> places) {}

    /** An object of a cluster. */
    private record Place(String cluster, ResourceKey key) {}

    /**
     * What the application's sources wanted last, when they are still the same and what is in the
     * status was compared with it: another process may have moved on meanwhile.
     */
    Optional<Target> target(StoredApplication stored) {
        return Optional.ofNullable(known.get(stored.id()))
                .filter(k -> k.sources().equals(stored.application().spec().effectiveSources()))
                .filter(k -> isOf(k, stored))
                .map(Known::target);
    }

    /** Whether nobody else has compared the application with something newer. */
    boolean isUpToDate(StoredApplication stored) {
        return Optional.ofNullable(known.get(stored.id())).filter(k -> isOf(k, stored)).isPresent();
    }

    private static boolean isOf(Known known, StoredApplication stored) {
        return known.target()
                .revisions()
                .equals(stored.application().status().sync().allRevisions());
    }

    /** The application was compared with that on a cluster. */
    void compared(StoredApplication stored, Cluster cluster, Target target) {
        var namespace = stored.application().spec().destination().namespace();
        var places = new HashSet<Place>();
        for (var object : target.objects()) {
            var key = object.key();
            places.add(new Place(cluster.name(), key));
            if (key.namespace().isEmpty()) {
                places.add(new Place(cluster.name(), key.inNamespace(namespace)));
            }
        }
        var application = stored.application();
        var next =
                new Known(
                        application.project() + "/" + application.name(),
                        application.spec().effectiveSources(),
                        target,
                        places);
        index(stored.id(), known.put(stored.id(), next), places);
    }

    /** The operation of an application waits for these objects. */
    void waitsFor(ApplicationId id, Cluster cluster, Set<ResourceKey> objects) {
        var places = new HashSet<Place>();
        objects.forEach(o -> places.add(new Place(cluster.name(), o)));
        var before = waits.put(id, places);
        if (before != null) {
            before.forEach(p -> remove(id, p));
        }
        places.forEach(p -> add(id, p));
    }

    /** The operation of an application waits for no object any more. */
    void waitsForNothing(ApplicationId id) {
        var before = waits.remove(id);
        if (before != null) {
            before.forEach(p -> remove(id, p));
        }
    }

    /** The applications that want an object, or wait for it. */
    Set<ApplicationId> concernedBy(Cluster cluster, ResourceKey key) {
        return byObject.getOrDefault(new Place(cluster.name(), key), Set.of());
    }

    /** Another application that wants an object too, by project and name. */
    Optional<String> wantedByAnother(ApplicationId self, Cluster cluster, ResourceKey key) {
        var place = new Place(cluster.name(), key);
        return concernedBy(cluster, key).stream()
                .filter(id -> !id.equals(self))
                .flatMap(id -> Optional.ofNullable(known.get(id)).stream())
                .filter(k -> k.places().contains(place))
                .map(Known::name)
                .findFirst();
    }

    /** The application is gone. */
    void forget(ApplicationId id) {
        var old = known.remove(id);
        if (old != null) {
            old.places().forEach(p -> remove(id, p));
        }
        var waited = waits.remove(id);
        if (waited != null) {
            waited.forEach(p -> remove(id, p));
        }
    }

    private void index(
            ApplicationId id, @org.jspecify.annotations.Nullable Known before, Set<Place> places) {
        if (before != null) {
            before.places().stream().filter(p -> !places.contains(p)).forEach(p -> remove(id, p));
        }
        places.forEach(p -> add(id, p));
    }

    private void add(ApplicationId id, Place place) {
        byObject.compute(
                place,
                (_, old) -> {
                    var all = old == null ? new HashSet<ApplicationId>() : new HashSet<>(old);
                    all.add(id);
                    return Set.copyOf(all);
                });
    }

    private void remove(ApplicationId id, Place place) {
        var wanted = known.get(id);
        var waited = waits.get(id);
        if ((wanted != null && wanted.places().contains(place))
                || (waited != null && waited.contains(place))) {
            return;
        }
        byObject.computeIfPresent(
                place,
                (_, old) -> {
                    var all = new HashSet<>(old);
                    all.remove(id);
                    return all.isEmpty() ? null : Set.copyOf(all);
                });
    }
}
