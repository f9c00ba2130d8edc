package io.slipway.engine.sync;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.DeleteOptions;
import io.slipway.engine.cluster.DeleteOptions.Propagation;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.cluster.WriteOptions;
import io.slipway.engine.compare.CompareRequest;
import io.slipway.engine.compare.CompareSettings;
import io.slipway.engine.compare.Hook;
import io.slipway.engine.compare.HookDeletePolicy;
import io.slipway.engine.compare.HookPhase;
import io.slipway.engine.compare.Matcher;
import io.slipway.engine.health.Health;
import io.slipway.engine.health.HealthRules;
import io.slipway.engine.health.HealthStatus;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.ResourceObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The hooks that run when an application is deleted (spec: lifecycle D3). Holds no state. */
public final class DeletionHooks {

    private final Matcher matcher;
    private final CompareSettings compare;
    private final HealthRules health;
    private final Tracking tracking;
    private final InstantSource clock;

    /** With what places, stamps and judges the hooks. */
    public DeletionHooks(
            Matcher matcher,
            CompareSettings compare,
            HealthRules health,
            Tracking tracking,
            InstantSource clock) {
        this.matcher = matcher;
        this.compare = compare;
        this.health = health;
        this.tracking = tracking;
        this.clock = clock;
    }

    /**
     * Makes the hooks that are missing and waits for all of them.
     *
     * @param request with the application's rendered objects, or the last ones that could be
     *     rendered
     * @param phase {@link HookPhase#PRE_DELETE} or {@link HookPhase#POST_DELETE}
     */
    public DeletionStep run(Cluster cluster, CompareRequest request, HookPhase phase) {
        var hooks = hooks(cluster, request, phase);
        var running = new ArrayList<ResourceObject>();
        var failures = new ArrayList<String>();
        for (var hook : hooks) {
            var live = cluster.get(Identity.registered(), ObjectReference.of(hook));
            var current =
                    live.isPresent()
                            ? live.get()
                            : cluster.apply(Identity.registered(), hook, WriteOptions.defaults());
            var status = health.assess(current, clock.instant()).map(Health::status);
            if (status.equals(Optional.of(HealthStatus.PROGRESSING))) {
                running.add(current);
            } else if (status.equals(Optional.of(HealthStatus.DEGRADED))) {
                delete(cluster, current);
                failures.add(
                        "%s hook %s failed: %s"
                                .formatted(
                                        phase.text(),
                                        current.key(),
                                        health.assess(current, clock.instant())
                                                .map(Health::message)
                                                .orElse("")));
            }
        }
        if (!failures.isEmpty()) {
            return new DeletionStep.Failed(failures);
        }
        return running.isEmpty()
                ? new DeletionStep.Done()
                : new DeletionStep.Wait(
                        running.stream().map(ResourceObject::key).collect(Collectors.toSet()),
                        "waiting for completion of hook " + running.getFirst().key(),
                        false,
                        Optional.of(clock.instant().plusSeconds(30)));
    }

    /** Removes the hooks' objects as their policies say, from the worst health among them. */
    public DeletionStep clean(Cluster cluster, CompareRequest request, HookPhase phase) {
        var there = new ArrayList<ResourceObject>();
        for (var hook : hooks(cluster, request, phase)) {
            cluster.get(Identity.registered(), ObjectReference.of(hook)).ifPresent(there::add);
        }
        var worst =
                there.stream()
                        .flatMap(
                                o -> health.assess(o, clock.instant()).map(Health::status).stream())
                        .reduce(HealthStatus.HEALTHY, (a, b) -> a.isWorseThan(b) ? a : b);
        there.stream().filter(o -> isRemoved(o, worst)).forEach(o -> delete(cluster, o));
        return new DeletionStep.Done();
    }

    private static boolean isRemoved(ResourceObject hook, HealthStatus worst) {
        var policies = Hook.statedPolicies(hook);
        return policies.isEmpty()
                || (policies.contains(HookDeletePolicy.SUCCEEDED) && worst == HealthStatus.HEALTHY)
                || (policies.contains(HookDeletePolicy.FAILED) && worst == HealthStatus.DEGRADED);
    }

    private List<ResourceObject> hooks(Cluster cluster, CompareRequest request, HookPhase phase) {
        var kinds =
                new HashSet<>(
                        Set.copyOf(
                                request.desired().stream()
                                        .map(ResourceObject::groupKind)
                                        .toList()));
        cluster.live().watch(kinds, compare.watchPatience());
        return matcher.placed(cluster.catalog(), request).stream()
                .filter(o -> Hook.of(o).filter(h -> h.phases().contains(phase)).isPresent())
                .filter(o -> !o.name().isEmpty())
                .map(o -> tracking.stamp(o, request.instance(), request.namespace()))
                .toList();
    }

    private static void delete(Cluster cluster, ResourceObject hook) {
        try {
            cluster.delete(
                    Identity.registered(),
                    ObjectReference.of(hook),
                    DeleteOptions.of(Propagation.BACKGROUND).onlyUid(hook.uid()));
        } catch (ClusterException.Conflict _) {
            return; // it is another object by now
        }
    }
}
