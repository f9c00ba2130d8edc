package io.slipway.engine.sync;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.DeleteOptions;
import io.slipway.engine.cluster.DeleteOptions.Propagation;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.cluster.Patch;
import io.slipway.engine.cluster.Validation;
import io.slipway.engine.cluster.WriteOptions;
import io.slipway.engine.compare.CompareRequest;
import io.slipway.engine.compare.ObjectOptions;
import io.slipway.engine.diff.Masking;
import io.slipway.engine.diff.ThreeWayMerge;
import io.slipway.manifests.ResourceObject;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Applies one object in the way that its options ask for (spec: sync F). Throws what the cluster
 * throws.
 */
final class Applier {

    private static final int ATTEMPTS = 5;

    private final Cluster cluster;
    private final CompareRequest request;
    private final boolean force;
    private final SyncSettings settings;

    Applier(Cluster cluster, CompareRequest request, boolean force, SyncSettings settings) {
        this.cluster = cluster;
        this.request = request;
        this.force = force;
        this.settings = settings;
    }

    /** What became of an object. */
    record Outcome(ResourceObject object, String message, boolean serverSide) {}

    Outcome apply(SyncTask task) {
        var desired = task.desired().orElseThrow();
        var live = task.live();
        if (isReplacing(task)) {
            return replaced(task, desired, live);
        }
        if (!ObjectOptions.isServerSideApply(
                settings.serverSideApply(), request.options(), desired)) {
            return clientSide(task, desired, options(task, false));
        }
        live.ifPresent(l -> takeOver(desired, l));
        try {
            var result = cluster.apply(Identity.registered(), desired, options(task, false));
            return new Outcome(result, described(desired) + " " + outcome(live, result), true);
        } catch (ClusterException.Invalid e) {
            if (!mayReplace(task)) {
                throw e;
            }
            return reapplied(task, desired, live.orElseThrow());
        }
    }

    /**
     * With force, what an update refuses (immutable fields) is made by deleting and applying anew.
     */
    private Outcome reapplied(SyncTask task, ResourceObject desired, ResourceObject live) {
        cluster.delete(
                Identity.registered(),
                ObjectReference.of(desired),
                DeleteOptions.of(Propagation.BACKGROUND).onlyUid(live.uid()));
        var result = cluster.apply(Identity.registered(), desired, options(task, false));
        return new Outcome(result, described(desired) + " replaced", true);
    }

    /** Asks the server without storing. */
    void dryRun(SyncTask task) {
        var desired = task.desired().orElseThrow();
        if (ObjectOptions.isServerSideApply(
                settings.serverSideApply(), request.options(), desired)) {
            cluster.apply(Identity.registered(), desired, options(task, true));
        } else {
            clientSide(task, desired, options(task, true));
        }
    }

    /**
     * Moves the ownership of what other tools applied to us; a change meanwhile leaves it to the
     * next sync.
     */
    private void takeOver(ResourceObject desired, ResourceObject live) {
        if (request.options().has("ClientSideApplyMigration=false")) {
            return;
        }
        var patch =
                OwnershipMigration.patch(
                        live,
                        OwnershipMigration.managers(request.annotations()),
                        desired.apiVersion());
        if (patch.isPresent()) {
            try {
                cluster.patch(
                        Identity.registered(),
                        ObjectReference.of(desired),
                        Patch.json(patch.get()),
                        WriteOptions.defaults());
            } catch (ClusterException.Conflict | ClusterException.Invalid _) {
                return; // the object changed since it was read
            }
        }
    }

