package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationChange;
import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.ApplicationRecords;
import io.slipway.delivery.refresh.Need;
import io.slipway.engine.GitOpsEngine;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.LiveChange;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.ResourceObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Wakes the applications that a change in a cluster concerns: who owns the object by its tracking
 * data, wants it, or waits for it (spec gitops-engine-automation A10). Safe for several threads.
 */
final class LiveRouter {

    private static final Set<String> NOISE =
            Set.of("generation", "resourceVersion", "managedFields");

    private final GitOpsEngine engine;
    private final Tracking tracking;
    private final LiveMemory memory;
    private final OrphanWatch orphans;
    private final BiConsumer<ApplicationId, Need> queue;
    private final Map<String, ApplicationId> instances = new ConcurrentHashMap<>();

    LiveRouter(
            ApplicationRecords records,
            GitOpsEngine engine,
            Tracking tracking,
            LiveMemory memory,
            OrphanWatch orphans,
            BiConsumer<ApplicationId, Need> queue) {
        this.engine = engine;
        this.tracking = tracking;
        this.memory = memory;
        this.orphans = orphans;
        this.queue = queue;
        instances.putAll(records.instances());
    }

    void on(ApplicationChange change) {
        var stored = change.application();
        if (change.kind() == ApplicationChange.Kind.DELETED) {
            instances.remove(stored.instance());
            orphans.forget(stored.id());
            memory.forget(stored.id()).forEach(id -> queue.accept(id, Need.RECENT));
        } else {
            instances.put(stored.instance(), stored.id());
        }
        Children.parentOf(stored.application())
                .flatMap(i -> Optional.ofNullable(instances.get(i)))
                .filter(parent -> !parent.equals(stored.id()))
                .ifPresent(parent -> queue.accept(parent, Need.RECENT));
    }

    /** Forgets applications that are gone; those that come meanwhile stay. */
    void forgetAllBut(Supplier<List<ApplicationId>> there) {
        var before = Map.copyOf(instances);
        var ids = Set.copyOf(there.get());
        for (var known : before.entrySet()) {
            if (!ids.contains(known.getValue()) && instances.remove(known.getKey()) != null) {
                orphans.forget(known.getValue());
                memory.forget(known.getValue()).forEach(id -> queue.accept(id, Need.RECENT));
            }
        }
    }

    void on(Cluster cluster, LiveChange change) {
        var concerned = new HashSet<>(memory.concernedBy(cluster, change.key()));
        concerned.addAll(orphans.concernedBy(cluster, change));
        change.after().flatMap(this::owner).ifPresent(concerned::add);
        change.before().flatMap(this::owner).ifPresent(concerned::add);
        if (!concerned.isEmpty() && matters(change)) {
            concerned.forEach(id -> queue.accept(id, Need.RECENT));
        }
    }

    private Optional<ApplicationId> owner(ResourceObject object) {
        return object.ownerReferences().isEmpty()
                ? tracking.instanceOf(object).map(instances::get)
                : Optional.empty();
    }

    /** Whether more changed than what changes all the time, or the health did. */
    private boolean matters(LiveChange change) {
        if (change.before().isEmpty() || change.after().isEmpty()) {
            return true;
        }
        var before = change.before().get();
        var after = change.after().get();
        return before.isDeleting() != after.isDeleting()
                || !quiet(before).equals(quiet(after))
                || !engine.health(before).equals(engine.health(after));
    }

    private static Map<String, Object> quiet(ResourceObject object) {
        var tree = new java.util.HashMap<>(object.tree());
        tree.remove("status");
        if (tree.get("metadata") instanceof Map<?, ?> metadata) {
            var kept = new java.util.HashMap<Object, Object>(metadata);
            kept.keySet().removeAll(NOISE);
            tree.put("metadata", kept);
        }
        return tree;
    }
}
