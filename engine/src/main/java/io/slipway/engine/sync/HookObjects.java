package io.slipway.engine.sync;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.DeleteOptions;
import io.slipway.engine.cluster.DeleteOptions.Propagation;
import io.slipway.engine.cluster.Deletion;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.cluster.Patch;
import io.slipway.engine.cluster.WriteOptions;
import io.slipway.engine.compare.Hook;
import io.slipway.engine.compare.HookDeletePolicy;
import io.slipway.engine.health.HealthRules;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects of hooks: made with our finalizer, so that nothing removes a finished one before its
 * result is read, and with a mark of the sync that made them, so that a restarted sync does not run
 * them twice (spec: sync E).
 */
final class HookObjects {

    /** Which attempt of a sync made the object, and for which phase. */
    static final String RUN_ANNOTATION = "slipway/hook-run";

    private static final int ATTEMPTS = 5;

    private final Cluster cluster;
    private final Propagation propagation;

    HookObjects(Cluster cluster, Propagation propagation) {
        this.cluster = cluster;
        this.propagation = propagation;
    }

    static ResourceObject prepared(SyncTask task, String run) {
        var tree = task.desired().orElseThrow().copyOfTree();
        var finalizers = new ArrayList<>(Trees.listAt(tree, "metadata", "finalizers"));
        if (!finalizers.contains(HealthRules.HOOK_FINALIZER)) {
            finalizers.add(HealthRules.HOOK_FINALIZER);
        }
        Trees.put(tree, finalizers, "metadata", "finalizers");
        Trees.put(tree, run, "metadata", "annotations", RUN_ANNOTATION);
        return ResourceObject.of(tree);
    }

    static String mark(SyncTask task, String run) {
        return run + "-" + task.phase().text();
    }

    /** Whether this very sync made the live object. */
    static boolean isOfRun(SyncTask task, String run) {
        return task.live().flatMap(l -> l.annotation(RUN_ANNOTATION)).equals(Optional.of(run));
    }

    static boolean hasPolicy(SyncTask task, HookDeletePolicy policy) {
        return Hook.of(task.object()).filter(h -> h.policies().contains(policy)).isPresent();
    }

    /** Takes our finalizer off; an object that is gone is fine. */
    void release(ResourceObject hook) {
        var current = Optional.of(hook);
        for (int attempt = 1; ; attempt++) {
            if (current.isEmpty() || !hasFinalizer(current.get())) {
                return;
            }
            try {
                cluster.patch(
                        Identity.registered(),
                        ObjectReference.of(current.get()),
                        Patch.merge(withoutFinalizer(current.get())),
                        WriteOptions.defaults());
                return;
            } catch (ClusterException.NotFound _) {
                return;
            } catch (ClusterException.Conflict e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                current = cluster.get(Identity.registered(), ObjectReference.of(hook));
            }
        }
    }

    /** Deletes, and lets go; tells whether it is gone. */
    boolean delete(ResourceObject hook) {
        release(hook);
        var deletion =
                cluster.delete(
                        Identity.registered(),
                        ObjectReference.of(hook),
                        DeleteOptions.of(propagation).onlyUid(hook.uid()));
        return deletion instanceof Deletion.Gone;
    }

    private static boolean hasFinalizer(ResourceObject object) {
        return Trees.listAt(object.tree(), "metadata", "finalizers")
                .contains(HealthRules.HOOK_FINALIZER);
    }

    private static Map<String, Object> withoutFinalizer(ResourceObject object) {
        List<Object> rest =
                Trees.listAt(object.tree(), "metadata", "finalizers").stream()
                        .filter(f -> !HealthRules.HOOK_FINALIZER.equals(f))
                        .toList();
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("finalizers", rest);
        metadata.put("resourceVersion", object.resourceVersion());
        return Map.of("metadata", metadata);
    }
}
