package io.slipway.engine.sync;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.DeleteOptions;
import io.slipway.engine.cluster.DeleteOptions.Propagation;
import io.slipway.engine.cluster.Deletion;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.cluster.ParallelCalls;
import io.slipway.engine.compare.CompareRequest;
import io.slipway.engine.compare.CompareSettings;
import io.slipway.engine.compare.ObjectOptions;
import io.slipway.engine.compare.SyncWave;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Deletes everything that an application manages, highest wave first (spec: lifecycle D4). Holds no
 * state: each pass looks at what is left.
 */
public final class Deleter {

    private static final Duration STUCK = Duration.ofMinutes(5);
    private static final String HELM_POLICY = "helm.sh/resource-policy";

    private final CompareSettings compare;
    private final SyncSettings settings;
    private final InstantSource clock;

    /** With how long to wait for watches, and the clock. */
    public Deleter(CompareSettings compare, SyncSettings settings, InstantSource clock) {
        this.compare = compare;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * One pass.
     *
     * @param deletedAt when the application was marked; an approval must not be older
     * @throws ClusterException when the cluster does not answer
     */
    public DeletionStep step(
            Cluster cluster,
            CompareRequest request,
            Propagation propagation,
            Instant deletedAt,
            DeletionSafety safety) {
        var unseen = watch(cluster, request);
        if (!unseen.isEmpty()) {
            return new DeletionStep.Failed(unseen);
        }
        var all = managed(cluster, request);
        var left = all.stream().filter(o -> !isExempt(o, request, safety)).toList();
        if (left.isEmpty()) {
            return new DeletionStep.Done();
        }
        var deleting = all.stream().filter(ResourceObject::isDeleting).toList();
        if (!deleting.isEmpty()) {
            return waiting(deleting);
        }
        var guarded =
                left.stream()
                        .filter(o ->
                                ObjectOptions.needsConfirmation(request.options(), Stream.of(o)))
                        .toList();
        if (!guarded.isEmpty() && !Pruner.isApproved(request, deletedAt)) {
            return new DeletionStep.Wait(
                    Set.of(),
                    "waiting for deletion confirmation of " + names(guarded),
                    true,
                    Optional.empty());
        }
        var pending = safety.pending(left.stream().map(ResourceObject::key).toList());
        return pending.isPresent()
                ? new DeletionStep.Wait(
                        Set.of(),
                        "waiting for deletion confirmation: " + pending.get().summary(),
                        true,
                        Optional.empty())
                : deleteWave(cluster, left, propagation);
    }

    /** What a deletion would take, if it is more than the budget allows and not confirmed. */
    public Optional<DeletionBudget.Pending> pending(
            Cluster cluster, CompareRequest request, DeletionSafety safety) {
        watch(cluster, request);
        return safety.pending(
                managed(cluster, request).stream()
                        .filter(o -> !isExempt(o, request, safety))
                        .map(ResourceObject::key)
                        .toList());
    }

    /** Kinds that cannot be seen, with why: their objects must not be forgotten. */
    private List<String> watch(Cluster cluster, CompareRequest request) {
        var catalog = cluster.catalog();
        var kinds = new HashSet<GroupKind>(request.knownKinds());
        request.desired().forEach(o -> kinds.add(o.groupKind()));
        kinds.removeIf(k -> catalog.find(k).isEmpty());
        var live = cluster.live();
        if (kinds.stream().allMatch(live::isSynced) || live.watch(kinds, compare.watchPatience())) {
            return List.of();
        }
        return kinds.stream()
                .filter(k -> !live.isSynced(k))
                .sorted()
                .map(k ->
                        "cannot see objects of kind "
                                + k
                                + ": "
                                + live.problem(k).orElse("its list is not complete yet"))
                .toList();
    }

    private static List<ResourceObject> managed(Cluster cluster, CompareRequest request) {
        return cluster.live().tracked(request.instance()).stream()
                .filter(o -> o.ownerReferences().isEmpty())
                .filter(o -> request.policy().refusal(o.key(), !o.namespace().isEmpty()).isEmpty())
                .sorted((a, b) -> a.key().compareTo(b.key()))
                .toList();
    }

    private static boolean isExempt(
            ResourceObject object, CompareRequest request, DeletionSafety safety) {
        return object.kind().equals("CustomResourceDefinition")
                || safety.neededBy().apply(object.key()).isPresent()
                || object.annotation(HELM_POLICY).filter("keep"::equals).isPresent()
                || ObjectOptions.value("Delete", request.options(), Stream.of(object))
                        .equals(Optional.of("false"));
    }

    private DeletionStep deleteWave(
            Cluster cluster, List<ResourceObject> left, Propagation propagation) {
        int wave = left.stream().mapToInt(SyncWave::of).max().orElseThrow();
        var now = left.stream().filter(o -> SyncWave.of(o) == wave).toList();
        var refusals =
                ParallelCalls.map(
                        now, settings.parallelWrites(), o -> delete(cluster, o, propagation));
        var failed = refusals.stream().flatMap(Optional::stream).toList();
        if (!failed.isEmpty()) {
            return new DeletionStep.Failed(failed);
        }
        return new DeletionStep.Wait(
                keys(left),
                "waiting for deletion of " + names(now),
                false,
                Optional.of(clock.instant().plusSeconds(10)));
    }

    private static Optional<String> delete(
            Cluster cluster, ResourceObject object, Propagation propagation) {
        try {
            Deletion _ =
                    cluster.delete(
                            Identity.registered(),
                            ObjectReference.of(object),
                            DeleteOptions.of(propagation).onlyUid(object.uid()));
            return Optional.empty();
        } catch (ClusterException.Unavailable | ClusterException.TooManyRequests e) {
            throw e;
        } catch (ClusterException.Conflict _) {
            return Optional.empty(); // another object has its name by now; the next pass sees it
        } catch (ClusterException e) {
            return Optional.of(object.key() + ": " + e.getMessage());
        }
    }

    private DeletionStep waiting(List<ResourceObject> deleting) {
        var stuck = deleting.stream().filter(this::isStuck).toList();
        var text =
                stuck.isEmpty()
                        ? "waiting for deletion of " + names(deleting)
                        : "waiting for deletion of "
                                + names(deleting)
                                + "; held by the finalizers of "
                                + stuck.stream()
                                        .map(o ->
                                                o.key()
                                                        + " "
                                                        + Trees.listAt(
                                                                o.tree(), "metadata", "finalizers"))
                                        .collect(Collectors.joining(", "));
        return new DeletionStep.Wait(
                keys(deleting), text, false, Optional.of(clock.instant().plusSeconds(30)));
    }

    private boolean isStuck(ResourceObject object) {
        return object.at("metadata", "deletionTimestamp")
                .map(Object::toString)
                .map(Instant::parse)
                .filter(t -> clock.instant().isAfter(t.plus(STUCK)))
                .isPresent();
    }

    private static Set<ResourceKey> keys(List<ResourceObject> objects) {
        return objects.stream().map(ResourceObject::key).collect(Collectors.toSet());
    }

    private static String names(List<ResourceObject> objects) {
        return objects.stream()
                        .limit(5)
                        .map(o -> o.key().toString())
                        .collect(Collectors.joining(", "))
                + (objects.size() > 5 ? " and " + (objects.size() - 5) + " more" : "");
    }
}
