package io.slipway.engine.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.compare.HookPhase;
import io.slipway.engine.fixture.Manifests;
import io.slipway.manifests.ResourceObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The order of tasks (spec: sync C3, C4). */
class TaskOrderTest {

    static SyncTask task(String kind, String name, int wave) {
        return of(
                Manifests.object(
                        "apiVersion: v1\nkind: "
                                + kind
                                + "\nmetadata: {name: "
                                + name
                                + ", namespace: default}"),
                wave);
    }

    private static SyncTask of(ResourceObject object, int wave) {
        return new SyncTask(
                HookPhase.SYNC,
                wave,
                object.key(),
                Optional.of(object),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    static SyncTask prune(String name, int wave) {
        var task = task("ConfigMap", name, wave);
        return new SyncTask(
                HookPhase.SYNC,
                wave,
                task.key(),
                Optional.empty(),
                task.desired(),
                Optional.empty(),
                false);
    }

    private static List<String> names(List<SyncTask> tasks) {
        return TaskOrder.ordered(tasks, _ -> false).stream()
                .map(t -> t.wave() + " " + t.key().kind() + " " + t.key().name())
                .toList();
    }

    @Test
    void wavesThenKindsThenNames() {
        assertThat(
                        names(
                                List.of(
                                        task("Widget", "z", 0),
                                        task("Ingress", "i", 0),
                                        task("Deployment", "b", 0),
                                        task("Deployment", "a", 0),
                                        task("Service", "s", 0),
                                        task("ConfigMap", "late", 1),
                                        task("Secret", "first", -1),
                                        task("ConfigMap", "c", 0))))
                .containsExactly(
                        "-1 Secret first",
                        "0 ConfigMap c",
                        "0 Service s",
                        "0 Deployment a",
                        "0 Deployment b",
                        "0 Ingress i",
                        "0 Widget z",
                        "1 ConfigMap late");
    }

    @Test
    void phasesComeFirst() {
        var before = task("Job", "j", 9).at(HookPhase.PRE_SYNC, 9);
        var after = task("Job", "k", -9).at(HookPhase.POST_SYNC, -9);
        assertThat(names(List.of(after, task("ConfigMap", "c", 0), before)))
                .containsExactly("9 Job j", "0 ConfigMap c", "-9 Job k");
    }

    /** sync V2. */
    @Test
    void pruningGoesBackwards() {
        assertThat(names(List.of(prune("a", 0), prune("b", 1), prune("c", 2))))
                .containsExactly("0 ConfigMap c", "1 ConfigMap b", "2 ConfigMap a");
        assertThat(names(List.of(prune("a", -5), prune("b", 7))))
                .containsExactly("-5 ConfigMap b", "7 ConfigMap a");
    }

    @Test
    void pruneLastComesAfterEverythingOfThePhase() {
        var ordered =
                TaskOrder.ordered(
                        List.of(prune("a", 0), prune("b", 3), task("ConfigMap", "c", 2)),
                        t -> t.key().name().equals("a"));
        assertThat(ordered.getLast().key().name()).isEqualTo("a");
        assertThat(ordered.getLast().wave()).isEqualTo(4);
    }

    /** sync V3, V4. */
    @Test
    void aDefinitionIsLiftedToItsFirstObject() {
        var definition =
                of(
                        Manifests.object(
                                """
                                apiVersion: apiextensions.k8s.io/v1
                                kind: CustomResourceDefinition
                                metadata: {name: widgets.example.com}
                                spec: {group: example.com, names: {kind: Widget}}
                                """),
                        0);
        var widget =
                of(
                        Manifests.object(
                                "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w, namespace: default}"),
                        -1);
        assertThat(names(List.of(definition, widget, task("ConfigMap", "c", -1))))
                .containsExactly(
                        "-1 ConfigMap c",
                        "-1 CustomResourceDefinition widgets.example.com",
                        "-1 Widget w");
    }

    @Test
    void aNamespaceIsLiftedIntoThePhaseOfWhatLivesInIt() {
        var namespace =
                of(
                        Manifests.object(
                                "apiVersion: v1\nkind: Namespace\nmetadata: {name: default}"),
                        5);
        var hook = task("Job", "j", 2).at(HookPhase.PRE_SYNC, 2);
        var ordered =
                TaskOrder.ordered(List.of(namespace, hook, task("ConfigMap", "c", 0)), _ -> false);
        assertThat(ordered.getFirst().key().kind()).isEqualTo("Namespace");
        assertThat(ordered.getFirst().phase()).isEqualTo(HookPhase.PRE_SYNC);
        assertThat(ordered.getFirst().wave()).isEqualTo(2);
    }
}
