package io.slipway.engine.compare;

import static io.slipway.engine.fixture.Manifests.configMap;
import static io.slipway.engine.fixture.Manifests.deployment;
import static io.slipway.engine.fixture.Manifests.hookJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.fixture.Manifests;
import io.slipway.engine.fixture.World;
import io.slipway.engine.health.HealthStatus;
import io.slipway.manifests.ResourceKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Health of the whole (spec: health H5, V). */
class ApplicationHealthTest {

    private final World world = new World();

    private static ResourceKey deploymentKey(String name) {
        return new ResourceKey("apps", "Deployment", "default", name);
    }

    private HealthStatus health() {
        return world.compare().health().status();
    }

    private void healthy(String name) {
        world.cluster.set(
                deploymentKey(name),
                Map.of(
                        "observedGeneration",
                        1L,
                        "replicas",
                        2L,
                        "updatedReplicas",
                        2L,
                        "availableReplicas",
                        2L),
                "status");
    }

    private void degraded(String name) {
        world.cluster.set(
                deploymentKey(name),
                Map.of(
                        "observedGeneration",
                        1L,
                        "conditions",
                        List.of(
                                Map.of(
                                        "type",
                                        "Progressing",
                                        "reason",
                                        "ProgressDeadlineExceeded"))),
                "status");
    }

    /** health V7. */
    @Test
    void oneMissingObjectDoesNotLowerTheHealth() {
        world.wants(deployment("a")).sync();
        healthy("a");
        world.wants(deployment("a"), deployment("b"));
        assertThat(health()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(world.compare().status()).isEqualTo(SyncStatus.OUT_OF_SYNC);
    }

    /** health V8. */
    @Test
    void allMissingIsMissing() {
        world.wants(deployment("a"), configMap("b", "1"));
        assertThat(health()).isEqualTo(HealthStatus.MISSING);
    }

    /** health V9. */
    @Test
    void objectsWithoutHealthAreNeutral() {
        world.wants(configMap("a", "1")).sync();
        assertThat(health()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(world.compared("ConfigMap", "a").health()).isEmpty();
    }

    @Test
    void theWorstWinsAndIsNamed() {
        world.wants(
                        deployment("a"),
                        deployment("b"),
                        deployment("c"),
                        deployment("d"),
                        deployment("e"))
                .sync();
        healthy("a");
        for (var name : List.of("b", "c", "d", "e")) {
            degraded(name);
        }
        var health = world.compare().health();
        assertThat(health.status()).isEqualTo(HealthStatus.DEGRADED);
        assertThat(health.message())
                .isEqualTo(
                        "apps/Deployment:default/b, apps/Deployment:default/c, apps/Deployment:default/d and 1 more");
    }

    /** health V11. */
    @Test
    void anIgnoredObjectDoesNotCount() {
        world.wants(deployment("a").withAnnotation("argocd.argoproj.io/ignore-healthcheck", "true"))
                .sync();
        degraded("a");
        assertThat(health()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(world.compared("Deployment", "a").health()).isEmpty();
    }

    @Test
    void hooksDoNotCountAndExtraObjectsDo() {
        world.wants(deployment("a"), deployment("b"), hookJob("h", "PreSync"));
        var operation = io.slipway.engine.sync.SyncOperation.of("r");
        var waiting = world.sync(operation);
        var job = new ResourceKey("batch", "Job", "default", "h");
        world.cluster.set(
                job, List.of(Map.of("type", "Complete", "status", "True")), "status", "conditions");
        world.run(operation, waiting.state());
        world.cluster.set(
                job, List.of(Map.of("type", "Failed", "status", "True")), "status", "conditions");
        healthy("a");
        healthy("b");
        assertThat(health()).isEqualTo(HealthStatus.HEALTHY);
        degraded("b");
        world.wants(deployment("a"), hookJob("h", "PreSync"));
        assertThat(health()).isEqualTo(HealthStatus.DEGRADED);
    }

    @Test
    void childApplicationsThatAreMissingOrUnknownDoNotCount() {
        world.cluster.put(
                Manifests.object(
                        """
                        apiVersion: apiextensions.k8s.io/v1
                        kind: CustomResourceDefinition
                        metadata: {name: applications.argoproj.io}
                        spec: {group: argoproj.io, scope: Namespaced, names: {kind: Application, plural: applications}, versions: [{name: v1alpha1}]}
                        """));
        var child =
                Manifests.object(
                        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: child}\nspec: {}");
        world.wants(child).with(r -> r.withKnownKinds(Set.of())).sync();
        var key = new ResourceKey("argoproj.io", "Application", "default", "child");
        assertThat(health()).isEqualTo(HealthStatus.PROGRESSING);
        world.cluster.set(key, Map.of("health", Map.of("status", "Unknown")), "status");
        assertThat(health()).isEqualTo(HealthStatus.HEALTHY);
        world.cluster.set(key, Map.of("health", Map.of("status", "Degraded")), "status");
        assertThat(health()).isEqualTo(HealthStatus.DEGRADED);
    }

    /** health V10. */
    @Test
    void anObjectThatIsBeingDeletedIsProgressing() {
        world.wants(configMap("a", "1")).sync();
        world.cluster.set(
                new ResourceKey("", "ConfigMap", "default", "a"),
                "2026-11-23T20:00:00Z",
                "metadata",
                "deletionTimestamp");
        assertThat(health()).isEqualTo(HealthStatus.PROGRESSING);
    }
}
