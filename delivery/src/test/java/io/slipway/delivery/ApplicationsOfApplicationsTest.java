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
}
