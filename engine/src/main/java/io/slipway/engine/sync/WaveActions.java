package io.slipway.engine.sync;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.ParallelCalls;
import io.slipway.engine.compare.CompareRequest;
import io.slipway.engine.compare.HookDeletePolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done to the cluster for the tasks of one wave; what came of it is in the results (spec:
 * sync D10, E, F, G).
 */
final class WaveActions {

    private final Cluster cluster;
    private final CompareRequest request;
    private final SyncSettings settings;
    private final SyncKnowledge knowledge;
    private final Results results;
    private final Applier applier;
    private final Pruner pruner;
    private final HookObjects hooks;
    private final String run;

    /**
     * @param run what hook objects of this attempt are marked with
     */
    WaveActions(
            Cluster cluster,
            CompareRequest request,
            SyncSettings settings,
            SyncKnowledge knowledge,
            Results results,
            Applier applier,
            Pruner pruner,
            HookObjects hooks,
            String run) {
        this.cluster = cluster;
        this.request = request;
        this.settings = settings;
        this.knowledge = knowledge;
        this.results = results;
        this.applier = applier;
        this.pruner = pruner;
        this.hooks = hooks;
        this.run = run;
    }

    String run(SyncTask task) {
        return HookObjects.mark(task, run);
    }

    /** Deletes what is too many, in parallel. */
    void prune(List<SyncTask> toPrune) {
        var outcomes =
                ParallelCalls.map(
                        toPrune,
                        settings.parallelWrites(),
                        t -> {
                            try {
                                return pruner.prune(t);
                            } catch (ClusterException.Unavailable
                                    | ClusterException.TooManyRequests e) {
                                throw e;
                            } catch (ClusterException e) {
                                return new Pruner.Outcome(ResultCode.SYNC_FAILED, e.getMessage());
                            }
                        });
        for (int i = 0; i < toPrune.size(); i++) {
            results.set(toPrune.get(i), outcomes.get(i).code(), outcomes.get(i).message());
        }
    }

    /** Removes hook objects that stand in the way of new ones; those that are not gone at once. */
    List<SyncTask> clearWay(List<SyncTask> wave) {
        var leaving = new ArrayList<SyncTask>();
        for (var task : wave) {
            if (task.isHook()
                    && task.live().isPresent()
                    && !HookObjects.isOfRun(task, run(task))
                    && (task.live().get().isDeleting()
                            || HookObjects.hasPolicy(task, HookDeletePolicy.BEFORE_CREATION))
                    && !hooks.delete(task.live().get())) {
                leaving.add(task);
            }
        }
        return leaving;
    }

    /**
     * Kind after kind, the objects of one kind at a time in parallel. A failure does not stop
     * others.
     */
    void apply(List<SyncTask> toApply) {
        for (int from = 0; from < toApply.size(); ) {
            int to = from;
            var kind = toApply.get(from).key().groupKind();
            while (to < toApply.size() && toApply.get(to).key().groupKind().equals(kind)) {
                to++;
            }
            applyTogether(toApply.subList(from, to));
            from = to;
        }
    }

    /** What applying one object led to. */
    private record Applied(ResultCode code, String message) {}

    private void applyTogether(List<SyncTask> group) {
        var outcomes = ParallelCalls.map(group, settings.parallelWrites(), this::applyOne);
        for (int i = 0; i < group.size(); i++) {
            results.set(group.get(i), outcomes.get(i).code(), outcomes.get(i).message());
        }
        if (group.getFirst().key().kind().equals("CustomResourceDefinition")) {
            new NewKinds(cluster, settings.definitionPatience()).await(group);
        }
    }

    private Applied applyOne(SyncTask task) {
        if (task.isHook() && HookObjects.isOfRun(task, run(task))) {
            return new Applied(ResultCode.SYNCED, Applier.described(task.object()) + " created");
        }
        try {
            if (task.isHook()) {
                var live =
                        task.live()
                                .filter(l ->
                                        !HookObjects.hasPolicy(
                                                task, HookDeletePolicy.BEFORE_CREATION));
                var made = task.withDesired(HookObjects.prepared(task, run(task))).withLive(live);
                return new Applied(ResultCode.SYNCED, applier.apply(made).message());
            }
            if (isInPlace(task)) {
                return new Applied(
                        ResultCode.SYNCED, Applier.described(task.object()) + " unchanged");
            }
            var outcome = applier.apply(respecting(task));
            if (outcome.serverSide()) {
                knowledge.applied(task.desired().orElseThrow(), outcome.object());
            }
            return new Applied(ResultCode.SYNCED, outcome.message());
        } catch (ClusterException.Unavailable | ClusterException.TooManyRequests e) {
            throw e;
        } catch (ClusterException e) {
            return new Applied(ResultCode.SYNC_FAILED, Applier.explained(e, task));
        }
    }

    /** Nothing is sent for what is known to be as we left it, unless it is to be replaced. */
    private boolean isInPlace(SyncTask task) {
        return task.live().filter(l -> !l.isDeleting()).isPresent()
                && !applier.isReplacing(task)
                && knowledge.isInPlace(task.desired().orElseThrow(), task.live().get());
    }

    private SyncTask respecting(SyncTask task) {
        return task.live().isPresent() && request.options().has("RespectIgnoreDifferences=true")
                ? task.withDesired(
                        knowledge.withLiveValues(task.desired().orElseThrow(), task.live().get()))
                : task;
    }
}
