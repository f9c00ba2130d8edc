package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.ApplicationStatus;
import io.slipway.delivery.application.Conditions;
import io.slipway.engine.GitOpsEngine;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.LiveChange;
import io.slipway.engine.compare.CompareRequest;
import io.slipway.engine.compare.Comparison;
import io.slipway.manifests.ResourceObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Objects of nobody in the destination namespaces of applications whose project wants to know (spec
 * gitops-engine-lifecycle P1): counted at each refresh, and an application is refreshed when one
 * comes or goes. Safe for several threads.
 */
final class OrphanWatch {

    private final GitOpsEngine engine;
    private final Map<ApplicationId, Place> places = new ConcurrentHashMap<>();
    private final Map<Place, Set<ApplicationId>> watchers = new ConcurrentHashMap<>();

    private record Place(String cluster, String namespace) {}

    OrphanWatch(GitOpsEngine engine) {
        this.engine = engine;
    }

    /** What a refresh has to tell of them; remembers whether the application wants to know. */
    List<ApplicationStatus.Condition> conditions(
            ApplicationId id,
            Cluster cluster,
            CompareRequest request,
            Comparison comparison,
            Surroundings.Verdict verdict) {
        boolean wanted = verdict.orphans().monitored() && !request.namespace().isEmpty();
        remember(
                id,
                wanted
                        ? Optional.of(new Place(cluster.name(), request.namespace()))
                        : Optional.empty());
        if (!wanted || !verdict.warnsOfOrphans()) {
            return List.of();
        }
        int count = engine.orphans(cluster, request, comparison, verdict.orphans()).size();
        return count == 0
                ? List.of()
                : List.of(
                        Conditions.of(
                                Conditions.ORPHANED,
                                "Application has " + count + " orphaned resources"));
    }

    /** The applications that want to know that this object came or went. */
    Set<ApplicationId> concernedBy(Cluster cluster, LiveChange change) {
        boolean moved = change.before().isEmpty() || change.after().isEmpty();
        boolean owned =
                change.after()
                        .or(change::before)
                        .map(ResourceObject::ownerReferences)
                        .filter(o -> !o.isEmpty())
                        .isPresent();
        return moved && !owned
                ? watchers.getOrDefault(
                        new Place(cluster.name(), change.key().namespace()), Set.of())
                : Set.of();
    }

    void forget(ApplicationId id) {
        remember(id, Optional.empty());
    }

    private synchronized void remember(ApplicationId id, Optional<Place> now) {
        var before = now.isPresent() ? places.put(id, now.get()) : places.remove(id);
        if (before != null && !now.equals(Optional.of(before))) {
            watchers.computeIfPresent(
                    before,
                    (_, old) -> {
                        var left = new HashSet<>(old);
                        left.remove(id);
                        return left.isEmpty() ? null : Set.copyOf(left);
                    });
        }
        now.ifPresent(place ->
                watchers.merge(
                        place,
                        Set.of(id),
                        (old, one) -> {
                            var all = new HashSet<>(old);
                            all.addAll(one);
                            return Set.copyOf(all);
                        }));
    }
}
