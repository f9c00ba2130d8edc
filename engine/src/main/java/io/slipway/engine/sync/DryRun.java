package io.slipway.engine.sync;

import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.ParallelCalls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the API server about every object before the first is applied (spec: sync D2). What only the
 * real apply can tell (rights, quotas, objects that earlier ones of this sync bring) does not count
 * here; an object that the server would never take stops the sync.
 */
final class DryRun {

    private final Applier applier;
    private final SyncKnowledge knowledge;
    private final SyncSettings settings;

    DryRun(Applier applier, SyncKnowledge knowledge, SyncSettings settings) {
        this.applier = applier;
        this.knowledge = knowledge;
        this.settings = settings;
    }

    /** The refused tasks with the server's reasons, in order. */
    Map<SyncTask, String> of(List<SyncTask> tasks) {
        var asked =
                tasks.stream().filter(t -> !t.isPrune() && !t.skipDryRun() && !isKnown(t)).toList();
        var answers = ParallelCalls.map(asked, settings.parallelWrites(), this::refusal);
        var refused = new LinkedHashMap<SyncTask, String>();
        for (int i = 0; i < asked.size(); i++) {
            var task = asked.get(i);
            answers.get(i).ifPresent(message -> refused.put(task, message));
        }
        return refused;
    }

    private boolean isKnown(SyncTask task) {
        return task.live()
                .filter(l -> knowledge.isAccepted(task.desired().orElseThrow(), l))
                .isPresent();
    }

    private Optional<String> refusal(SyncTask task) {
        try {
            applier.dryRun(task);
            return Optional.empty();
        } catch (ClusterException.Unavailable | ClusterException.TooManyRequests e) {
            throw e;
        } catch (ClusterException.Invalid e) {
            return applier.mayReplace(task)
                    ? Optional.empty()
                    : Optional.of(Applier.explained(e, task));
        } catch (ClusterException.MethodNotSupported e) {
            return Optional.of(e.getMessage());
        } catch (ClusterException _) {
            return Optional.empty();
        }
    }
}
