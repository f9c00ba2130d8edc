package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.ApplicationSource;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.engine.cluster.Cluster;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the workers know of applications between two runs: what was wanted last, on which cluster,
 * and which objects a running operation waits for. Rebuilt after a start. Safe for several threads.
 */
final class LiveMemory {

    /** Where applications of applications live: nowhere in a cluster. */
    private static final String HERE = "";

    private final Map<ApplicationId, Known> known = new ConcurrentHashMap<>();
    private final Map<Place, Set<ApplicationId>> byObject = new ConcurrentHashMap<>();
    private final Map<ApplicationId, Set<Place>> waits = new ConcurrentHashMap<>();
    private final Map<ApplicationId, Needed> needed = new ConcurrentHashMap<>();

    private record Known(
            String name,
            String instance,
            List<ApplicationSource> sources,
            Target target,
            Set<Place> places) {}

    /** The kinds that an application has or had objects of. */
    private record Needed(String cluster, Set<GroupKind> kinds) {}

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

    /**
     * The application is about to be compared with that on a cluster.
     *
     * @param namespaced whether objects of a kind live in namespaces
     * @return the applications that want an object that this one wants since now, or does no more:
     *     they have to be looked at as well
     */
    Set<ApplicationId> compared(
            StoredApplication stored,
            Cluster cluster,
            Target target,
            Predicate<GroupKind> namespaced) {
        var application = stored.application();
        var namespace = application.spec().destination().namespace();
        var places = new HashSet<Place>();
        for (var object : target.objects()) {
            var key = object.key();
            places.add(
                    new Place(
                            cluster.name(),
                            key.namespace().isEmpty() && namespaced.test(object.groupKind())
                                    ? key.inNamespace(namespace)
                                    : key));
        }
        target.children()
                .forEach(c ->
                        places.add(new Place(HERE, c.key().inNamespace(application.project()))));
        var next =
                new Known(
                        application.project() + "/" + application.name(),
                        stored.instance(),
                        application.spec().effectiveSources(),
                        target,
                        places);
        var before = known.put(stored.id(), next);
        index(stored.id(), before, places);
        var old = before == null ? Set.<Place>of() : before.places();
        return Stream.concat(
                        places.stream().filter(p -> !old.contains(p)),
                        old.stream().filter(p -> !places.contains(p)))
                .flatMap(p -> others(stored.id(), p))
                .collect(Collectors.toSet());
    }

    /** The application is about to be compared with objects of these kinds on a cluster. */
    void needs(ApplicationId id, Cluster cluster, Set<GroupKind> kinds) {
        needed.put(id, new Needed(cluster.name(), Set.copyOf(kinds)));
    }

    /** The kinds of a cluster that applications need, or operations wait for. */
    Set<GroupKind> kinds(Cluster cluster) {
        var kinds = new HashSet<GroupKind>();
        needed.values().stream()
                .filter(n -> n.cluster().equals(cluster.name()))
                .forEach(n -> kinds.addAll(n.kinds()));
        waits.values().stream()
                .flatMap(Set::stream)
                .filter(p -> p.cluster().equals(cluster.name()))
                .forEach(p -> kinds.add(p.key().groupKind()));
        return kinds;
    }

    private Stream<ApplicationId> others(ApplicationId self, Place place) {
        return byObject.getOrDefault(place, Set.of()).stream()
                .filter(id -> !id.equals(self))
                .filter(id ->
                        Optional.ofNullable(known.get(id))
                                .filter(k -> k.places().contains(place))
                                .isPresent());
    }

    /**
     * An object that several applications want.
     *
     * @param instance of one of the others
     */
    record Shared(ResourceKey key, String instance) {}

    /** The objects that an application wants and others want too, in their order. */
    List<Shared> shared(ApplicationId self) {
        return Optional.ofNullable(known.get(self)).stream()
                .flatMap(k -> k.places().stream())
                .filter(p -> !isMade(p.key()))
                .flatMap(p ->
                        others(self, p)
                                .flatMap(id -> Optional.ofNullable(known.get(id)).stream())
                                .map(o -> new Shared(p.key(), o.instance())))
                .sorted(Comparator.comparing(Shared::key).thenComparing(Shared::instance))
                .toList();
    }

    /** Definitions of kinds carry no tracking data: many bring the same one along. */
    private static boolean isMade(ResourceKey key) {
        return key.kind().equals("CustomResourceDefinition");
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

    /**
     * The application is gone.
     *
     * @return the applications that wanted an object that it wanted
     */
    Set<ApplicationId> forget(ApplicationId id) {
        var concerned = new HashSet<ApplicationId>();
        var old = known.remove(id);
        if (old != null) {
            old.places()
                    .forEach(p -> {
                        others(id, p).forEach(concerned::add);
                        remove(id, p);
                    });
        }
        waitsForNothing(id);
        needed.remove(id);
        return concerned;
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
