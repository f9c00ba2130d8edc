package io.slipway.engine.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every order of tasks (spec: sync C3, C4). */
class TaskOrderProperties {

    @Provide
    Arbitrary<List<SyncTask>> tasks() {
        var kinds =
                Arbitraries.of(
                        "Namespace",
                        "ConfigMap",
                        "Secret",
                        "Service",
                        "Deployment",
                        "Job",
                        "Widget");
        var names = Arbitraries.of("default", "other", "third", "fourth");
        var waves = Arbitraries.integers().between(-2, 2);
        var one =
                Combinators.combine(kinds, names, waves, Arbitraries.of(true, false))
                        .as((kind, name, wave, prune) ->
                                prune
                                        ? TaskOrderTest.prune(name, wave)
                                        : TaskOrderTest.task(kind, name, wave));
        return one.list().uniqueElements(SyncTask::key).ofMaxSize(12);
    }

    @Property(tries = 300)
    void theOrderDoesNotDependOnTheInputs(
            @ForAll("tasks") List<SyncTask> tasks, @ForAll Random random) {
        var shuffled = new ArrayList<>(tasks);
        Collections.shuffle(shuffled, random);
        assertThat(TaskOrder.ordered(shuffled, _ -> false))
                .isEqualTo(TaskOrder.ordered(tasks, _ -> false));
    }

    @Property(tries = 300)
    void nothingIsLostAndWavesNeverGoBack(@ForAll("tasks") List<SyncTask> tasks) {
        var ordered = TaskOrder.ordered(tasks, _ -> false);
        assertThat(ordered).hasSameSizeAs(tasks);
        for (int i = 1; i < ordered.size(); i++) {
            assertThat(ordered.get(i).wave()).isGreaterThanOrEqualTo(ordered.get(i - 1).wave());
        }
    }

    @Property(tries = 300)
    void pruneWavesAreTheSameOnesMirrored(@ForAll("tasks") List<SyncTask> tasks) {
        var before = new HashSet<Integer>();
        var after = new HashSet<Integer>();
        tasks.stream().filter(SyncTask::isPrune).forEach(t -> before.add(t.wave()));
        TaskOrder.ordered(tasks, _ -> false).stream()
                .filter(SyncTask::isPrune)
                .forEach(t -> after.add(t.wave()));
        assertThat(after).isEqualTo(before);
    }

    @Property(tries = 300)
    void aNamespaceComesBeforeEverythingInIt(@ForAll("tasks") List<SyncTask> tasks) {
        var ordered = TaskOrder.ordered(tasks, _ -> false);
        for (int i = 0; i < ordered.size(); i++) {
            var task = ordered.get(i);
            if (task.key().kind().equals("Namespace") && !task.isPrune()) {
                assertThat(ordered.subList(0, i))
                        .noneMatch(t ->
                                !t.isPrune()
                                        && !t.key().kind().equals("Namespace")
                                        && t.key().namespace().equals(task.key().name()));
            }
        }
    }
}
