package io.slipway.engine.sync;

import java.util.List;

/**
 * What was asked for. The options in force come with the {@link
 * io.slipway.engine.compare.CompareRequest}.
 *
 * @param revision the resolved revision, for the names of hooks with {@code generateName}
 * @param prune delete what is live and not desired
 * @param dryRun simulate only
 * @param hooks false for the {@code apply} strategy: no hooks at all
 * @param force delete and create where an update is refused
 * @param resources when not empty: these objects only, and no hooks
 */
public record SyncOperation(
        String revision,
        boolean prune,
        boolean dryRun,
        boolean hooks,
        boolean force,
        List<ResourceSelector> resources) {

    public SyncOperation {
        resources = List.copyOf(resources);
    }

    /** A whole sync with hooks, without pruning. */
    public static SyncOperation of(String revision) {
        return new SyncOperation(revision, false, false, true, false, List.of());
    }

    /** The same, pruning. */
    public SyncOperation pruning() {
        return new SyncOperation(revision, true, dryRun, hooks, force, resources);
    }

    /** The same, simulated. */
    public SyncOperation dry() {
        return new SyncOperation(revision, prune, true, hooks, force, resources);
    }

    /** The same, for these objects only. */
    public SyncOperation only(ResourceSelector... selectors) {
        return new SyncOperation(revision, prune, dryRun, hooks, force, List.of(selectors));
    }

    /** The same, without hooks. */
    public SyncOperation withoutHooks() {
        return new SyncOperation(revision, prune, dryRun, false, force, resources);
    }

    /** The same, with force. */
    public SyncOperation forced() {
        return new SyncOperation(revision, prune, dryRun, hooks, true, resources);
    }

    /** Whether it is partial: no hooks, no history. */
    public boolean isPartial() {
        return !resources.isEmpty();
    }
}
