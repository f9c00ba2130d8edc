package io.slipway.delivery.application;

import static io.slipway.delivery.DeliveryFixture.URL;
import static io.slipway.delivery.DeliveryFixture.application;
import static io.slipway.delivery.DeliveryFixture.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.delivery.DeliveryFixture;
import io.slipway.forge.project.Project;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.store.DatabaseKind;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class ApplicationsTest {

    private final DeliveryFixture world;
    private final Applications applications;
    private Project project;

    ApplicationsTest(DatabaseKind kind) {
        world = DeliveryFixture.started(kind);
        applications = world.delivery().applications();
    }

    @BeforeEach
    void makeProject() {
        project = world.forge().project("demo/web");
        world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static Application web(String url) {
        return application(
                "web",
                "{destination: {name: sandbox, namespace: default}, source: {repoURL: '"
                        + url
                        + "', path: app}}");
    }

    @Test
    void whatIsStoredComesBackWithIdsAndVersions() {
        var stored =
                applications.create(
                        world.root(),
                        "demo",
                        web(URL + "/demo/web"),
                        false,
                        Applications.WriteMode.checked());
        assertThat(stored.instance()).isEqualTo("demo_web");
        assertThat(stored.application().metadata().uid()).isNotEmpty();
        assertThat(stored.version()).isPositive();
        world.awaitIdle();
        var again = applications.get(world.root(), "demo", "web");
        assertThat(again.id()).isEqualTo(stored.id());
        assertThat(again.version()).isGreaterThan(stored.version());
        assertThat(again.application().spec()).isEqualTo(stored.application().spec());
    }

    @Test
    void theEngineFollowsARepositoryThatIsRenamed() {
        applications.create(
                world.root(),
                "demo",
                web(URL + "/demo/web.git"),
                false,
                Applications.WriteMode.checked());
        world.forge()
                .forge()
                .projects()
                .update(
                        world.root(),
                        project.id(),
                        new io.slipway.forge.project.ProjectChange(
                                java.util.Optional.empty(),
                                java.util.Optional.of("moved"),
                                java.util.Optional.empty(),
                                java.util.Optional.empty(),
                                java.util.Optional.empty(),
                                io.slipway.forge.project.FeatureChange.none()));
        var renamed = world.forge().forge().projects().byPath(world.root(), "demo/moved");
        var commit = world.push(renamed, Map.of("app/a.yaml", configMap("a", "2")));
        world.await(
                "web",
                "follows the new commit",
                a -> a.status().sync().revision().equals(commit.hex()));
        assertThat(world.get("web").status().conditions()).isEmpty();
    }

    @Test
    void whatApplicationsNeedIsNotDeleted() {
        applications.create(
                world.root(),
                "demo",
                web(URL + "/demo/web"),
                false,
                Applications.WriteMode.checked());
        assertThatThrownBy(
                        () -> world.forge().forge().projects().delete(world.root(), project.id()))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("demo/web");
        assertThatThrownBy(() ->
                        world.forge()
                                .forge()
                                .groups()
                                .delete(world.root(), world.forge().group("demo").id()))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("demo/web");
    }

    @Test
    void anInstanceIsNeverGivenTwice() {
        var first =
                applications.create(
                        world.root(),
                        "demo",
                        web(URL + "/demo/web"),
                        false,
                        Applications.WriteMode.checked());
        applications.delete(world.root(), "demo", "web", Finalizers.Cascade.NONE);
        world.awaitIdle();
        var second =
                applications.create(
                        world.root(),
                        "demo",
                        web(URL + "/demo/web"),
                        false,
                        Applications.WriteMode.checked());
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.instance()).isEqualTo("demo_web");
    }

    @Test
    void aRunningOperationForbidsAnother() {
        applications.create(
                world.root(),
                "demo",
                web(URL + "/demo/web"),
                false,
                Applications.WriteMode.checked());
        world.awaitIdle();
        world.stopEngine();
        applications.sync(world.root(), "demo", "web", SyncRequest.plain());
        assertThatThrownBy(
                        () -> applications.sync(world.root(), "demo", "web", SyncRequest.plain()))
                .isInstanceOf(Conflict.class);
        applications.terminate(world.root(), "demo", "web");
        assertThat(world.get("web").status().operationState().orElseThrow().phase())
                .isEqualTo(ApplicationStatus.Phase.TERMINATING);
    }

    @Test
    void whatIsNotRunningCannotBeStopped() {
        applications.create(
                world.root(),
                "demo",
                web(URL + "/demo/web"),
                false,
                Applications.WriteMode.checked());
        world.awaitIdle();
        assertThatThrownBy(() -> applications.terminate(world.root(), "demo", "web"))
                .isInstanceOf(Invalid.class);
    }
}
