package io.slipway.delivery;

import static io.slipway.delivery.DeliveryFixture.configMap;
import static io.slipway.delivery.DeliveryFixture.deployment;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.delivery.application.ApplicationEvent;
import io.slipway.delivery.application.ApplicationStatus.Condition;
import io.slipway.delivery.application.ApplicationStatus.Phase;
import io.slipway.delivery.application.ApplicationStatus.SyncCode;
import io.slipway.delivery.application.Finalizers.Cascade;
import io.slipway.forge.project.Project;
import io.slipway.manifests.GroupKind;
import io.slipway.testkit.Await;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {

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

    @Test
    void aPushRunsInTheCluster() {
        world.push(project, Map.of("app/web.yaml", deployment("web", 1)));
        world.create("web", project, "app", "{automated: {prune: true}}");
        var commit =
                world.push(
                        project,
                        Map.of(
                                "app/web.yaml", deployment("web", 3),
                                "app/settings.yaml", configMap("settings", "a")));

        var synced = world.awaitSynced("web", commit);

        world.await("web", "is healthy", a -> a.status().health().status().equals("Healthy"));
        assertThat(world.live("apps", "Deployment", "web").flatMap(d -> d.at("spec", "replicas")))
                .contains(3L);
        assertThat(world.live("", "ConfigMap", "settings")).isPresent();
        assertThat(synced.status().resources()).hasSize(2);
        var state = synced.status().operationState().orElseThrow();
        assertThat(state.phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(state.operation().initiatedBy().automated()).isTrue();
        assertThat(synced.status().history()).isNotEmpty();
        assertThat(synced.status().history().getLast().revision()).isEqualTo(commit.hex());
        assertThat(synced.status().conditions()).isEmpty();
        assertThat(world.delivery().applications().events(world.root(), "demo", "web"))
                .extracting(ApplicationEvent::reason)
                .contains(
                        "ResourceCreated",
                        "OperationStarted",
                        "OperationCompleted",
                        "ResourceUpdated");
    }

    @Test
    void aFileThatIsGoneIsPruned() {
        world.push(
                project,
                Map.of("app/a.yaml", configMap("a", "1"), "app/b.yaml", configMap("b", "1")));
        world.create("web", project, "app", "{automated: {prune: true}}");
        world.await("web", "deployed b", _ -> world.live("", "ConfigMap", "b").isPresent());

        var commit = world.push(project, Map.of("app/b.yaml", ""));

        world.awaitSynced("web", commit);
        assertThat(world.live("", "ConfigMap", "b")).isEmpty();
        assertThat(world.live("", "ConfigMap", "a")).isPresent();
    }

    @Test
    void aPushElsewhereConcernsNobody() {
        var commit = world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.create("web", project, "app", "{automated: {}}");
        world.awaitSynced("web", commit);
        world.awaitIdle();
        var before = world.get("web");

        world.push(project, Map.of("other/b.yaml", configMap("b", "1")));
        world.awaitIdle();

        assertThat(world.get("web")).isEqualTo(before);
    }

    @Test
    void aSharedBaseConcernsAllThatReadItAndAnAbsentFileThoseThatLookedForIt() {
        var base =
                Map.of(
                        "base/kustomization.yaml",
                        "resources: [m.yaml]",
                        "base/m.yaml",
                        configMap("m", "1"));
        var files = new java.util.HashMap<>(base);
        for (var name : java.util.List.of("one", "two")) {
            files.put(
                    name + "/kustomization.yaml",
                    "resources: [../base]\nnamePrefix: " + name + "-\n");
        }
        files.put("plain/p.yaml", configMap("p", "1"));
        var first = world.push(project, files);
        for (var name : java.util.List.of("one", "two", "plain")) {
            world.create(name, project, name, "{automated: {prune: true}}");
            world.awaitSynced(name, first);
        }
        world.awaitIdle();

        var second = world.push(project, Map.of("base/m.yaml", configMap("m", "2")));
        world.awaitSynced("one", second);
        world.awaitSynced("two", second);
        world.awaitIdle();
        assertThat(world.get("plain").status().sync().revision()).isEqualTo(first.hex());

        var third =
                world.push(
                        project,
                        Map.of(
                                "plain/kustomization.yaml",
                                "resources: [p.yaml]\nnamePrefix: x-\n"));
        world.awaitSynced("plain", third);
        world.awaitIdle();
        assertThat(world.live("", "ConfigMap", "x-p")).isPresent();
        assertThat(world.get("one").status().sync().revision()).isEqualTo(second.hex());
        assertThat(world.get("plain").status().sourceType()).isEqualTo("Kustomize");
    }

    @Test
    void brokenYamlIsACondition() {
        var commit = world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.create("web", project, "app", "{automated: {}}");
        world.awaitSynced("web", commit);

        world.push(project, Map.of("app/a.yaml", "apiVersion: v1\nkind: {\nmetadata:"));
        var broken = world.await("web", "has a condition", a -> !a.status().conditions().isEmpty());

        assertThat(broken.status().conditions())
                .extracting(Condition::type, c -> c.message().contains("app/a.yaml"))
                .containsExactly(org.assertj.core.groups.Tuple.tuple("ComparisonError", true));
        var fixed = world.push(project, Map.of("app/a.yaml", configMap("a", "2")));
        assertThat(world.awaitSynced("web", fixed).status().conditions()).isEmpty();
    }

    @Test
    void driftIsHealed() {
        var commit = world.push(project, Map.of("app/web.yaml", deployment("web", 2)));
        world.create("web", project, "app", "{automated: {selfHeal: true}}");
        world.awaitSynced("web", commit);
        world.awaitIdle();

        var web = world.live("apps", "Deployment", "web").orElseThrow();
        world.cluster().put(web.with(7L, "spec", "replicas"));

        world.await(
                "web",
                "is healed",
                _ ->
                        world.live("apps", "Deployment", "web")
                                .flatMap(d -> d.at("spec", "replicas"))
                                .filter(n -> n.equals(2L))
                                .isPresent());
        assertThat(world.awaitSynced("web", commit).status().history()).hasSize(1);
    }

    @Test
    void kindsOfApplicationsStayFollowedAsLongAsThereAreApplications() {
        var maps = new GroupKind("", "ConfigMap");
        var deployments = new GroupKind("apps", "Deployment");
        var commit =
                world.push(
                        project,
                        Map.of(
                                "app/web.yaml",
                                deployment("web", 2),
                                "app/a.yaml",
                                configMap("a", "1")));
        world.create("web", project, "app", "{automated: {}}");
        world.awaitSynced("web", commit);
        assertThat(world.cluster().kept()).contains(maps, deployments);

        // What is live and no longer wanted is still of concern.
        world.push(project, Map.of("app/web.yaml", ""));
        world.await(
                "web",
                "is out of sync",
                a -> a.status().sync().status().equals(Optional.of(SyncCode.OUT_OF_SYNC)));
        world.awaitIdle();
        assertThat(world.cluster().kept()).contains(maps, deployments);

        world.delivery().applications().delete(world.root(), "demo", "web", Cascade.DEFAULT);
        Await.until("nobody needs them", () -> !world.cluster().kept().contains(maps));
        assertThat(world.cluster().kept()).doesNotContain(deployments);
    }

    @Test
    void aRestartFindsWhatHappenedMeanwhile() {
        var commit = world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.create("web", project, "app", "{automated: {}}");
        world.awaitSynced("web", commit);
        world.stopEngine();
        var later = world.push(project, Map.of("app/a.yaml", configMap("a", "2")));

        world.restart();

        world.awaitSynced("web", later);
    }

    @Test
    void thePathOfAPushIsMeasured() {
        var first = world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.create("web", project, "app", "{automated: {}}");
        world.awaitSynced("web", first);
        var second = world.push(project, Map.of("app/a.yaml", configMap("a", "2")));
        world.awaitSynced("web", second);
        world.awaitIdle();
        assertThat(world.delivery().timings())
                .anySatisfy(t -> {
                    assertThat(t.revision()).isEqualTo(second.hex());
                    assertThat(t.toSynced()).isPositive();
                });
    }
}