    /** The three-way apply of clients; conflicts are tried again with what is live then. */
    private Outcome clientSide(SyncTask task, ResourceObject desired, WriteOptions options) {
        var live = task.live();
        if (live.filter(l -> hasOtherRole(desired, l)).isPresent()) {
            return options.dryRun()
                    ? new Outcome(live.get(), described(desired) + " replaced", false)
                    : recreated(task, ThreeWayMerge.noted(desired), live.get());
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return live.isEmpty()
                        ? new Outcome(
                                cluster.create(
                                        Identity.registered(),
                                        ThreeWayMerge.noted(desired),
                                        options),
                                described(desired) + " created",
                                false)
                        : patched(desired, live.get(), options);
            } catch (ClusterException.AlreadyExists
                    | ClusterException.Conflict
                    | ClusterException.NotFound e) {
                boolean namespaceMissing = e instanceof ClusterException.NotFound && live.isEmpty();
                if (attempt == ATTEMPTS || namespaceMissing) {
                    return orRecreated(task, desired, live, options, e);
                }
                live = cluster.get(Identity.registered(), ObjectReference.of(desired));
            } catch (ClusterException.Invalid e) {
                return orRecreated(task, desired, live, options, e);
            }
        }
    }

    /** Who is bound to another role is bound anew: no server changes the role of a binding. */
    private static boolean hasOtherRole(ResourceObject desired, ResourceObject live) {
        return desired.groupVersionKind().group().equals("rbac.authorization.k8s.io")
                && desired.kind().endsWith("RoleBinding")
                && live.at("roleRef").isPresent()
                && !live.at("roleRef").equals(desired.at("roleRef"));
    }

    private Outcome patched(ResourceObject desired, ResourceObject live, WriteOptions options) {
        var patch = ThreeWayMerge.patch(desired, live);
        if (patch.body().isEmpty()) {
            return new Outcome(live, described(desired) + " unchanged", false);
        }
        var type = patch.strategic() ? Patch.Type.STRATEGIC : Patch.Type.MERGE;
        var result =
                cluster.patch(
                        Identity.registered(),
                        ObjectReference.of(desired),
                        new Patch(type, patch.body(), ""),
                        options);
        return new Outcome(
                result, described(desired) + " " + outcome(Optional.of(live), result), false);
    }

    private Outcome orRecreated(
            SyncTask task,
            ResourceObject desired,
            Optional<ResourceObject> live,
            WriteOptions options,
            ClusterException e) {
        if (live.isEmpty() || !isForced(task) || options.dryRun()) {
            throw e;
        }
        return recreated(task, ThreeWayMerge.noted(desired), live.get());
    }

    private Outcome replaced(SyncTask task, ResourceObject desired, Optional<ResourceObject> live) {
        if (live.isEmpty()) {
            var created = cluster.create(Identity.registered(), desired, options(task, false));
            return new Outcome(created, described(desired) + " created", false);
        }
        boolean kept =
                desired.kind().equals("CustomResourceDefinition")
                        || desired.kind().equals("Namespace");
        if (!kept && isForced(task)) {
            return recreated(task, desired, live.get());
        }
        var versioned = desired.with(live.get().resourceVersion(), "metadata", "resourceVersion");
        var result = cluster.replace(Identity.registered(), versioned, options(task, false));
        return new Outcome(result, described(desired) + " replaced", false);
    }

    private Outcome recreated(SyncTask task, ResourceObject desired, ResourceObject live) {
        cluster.delete(
                Identity.registered(),
                ObjectReference.of(desired),
                DeleteOptions.of(Propagation.BACKGROUND).onlyUid(live.uid()));
        var created = cluster.create(Identity.registered(), desired, options(task, false));
        return new Outcome(created, described(desired) + " replaced", false);
    }

    /**
     * Whether a change that an update refuses is made by replacing, so that a refusal says little.
     */
    boolean mayReplace(SyncTask task) {
        return task.live().isPresent() && isForced(task);
    }

    /** Whether the object is replaced, not merged. */
    boolean isReplacing(SyncTask task) {
        return has("Replace=true", task);
    }

    private boolean isForced(SyncTask task) {
        return force || has("Force=true", task);
    }

    private boolean has(String option, SyncTask task) {
        return ObjectOptions.has(
                option,
                request.options(),
                Stream.concat(task.desired().stream(), task.live().stream()));
    }

    private WriteOptions options(SyncTask task, boolean dry) {
        var validation =
                ObjectOptions.has("Validate=false", request.options(), task.desired().stream())
                        ? Validation.IGNORE
                        : Validation.STRICT;
        return new WriteOptions(WriteOptions.MANAGER, true, dry, validation);
    }

    private static String outcome(Optional<ResourceObject> live, ResourceObject result) {
        if (live.isEmpty()) {
            return "created";
        }
        return live.get().resourceVersion().equals(result.resourceVersion())
                ? "unchanged"
                : "configured";
    }

    /** {@code deployment.apps/name}, as kubectl writes it. */
    static String described(ResourceObject object) {
        var group = object.groupVersionKind().group();
        return object.kind().toLowerCase(Locale.ROOT)
                + (group.isEmpty() ? "" : "." + group)
                + "/"
                + object.name();
    }

    /** The text of a refusal, with advice where there is some. */
    static String explained(ClusterException e, SyncTask task) {
        var text = Masking.text(e.getMessage(), task.object());
        return text.contains("262144")
                ? text
                        + " Apply the object server-side (sync option ServerSideApply=true), which needs no such annotation."
                : text;
    }
}
