package io.slipway.api.weave;

import io.slipway.engine.cluster.AccessQuestion;
import io.slipway.engine.cluster.ApiResource;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ListOptions;
import io.slipway.manifests.ResourceObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Lists of a kind in a namespace as a person may see them: from the objects that the shared watches
 * hold, where the cluster says that the person may list them; its answers are kept for seconds. The
 * cluster itself is asked, as the person, where it says no (its words are the answer), while the
 * watch of the kind is not in step, and for Secrets, whose data is not held here. Safe for many
 * threads.
 */
final class LiveLists {
    private static final int MOST_KEPT = 50_000;

    private final Duration kept;
    private final Clock clock;
    private final Map<Question, Kept> answers = new ConcurrentHashMap<>();

    private record Question(
            String cluster, Identity who, String group, String resource, String namespace) {}

    private record Kept(boolean allowed, Instant until) {}

    /**
     * @param kept how long an answer about somebody's access counts
     */
    LiveLists(Duration kept, Clock clock) {
        this.kept = kept;
        this.clock = clock;
    }

    /**
     * The objects, in no order.
     *
     * @param namespace empty for kinds without one
     * @param labels that they must have
     * @throws io.slipway.engine.cluster.ClusterException when the cluster refuses or is away
     */
    List<ResourceObject> list(
            Cluster cluster,
            Identity who,
            ApiResource resource,
            String namespace,
            Map<String, String> labels) {
        var kind = resource.type().groupKind();
        var live = cluster.live();
        boolean secret = kind.group().isEmpty() && kind.kind().equals("Secret");
        if (!secret && live.isSynced(kind) && mayList(cluster, who, resource, namespace)) {
            var held = live.list(kind);
            // Another version of the kind than the one that is watched must be asked for.
            if (held.stream().allMatch(o -> o.groupVersionKind().equals(resource.type()))) {
                return held.stream()
                        .filter(o -> namespace.isEmpty() || o.namespace().equals(namespace))
                        .filter(o -> o.labels().entrySet().containsAll(labels.entrySet()))
                        .toList();
            }
        }
        var found =
                cluster.list(
                                who,
                                resource.type(),
                                ListOptions.inNamespace(namespace).labelled(selector(labels)))
                        .items();
        if (!secret && resource.isWatchable()) {
            var _ = live.watch(List.of(kind), Duration.ZERO);
        }
        return found;
    }

    private boolean mayList(Cluster cluster, Identity who, ApiResource resource, String namespace) {
        return allowed(cluster, who, resource, "")
                || (!namespace.isEmpty() && allowed(cluster, who, resource, namespace));
    }

    private boolean allowed(Cluster cluster, Identity who, ApiResource resource, String namespace) {
        var group = resource.type().group();
        var question = new Question(cluster.name(), who, group, resource.plural(), namespace);
        var now = clock.instant();
        var known = answers.get(question);
        if (known != null && now.isBefore(known.until())) {
            return known.allowed();
        }
        if (answers.size() > MOST_KEPT) {
            answers.values().removeIf(old -> !now.isBefore(old.until()));
        }
        boolean allowed =
                cluster.mayAccess(
                                who,
                                new AccessQuestion("list", group, resource.plural(), namespace, ""))
                        .allowed();
        answers.put(question, new Kept(allowed, now.plus(kept)));
        return allowed;
    }

    private static String selector(Map<String, String> labels) {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(","));
    }
}
