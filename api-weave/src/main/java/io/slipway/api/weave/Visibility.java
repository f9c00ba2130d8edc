package io.slipway.api.weave;

import io.slipway.engine.cluster.AccessQuestion;
import io.slipway.engine.cluster.AccessRules;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ListOptions;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which namespaces of a cluster a person sees. Asked of the cluster as that person, kept for some
 * seconds for each person (with their groups) and cluster. Safe for many threads.
 */
final class Visibility {
    private static final GroupVersionKind NAMESPACE = new GroupVersionKind("", "v1", "Namespace");
    private static final Duration FIRST_LOAD = Duration.ofSeconds(10);
    private static final int MOST_KEPT = 10_000;

    private final WeaveSettings settings;
    private final Clock clock;
    private final ConcurrentHashMap<Key, Kept> kept = new ConcurrentHashMap<>();

    private record Key(String cluster, Identity who) {}

    private record Kept(Seen seen, Instant until) {}

    /**
     * What a person sees of a cluster.
     *
     * @param namespaces sorted
     * @param reason why nothing is seen; empty if something is
     */
    record Seen(List<String> namespaces, String reason) {
        Seen {
            namespaces = List.copyOf(namespaces);
        }
    }

    Visibility(WeaveSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    Seen of(String clusterName, Cluster cluster, Identity who) {
        var key = new Key(clusterName, who);
        var now = clock.instant();
        var known = kept.get(key);
        if (known != null && now.isBefore(known.until())) {
            return known.seen();
        }
        if (kept.size() > MOST_KEPT) {
            kept.values().removeIf(old -> !now.isBefore(old.until()));
        }
        var seen = ask(cluster, who);
        kept.put(key, new Kept(seen, now.plus(settings.accessKept())));
        return seen;
    }

    /** The tenant label of a namespace that the person sees; empty if there is none. */
    static String tenant(Cluster cluster, Seen seen, String namespace) {
        if (namespace.isEmpty() || !seen.namespaces().contains(namespace)) {
            return "";
        }
        return cluster.live()
                .get(new ResourceKey("", "Namespace", "", namespace))
                .flatMap(object -> object.label("toolkit.fluxcd.io/tenant"))
                .orElse("");
    }

    private Seen ask(Cluster cluster, Identity who) {
        try {
            var all = namespaces(cluster);
            if (cluster.mayAccess(who, new AccessQuestion("*", "*", "*", "", "")).allowed()) {
                return new Seen(List.copyOf(all), "");
            }
            var rules =
                    Parallel.each(
                            all, settings.callLimit(), name -> cluster.accessRules(who, name));
            var open = new TreeSet<String>();
            var closed = new ArrayList<AccessRules>();
            for (var answer : rules.entrySet()) {
                switch (answer.getValue()) {
                    case Parallel.Outcome.Done<AccessRules>(var value) -> {
                        if (NamespaceRules.open(value, settings.strictNamespaces())) {
                            open.add(answer.getKey());
                        } else {
                            closed.add(value);
                        }
                    }
                    case Parallel.Outcome.Failed<AccessRules>(var failure) -> {
                        return new Seen(List.of(), reason(failure));
                    }
                }
            }
            if (open.isEmpty()) {
                var missing =
                        closed.stream()
                                .max(Comparator.comparingInt(NamespaceRules::reach))
                                .map(NamespaceRules::missing)
                                .orElse("any namespace");
                return new Seen(
                        List.of(),
                        "no namespace of this cluster is open to you: get and list are missing on "
                                + missing);
            }
            return new Seen(List.copyOf(open), "");
        } catch (ClusterException e) {
            return new Seen(List.of(), reason(e));
        }
    }

    private static String reason(Exception failure) {
        return "your access could not be read: " + failure.getMessage();
    }

    private static Collection<String> namespaces(Cluster cluster) {
        var kind = new GroupKind("", "Namespace");
        var live = cluster.live();
        if (live.isSynced(kind) || live.watch(List.of(kind), FIRST_LOAD)) {
            return new TreeSet<>(live.namespaces());
        }
        var names = new TreeSet<String>();
        cluster.list(Identity.registered(), NAMESPACE, ListOptions.all())
                .items()
                .forEach(object -> names.add(object.name()));
        return names;
    }
}
