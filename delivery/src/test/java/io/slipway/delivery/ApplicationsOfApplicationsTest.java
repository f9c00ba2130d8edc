package io.slipway.delivery;

import static io.slipway.delivery.DeliveryFixture.URL;
import static io.slipway.delivery.DeliveryFixture.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationStatus.Phase;
import io.slipway.delivery.application.Finalizers.Cascade;
import io.slipway.forge.project.Project;
import io.slipway.testkit.Await;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApplicationsOfApplicationsTest {

    private final DeliveryFixture world = DeliveryFixture.started();
    private Project project;

    @BeforeEach
    void makeProject() {
        project = world.forge().project("demo/web");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static String child(String name, String path, String more) {
        return """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata:
          name: %s
          namespace: argocd
          %s
        spec:
          project: demo
          destination: {name: sandbox, namespace: default}
          source: {repoURL: %s/demo/web.git, path: %s}
          syncPolicy: {automated: {prune: true}}
        """
                .formatted(name, more, URL, path);
    }

    private List<String> names() {
        return world.delivery().applications().list(world.root(), "demo").applications().stream()
                .map(s -> s.application().name())
                .toList();
    }

    private static boolean done(Application application) {
        return application.operation().isEmpty()
                && application
                        .status()
                        .operationState()
                        .filter(s -> s.phase() == Phase.SUCCEEDED)
                        .isPresent();
    }

    @Test
    void anApplicationInASourceBecomesOneHere() {
        var commit =
                world.push(
                        project,
                        Map.of(
                                "apps/one.yaml", child("one", "one", ""),
                                "apps/note.yaml", configMap("note", "1"),
                                "one/a.yaml", configMap("a", "1")));
        world.create("parent", project, "apps", "{automated: {prune: true}}");

        var parent = world.awaitSynced("parent", commit);

        world.await("one", "is synced", ApplicationsOfApplicationsTest::done);
        assertThat(world.live("", "ConfigMap", "a")).isPresent();
        assertThat(world.live("", "ConfigMap", "note")).isPresent();
        assertThat(parent.status().resources())
                .extracting(r -> r.kind())
                .contains("Application", "ConfigMap");
        world.await("parent", "is healthy", a -> a.status().health().status().equals("Healthy"));
    }

    @Test
    void aChildThatIsGoneFromTheSourceGoesAsItsFinalizersSay() {
        var cascade = "finalizers: [resources-finalizer.argocd.argoproj.io]";
        world.push(
                project,
                Map.of(
                        "apps/one.yaml", child("one", "one", cascade),
                        "apps/two.yaml", child("two", "two", ""),
                        "apps/note.yaml", configMap("note", "1"),
                        "one/a.yaml", configMap("a", "1"),
                        "two/b.yaml", configMap("b", "1")));
        world.create("parent", project, "apps", "{automated: {prune: true}}");
        Await.until("the children are there", () -> names().size() == 3);
        world.await("one", "is synced", ApplicationsOfApplicationsTest::done);
        world.await("two", "is synced", ApplicationsOfApplicationsTest::done);

        world.push(project, Map.of("apps/one.yaml", "", "apps/two.yaml", ""));

        Await.until("the children are gone", () -> names().equals(List.of("parent")));
        assertThat(world.live("", "ConfigMap", "a")).isEmpty();
        assertThat(world.live("", "ConfigMap", "b")).isPresent();
    }

    @Test
    void wavesWaitForTheApplicationsBefore() {
        var wave = "annotations: {argocd.argoproj.io/sync-wave: '1'}";
        world.push(
                project,
                Map.of(
                        "apps/one.yaml", child("one", "one", ""),
                        "apps/two.yaml", child("two", "two", wave),
                        "one/w.yaml", DeliveryFixture.deployment("w", 1),
                        "two/b.yaml", configMap("b", "1")));
        world.cluster().react(_ -> {}); // nothing becomes ready by itself
        world.create("parent", project, "apps", "{automated: {}}");
        world.await("one", "progresses", a -> a.status().health().status().equals("Progressing"));
        world.awaitIdle();
        assertThat(names()).containsExactly("one", "parent");
        assertThat(world.get("parent").status().operationState().orElseThrow().message())
                .startsWith("waiting for healthy state of argoproj.io/Application/one");

        var deployment = world.live("apps", "Deployment", "w").orElseThrow();
        world.cluster()
                .set(
                        deployment.key(),
                        Map.of(
                                "observedGeneration",
                                        deployment.at("metadata", "generation").orElse(1L),
                                "replicas", 1L,
                                "updatedReplicas", 1L,
                                "availableReplicas", 1L),
                        "status");

        world.await("parent", "is synced", ApplicationsOfApplicationsTest::done);
        assertThat(names()).containsExactly("one", "parent", "two");
    }

    @Test
    void aChildOfAnotherProjectIsRefused() {
        world.push(
                project,
                Map.of(
                        "apps/one.yaml",
                        child("one", "one", "").replace("project: demo", "project: other")));
        world.create("parent", project, "apps", "{automated: {}, retry: {limit: 0}}");
        var failed =
                world.await(
                        "parent",
                        "has failed",
                        a ->
                                a.status()
                                        .operationState()
                                        .filter(s -> s.phase() == Phase.FAILED)
                                        .isPresent());
        assertThat(failed.status().operationState().orElseThrow().message())
                .contains("one")
                .contains("the path says \"demo\"");
    }

    @Test
    void aChildReadsNothingThatTheProjectMayNotRead() {
        var secret = world.forge().project("other/secret");
        world.push(secret, Map.of("one/a.yaml", configMap("a", "1")));
        world.push(
                project,
                Map.of(
                        "apps/one.yaml",
                        child("one", "one", "").replace("demo/web.git", "other/secret.git")));
        world.create("parent", project, "apps", "{automated: {}, retry: {limit: 0}}");
        var failed =
                world.await(
                        "parent",
                        "has failed",
                        a ->
                                a.status()
                                        .operationState()
                                        .filter(s -> s.phase() == Phase.FAILED)
                                        .isPresent());
        assertThat(failed.status().operationState().orElseThrow().message())
                .contains("neither in project demo nor public");
        assertThat(names()).isEqualTo(List.of("parent"));
    }

    @Test
    void aDeletionOfTheParentTakesItsChildrenFirst() {
        var cascade = "finalizers: [resources-finalizer.argocd.argoproj.io]";
        world.push(
                project,
                Map.of(
                        "apps/one.yaml",
                        child("one", "one", cascade),
                        "one/a.yaml",
                        configMap("a", "1")));
        world.create("parent", project, "apps", "{automated: {}}");
        Await.until("the child is there", () -> names().size() == 2);
        world.await("one", "is synced", ApplicationsOfApplicationsTest::done);
        world.awaitIdle();

        world.delivery().applications().delete(world.root(), "demo", "parent", Cascade.DEFAULT);

        Await.until("all are gone", () -> names().isEmpty());
        assertThat(world.live("", "ConfigMap", "a")).isEmpty();
    }

    /** Spec gitops-engine-lifecycle O: drift by normalisation is none. */
    @Test
    void whatSaysTheSameInOtherWordsIsNoDrift() {
        var wordy =
                """
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata: {name: one}
                spec:
                  project: ""
                  destination: {server: 'https://sandbox.example/', namespace: default}
                  source:
                    repoURL: %s/demo/web.git
                    path: one
                    targetRevision: ''
                    directory: {recurse: false, jsonnet: {}}
                    kustomize: {}
                    helm: {}
                  syncPolicy: {automated: {prune: false, selfHeal: false}, syncOptions: []}
                  ignoreDifferences: []
                  revisionHistoryLimit: 10
                status: {sync: {status: Synced}}
                operation: {sync: {revision: abc}}
                """
                        .formatted(URL);
        var commit =
                world.push(
                        project, Map.of("apps/one.yaml", wordy, "one/a.yaml", configMap("a", "1")));
        world.create("parent", project, "apps", "{automated: {}}");
        world.await("parent", "is synced", ApplicationsOfApplicationsTest::done);
        world.awaitSynced("parent", commit);
        world.await("one", "is synced", ApplicationsOfApplicationsTest::done);
        world.awaitIdle();
        assertThat(world.get("parent").status().history()).hasSize(1);
        assertThat(world.get("parent").status().conditions()).isEmpty();
    }

    /** Spec gitops-engine-lifecycle D5: a child takes its objects along, and they count. */
    @Test
    void childrenThatWouldTakeManyObjectsAlongWaitForAPersonsWord() {
        var cascade = "finalizers: [resources-finalizer.argocd.argoproj.io]";
        var files = new java.util.HashMap<String, String>();
        files.put("apps/one.yaml", child("one", "one", cascade));
        files.put("apps/note.yaml", configMap("note", "1"));
        for (int i = 0; i < 12; i++) {
            files.put("one/m" + i + ".yaml", configMap("m" + i, "1"));
        }
        world.push(project, files);
        world.create("parent", project, "apps", "{automated: {prune: true}}");
        Await.until("the child is there", () -> names().contains("one"));
        world.await("one", "is synced", ApplicationsOfApplicationsTest::done);
        world.await("parent", "is synced", ApplicationsOfApplicationsTest::done);

        var without = world.push(project, Map.of("apps/one.yaml", ""));

        var waiting =
                world.await(
                                "parent",
                                "waits",
                                a ->
                                        a.status()
                                                .operationState()
                                                .flatMap(s -> s.pendingDeletions())
                                                .isPresent())
                        .status()
                        .operationState()
                        .flatMap(s -> s.pendingDeletions())
                        .orElseThrow();
        assertThat(waiting.resources()).hasSize(13);
        world.awaitIdle();
        assertThat(names()).contains("one");
        assertThat(world.live("", "ConfigMap", "m1")).isPresent();

        world.delivery()
                .applications()
                .confirm(world.root(), "demo", "parent", without.hex(), waiting.hash());

        Await.until("the child is gone", () -> names().equals(List.of("parent")));
        assertThat(world.live("", "ConfigMap", "m1")).isEmpty();
    }

    /** Spec gitops-engine-sync G: an object that is not to be pruned stays, a child too. */
    @Test
    void aChildThatIsNotToBePrunedStays() {
        var kept = "annotations: {argocd.argoproj.io/sync-options: 'Delete=false, Prune=false'}";
        world.push(
                project,
                Map.of(
                        "apps/one.yaml", child("one", "one", kept),
                        "apps/note.yaml", configMap("note", "1"),
                        "one/a.yaml", configMap("a", "1")));
        world.create("parent", project, "apps", "{automated: {prune: true}}");
        Await.until("the child is there", () -> names().contains("one"));
        world.await("one", "is synced", ApplicationsOfApplicationsTest::done);
        world.await("parent", "is synced", ApplicationsOfApplicationsTest::done);
        var without = world.push(project, Map.of("apps/one.yaml", ""));
        world.await(
                "parent",
                "has synced without it",
                a ->
                        done(a)
                                && a.status()
                                        .operationState()
                                        .flatMap(s -> s.syncResult())
                                        .filter(r -> r.revision().equals(without.hex()))
                                        .isPresent());
        assertThat(names()).contains("one");
        assertThat(world.get("parent").status().operationState().orElseThrow().syncResult())
                .hasValueSatisfying(r ->
                        assertThat(r.resources())
                                .anySatisfy(o -> {
                                    assertThat(o.name()).isEqualTo("one");
                                    assertThat(o.status()).isEqualTo("PruneSkipped");
                                }));
    }

    /** Spec gitops-engine-sync Q: a parent that waits for its children makes room too. */
    @Test
    void aNewerCommitEndsAParentsSyncThatWaitsForItsChildren() {
        var wave = "annotations: {argocd.argoproj.io/sync-wave: '1'}";
        world.push(
                project,
                Map.of(
                        "apps/one.yaml", child("one", "one", ""),
                        "apps/two.yaml", child("two", "two", wave),
                        "one/w.yaml", DeliveryFixture.deployment("w", 1),
                        "two/b.yaml", configMap("b", "1")));
        world.cluster().react(_ -> {}); // nothing becomes ready by itself
        world.create("parent", project, "apps", "{automated: {prune: true}}");
        world.await(
                "parent",
                "waits",
                a ->
                        a.status()
                                .operationState()
                                .filter(s -> s.message().contains("Application/one"))
                                .isPresent());

        var mended =
                world.push(project, Map.of("apps/two.yaml", child("two", "two", "labels: {a: b}")));

        world.awaitSynced("parent", mended);
        Await.until("the second is there", () -> names().contains("two"));
    }
}
