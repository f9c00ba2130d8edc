package io.slipway.engine.compare;

import io.slipway.engine.cluster.ApiCatalog;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds for each desired object its live one, and the live ones that nobody desires (diff C1). */
public final class Matcher {

    private static final GroupKind NAMESPACE = new GroupKind("", "Namespace");

    private final Tracking tracking;
    private final CompareSettings settings;

    /** With how objects are tracked and what is left out. */
    public Matcher(Tracking tracking, CompareSettings settings) {
        this.tracking = tracking;
        this.settings = settings;
    }

    /**
     * Matches; reads the watches, and the server where they do not do. Never throws for the
     * cluster.
     */
    public Matching match(Cluster cluster, CompareRequest request) {
        try {
            return match(cluster, cluster.catalog(), request);
        } catch (ClusterException e) {
            return new Matching(
                    List.of(),
                    List.of(
                            new Condition(
                                    Condition.Type.COMPARISON,
                                    "Failed to load live state: " + e.getMessage())),
                    Optional.of(e.getMessage()),
                    LiveObjects.isPassing(e));
        }
    }

    /** The desired objects in their scope and namespace, stamped; hooks of deletion among them. */
    public List<ResourceObject> placed(ApiCatalog catalog, CompareRequest request) {
        return new DesiredObjects(catalog, tracking, settings.excludedKinds()).of(request);
    }

    private Matching match(Cluster cluster, ApiCatalog catalog, CompareRequest request) {
        var objects = new DesiredObjects(catalog, tracking, settings.excludedKinds());
        var desired = new ArrayList<>(objects.of(request));
        desired.removeIf(o -> Hook.of(o).filter(Hook::isOfDeletionOnly).isPresent());
        var reader = new LiveObjects(cluster, catalog, settings.parallelReads());
        reader.watch(kinds(desired, request), settings.watchPatience());
        var twins = reader.twins(desired);
        var tracked = reader.tracked(request.instance());
        var synthetic = syntheticNamespace(request, desired, tracked);
        synthetic.ifPresent(desired::add);
        var conditions = new ArrayList<>(objects.conditions());
        twins.values().forEach(o -> sharing(o, request).ifPresent(conditions::add));
        var failure = request.failure().or(reader::failure);
        failure.ifPresent(f -> conditions.add(new Condition(Condition.Type.COMPARISON, f)));
        var pairs = pairs(request, objects, desired, twins, tracked, synthetic);
        return new Matching(pairs, sorted(conditions), failure, reader.isAway());
    }

    private List<Pair> pairs(
            CompareRequest request,
            DesiredObjects scope,
            List<ResourceObject> desired,
            Map<ResourceKey, ResourceObject> twins,
            List<ResourceObject> tracked,
            Optional<ResourceObject> synthetic) {
        var wanted = new HashSet<ResourceKey>();
        desired.forEach(o -> wanted.add(o.key()));
        var seen = new ArrayList<>(twins.values());
        tracked.stream().filter(o -> !twins.containsKey(o.key())).forEach(seen::add);
        var live = new HashMap<ResourceKey, ResourceObject>();
        LiveObjects.onePerId(seen, wanted).forEach(o -> live.put(o.key(), o));
        var pairs = new ArrayList<Pair>();
        for (var object : desired) {
            boolean namespaced = scope.isNamespaced(object.groupKind());
            var twin =
                    object.name().isEmpty()
                            ? Optional.<ResourceObject>empty()
                            : Optional.ofNullable(live.remove(object.key()));
            pairs.add(
                    new Pair(
                            object.key(),
                            Optional.of(object),
                            twin,
                            namespaced,
                            true,
                            synthetic.filter(s -> s.equals(object)).isPresent(),
                            request.policy().refusal(object.key(), namespaced)));
        }
        for (var extra : live.values()) {
            boolean namespaced = !extra.namespace().isEmpty();
            if (request.policy().refusal(extra.key(), namespaced).isEmpty()) {
                pairs.add(
                        new Pair(
                                extra.key(),
                                Optional.empty(),
                                Optional.of(extra),
                                namespaced,
                                tracking.describesItself(extra),
                                false,
                                Optional.empty()));
            }
        }
        pairs.sort(Comparator.comparing(p -> p.key().toString()));
        return pairs;
    }

    /** The kinds that a compare must see: wanted ones, and those where leftovers may be. */
    public static Set<GroupKind> kinds(List<ResourceObject> desired, CompareRequest request) {
        var kinds = new HashSet<>(request.knownKinds());
        kinds.add(NAMESPACE);
        desired.forEach(o -> kinds.add(o.groupKind()));
        return kinds;
    }

    /** Keeps a tracked destination namespace from being pruned while its metadata is managed. */
    private static Optional<ResourceObject> syntheticNamespace(
            CompareRequest request, List<ResourceObject> desired, List<ResourceObject> tracked) {
        var key = new ResourceKey("", "Namespace", "", request.namespace());
        boolean live = tracked.stream().anyMatch(o -> o.key().equals(key));
        boolean wanted = desired.stream().anyMatch(o -> o.key().equals(key));
        return live && !wanted
                ? request.namespaceMetadata().map(m -> namespace(request.namespace(), m))
                : Optional.empty();
    }

    /** A namespace with that metadata. */
    public static ResourceObject namespace(String name, NamespaceMetadata metadata) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("apiVersion", "v1");
        tree.put("kind", "Namespace");
        Trees.put(tree, name, "metadata", "name");
        if (!metadata.labels().isEmpty()) {
            Trees.put(tree, new LinkedHashMap<>(metadata.labels()), "metadata", "labels");
        }
        if (!metadata.annotations().isEmpty()) {
            Trees.put(tree, new LinkedHashMap<>(metadata.annotations()), "metadata", "annotations");
        }
        return ResourceObject.of(tree);
    }

    private Optional<Condition> sharing(ResourceObject live, CompareRequest request) {
        return tracking.instanceOf(live)
                .filter(other -> !other.equals(request.instance()))
                .map(other ->
                        new Condition(
                                Condition.Type.SHARED_RESOURCE,
                                "%s/%s is part of applications %s and %s"
                                        .formatted(
                                                live.kind(),
                                                live.name(),
                                                request.instance(),
                                                other)));
    }

    static List<Condition> sorted(List<Condition> conditions) {
        return conditions.stream()
                .distinct()
                .sorted(
                        Comparator.comparing((Condition c) -> c.type().text())
                                .thenComparing(Condition::message))
                .toList();
    }
}
