package io.slipway.engine.sync;

import io.slipway.engine.compare.HookPhase;
import io.slipway.manifests.ResourceKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The results of a sync while a step runs. Kept in the order of first execution; one thread at a
 * time.
 */
final class Results {

    private record Place(ResourceKey key, HookPhase phase) {}

    private final Map<Place, SyncedObject> byPlace = new LinkedHashMap<>();

    Results(List<SyncedObject> saved) {
        saved.forEach(r -> byPlace.put(new Place(r.key(), r.syncPhase()), r));
    }

    List<SyncedObject> all() {
        return List.copyOf(byPlace.values());
    }

    boolean isEmpty() {
        return byPlace.isEmpty();
    }

    Optional<SyncedObject> of(SyncTask task) {
        return Optional.ofNullable(byPlace.get(new Place(task.key(), task.phase())));
    }

    void set(SyncTask task, ResultCode code, String message) {
        set(task, Optional.of(code), code.phase(), message);
    }

    void set(SyncTask task, Optional<ResultCode> code, OperationPhase phase, String message) {
        byPlace.put(
                new Place(task.key(), task.phase()),
                new SyncedObject(
                        task.key(),
                        task.type().version(),
                        code,
                        message,
                        task.hookType(),
                        phase,
                        task.phase()));
    }

    void progress(SyncTask task, OperationPhase phase, String message) {
        of(task).ifPresent(r ->
                byPlace.put(
                        new Place(task.key(), task.phase()),
                        r.with(phase, message.isEmpty() ? r.message() : message)));
    }

    void replace(SyncedObject result) {
        byPlace.put(new Place(result.key(), result.syncPhase()), result);
    }

    boolean isPending(SyncTask task) {
        return of(task).isEmpty();
    }

    boolean isRunning(SyncTask task) {
        return of(task).filter(r -> r.phase() == OperationPhase.RUNNING).isPresent();
    }

    boolean isUnsuccessful(SyncTask task) {
        return of(task).filter(r -> r.phase().isUnsuccessful()).isPresent();
    }

    boolean isCompleted(SyncTask task) {
        return of(task).filter(r -> r.phase().isCompleted()).isPresent();
    }

    boolean isPruned(SyncTask task) {
        return of(task).flatMap(SyncedObject::status).filter(ResultCode.PRUNED::equals).isPresent();
    }

    String message(SyncTask task) {
        return of(task).map(SyncedObject::message).orElse("");
    }
}
