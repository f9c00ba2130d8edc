package io.slipway.delivery;

import static io.slipway.delivery.DeliveryFixture.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationStatus.Phase;
import io.slipway.delivery.application.SyncRequest;
import io.slipway.delivery.window.SyncWindow;
import io.slipway.delivery.window.SyncWindows;
import io.slipway.forge.access.Role;
import io.slipway.forge.project.Project;
import io.slipway.platform.problem.Denied;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Spec gitops-engine-lifecycle W: where windows count: sync call, automation, operation step. */
class SyncWindowsOfProjectsTest {

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

    private static SyncWindow always(String kind, boolean manual) {
        return new SyncWindow(
                kind,
                kind.equals("deny") ? "* * * * *" : "0 0 30 2 *",
                "5m",
                List.of("*"),
                List.of(),
                List.of(),
                manual,
                "",
                false,
                false,
                "freeze");
    }

    private void set(SyncWindow... windows) {
        world.delivery().windows().set(world.root(), "demo", new SyncWindows(List.of(windows)));
    }

    private void sync() {
        world.delivery().applications().sync(world.root(), "demo", "web", SyncRequest.plain());
    }

    private static boolean ended(Application application) {
        return application.operation().isEmpty()
                && application
                        .status()
                        .operationState()
                        .filter(s -> s.phase() == Phase.SUCCEEDED)
                        .isPresent();
    }

    @Test
    void aSyncThatAPersonWantsIsRefusedWithTheNameOfTheWindow() {
        world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.create("web", project, "app", "{}");
        world.awaitIdle();
        set(always("deny", false));

        assertThatThrownBy(this::sync)
                .isInstanceOf(Denied.class)
                .hasMessageContaining("blocked by the sync window deny \"* * * * *\"")
                .hasMessageContaining("freeze");
        set(always("allow", false));
        assertThatThrownBy(this::sync).hasMessageContaining("blocked by the sync window allow");

        set(always("deny", true));
        sync();
        world.await("web", "is synced", SyncWindowsOfProjectsTest::ended);
    }

    @Test
    void automationWaitsForTheWindowAndSaysSo() {
        set(always("deny", true));
        world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.create("web", project, "app", "{automated: {}}");
        var waiting =
                world.await(
                        "web",
                        "says why",
                        a ->
                                a.status().conditions().stream()
                                        .anyMatch(c ->
                                                c.type().equals("SyncWindowWarning")
                                                        && c.message().contains("freeze")));
        assertThat(waiting.operation()).isEmpty();
        assertThat(world.live("", "ConfigMap", "a")).isEmpty();

        set();

        var done = world.await("web", "is synced", SyncWindowsOfProjectsTest::ended);
        assertThat(world.await("web", "is quiet", a -> a.status().conditions().isEmpty()))
                .isNotNull();
        assertThat(done.status().history()).hasSize(1);
    }

    @Test
    void aRunningSyncPausesInAWindowWithoutOverrunAndGoesOnAfterIt() {
        var later =
                configMap("b", "1")
                        .replace(
                                "{name: b}",
                                "{name: b, annotations: {argocd.argoproj.io/sync-wave: '1'}}");
        var job =
                """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: first}
                spec: {template: {spec: {containers: [{name: main, image: "a:1"}]}}}
                """;
        world.push(project, Map.of("app/a.yaml", job, "app/b.yaml", later));
        world.create("web", project, "app", "{}");
        world.awaitIdle();
        sync();
        world.await(
                "web",
                "waits for the job",
                a ->
                        a.status()
                                .operationState()
                                .filter(s -> s.message().contains("Job"))
                                .isPresent());
        world.awaitIdle();
        set(always("deny", false));
        world.await(
                "web",
                "pauses",
                a ->
                        a.status()
                                .operationState()
                                .filter(s ->
                                        s.phase() == Phase.RUNNING
                                                && s.message().contains("sync window"))
                                .isPresent());
        var live = world.live("batch", "Job", "first").orElseThrow();
        world.cluster()
                .set(
                        live.key(),
                        List.of(Map.of("type", "Complete", "status", "True")),
                        "status",
                        "conditions");
        world.awaitIdle();
        assertThat(world.live("", "ConfigMap", "b")).isEmpty();

        world.delivery().applications().terminate(world.root(), "demo", "web");
        world.awaitIdle();
        assertThat(world.get("web").operation()).as("a stop is blocked as well").isPresent();

        set();
        world.await("web", "is stopped", a -> a.operation().isEmpty());
        sync();
        world.await("web", "is synced", SyncWindowsOfProjectsTest::ended);
        assertThat(world.live("", "ConfigMap", "b")).isPresent();
    }

    @Test
    void ownersSetWindowsAndMembersSeeThem() {
        var master = world.forge().member("mia", "demo", Role.MASTER);
        var windows = new SyncWindows(List.of(always("deny", true)));
        assertThatThrownBy(() -> world.delivery().windows().set(master, "demo", windows))
                .isInstanceOf(Denied.class);
        world.delivery().windows().set(world.root(), "demo", windows);
        assertThat(world.delivery().windows().get(master, "demo")).isEqualTo(windows);
    }
}
