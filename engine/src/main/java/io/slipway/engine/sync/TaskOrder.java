package io.slipway.engine.sync;

import io.slipway.engine.compare.HookPhase;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Puts tasks in their order (spec: sync C3, C4). Pure; the result does not depend on the input's
 * order.
 */
final class TaskOrder {

    private static final Comparator<SyncTask> BY_PLACE =
            Comparator.comparing(SyncTask::phase)
                    .thenComparingInt(SyncTask::wave)
                    .thenComparingInt(t -> KindOrder.rank(t.key().kind()))
                    .thenComparing(t -> t.key().name())
                    .thenComparing(SyncTask::key);

    private TaskOrder() {}

    /**
     * Sorted tasks.
     *
     * @param pruneLast whether this prune task waits for everything else of the phase
     */
    static List<SyncTask> ordered(List<SyncTask> tasks, Predicate<SyncTask> pruneLast) {
        var mirrored = pruneLast(mirrored(tasks), pruneLast);
        var sorted = new ArrayList<>(mirrored);
        sorted.sort(BY_PLACE);
        lift(
                sorted,
                t -> t.key().kind().equals("Namespace") && t.key().group().isEmpty(),
                TaskOrder::isInside);
        lift(
                sorted,
                t -> t.key().kind().equals("CustomResourceDefinition"),
                TaskOrder::isDefinedBy);
        return List.copyOf(sorted);
    }

    /** What was applied last goes first: the distinct waves of prune tasks are turned round. */
    private static List<SyncTask> mirrored(List<SyncTask> tasks) {
        var waves = new TreeSet<Integer>();
        tasks.stream().filter(SyncTask::isPrune).forEach(t -> waves.add(t.wave()));
        var turned = new TreeMap<Integer, Integer>();
        var down = waves.descendingIterator();
        waves.forEach(w -> turned.put(w, down.next()));
        return tasks.stream()
                .map(t ->
                        t.isPrune() ? t.at(t.phase(), turned.getOrDefault(t.wave(), t.wave())) : t)
                .toList();
    }

    private static List<SyncTask> pruneLast(List<SyncTask> tasks, Predicate<SyncTask> last) {
        int highest =
                tasks.stream()
                        .filter(t -> t.phase() == HookPhase.SYNC)
                        .mapToInt(SyncTask::wave)
                        .max()
                        .orElse(0);
        return tasks.stream()
                .map(t -> t.isPrune() && last.test(t) ? t.at(t.phase(), highest + 1) : t)
                .toList();
    }

    private interface Dependence {
        boolean of(SyncTask dependant, SyncTask on);
    }

    /** Moves what others need to just before the first of them, into its phase and wave. */
    private static void lift(
            List<SyncTask> tasks, Predicate<SyncTask> needed, Dependence dependence) {
        for (int i = 0; i < tasks.size(); i++) {
            var task = tasks.get(i);
            if (task.isPrune() || !needed.test(task)) {
                continue;
            }
            for (int j = 0; j < i; j++) {
                var first = tasks.get(j);
                if (!first.isPrune() && dependence.of(first, task)) {
                    tasks.remove(i);
                    tasks.add(j, task.at(first.phase(), first.wave()));
                    break;
                }
            }
        }
    }

    private static boolean isInside(SyncTask object, SyncTask namespace) {
        return object.key().namespace().equals(namespace.key().name());
    }

    private static boolean isDefinedBy(SyncTask object, SyncTask definition) {
        return definedKind(definition).equals(object.key().groupKind());
    }

    /** The kind that a definition defines. */
    static GroupKind definedKind(SyncTask definition) {
        var tree = definition.object().tree();
        return new GroupKind(
                Trees.stringAt(tree, "spec", "group").orElse(""),
                Trees.stringAt(tree, "spec", "names", "kind").orElse(""));
    }
}
