package io.slipway.delivery;

import static io.slipway.delivery.DeliveryFixture.deployment;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationStatus.Deployment;
import io.slipway.delivery.application.ApplicationStatus.Phase;
import io.slipway.delivery.application.Finalizers.Cascade;
import io.slipway.delivery.application.SyncRequest;
import io.slipway.engine.fixture.FakeCluster;
import io.slipway.forge.project.Project;
import io.slipway.git.object.CommitId;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.platform.store.Durability;
import io.slipway.testkit.Await;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a killed process, a cluster that goes away and a busy database leave behind: in the end the
 * objects are right, each hook ran once, and the history tells what happened.
 */
class ChaosTest {

    private final DeliveryFixture world = DeliveryFixture.started();
    private final Map<String, Set<String>> jobs = new ConcurrentHashMap<>();
    private final AtomicBoolean dead = new AtomicBoolean();
    private Project project;

    /** When a process is killed: before a write reaches the cluster, or right after. */
    enum Kill {
        BEFORE,
        AFTER
    }

    @BeforeEach
    void makeProject() {
        project = world.forge().project("demo/web");
        world.cluster().react(this::play);
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** Plays the controllers: Deployments become ready, and Jobs end well. */
    private void play(ResourceObject object) {
        if (object.isDeleting()) {
            return;
        }
        if (object.kind().equals("Job")) {
            jobs.computeIfAbsent(object.name(), _ -> ConcurrentHashMap.newKeySet())
                    .add(object.uid());
            if (object.at("status").isEmpty()) {
                world.cluster()
                        .set(
                                object.key(),
                                List.of(Map.of("type", "Complete", "status", "True")),
                                "status",
                                "conditions");
            }
        } else if (object.kind().equals("Deployment")) {
            var generation = Trees.longAt(object.tree(), "metadata", "generation").orElse(1L);
            Map<String, Object> status =
                    Map.of(
                            "observedGeneration", generation,
                            "replicas", 1L,
                            "updatedReplicas", 1L,
                            "readyReplicas", 1L,
                            "availableReplicas", 1L);
            if (!object.at("status").equals(Optional.of(status))) {
                world.cluster().set(object.key(), status, "status");
            }
        }
    }

    private static String job(String name, String hook) {
        return """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: %s, annotations: {argocd.argoproj.io/hook: %s}}
        spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: "a:1"}]}}}
        """
                .formatted(name, hook);
    }

    private static String inWave(String name, String value, int wave) {
        return """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: %s, annotations: {argocd.argoproj.io/sync-wave: '%d'}}
        data: {value: "%s"}
        """
                .formatted(name, wave, value);
    }

    private static Map<String, String> first() {
        return Map.of(
                "app/pre.yaml", job("pre", "PreSync"),
                "app/web.yaml", deployment("web", 1),
                "app/old.yaml", inWave("old", "1", 0),
                "app/older.yaml", inWave("older", "1", 1),
                "app/late.yaml", inWave("late", "1", 1),
                "app/post.yaml", job("post", "PostSync"),
                "app/bye.yaml", job("bye", "PreDelete"));
    }

    private static Map<String, String> second() {
        return Map.of(
                "app/old.yaml", "",
                "app/older.yaml", "",
                "app/late.yaml", inWave("late", "2", 1));
    }

    private static boolean ended(Application application, int deployments) {
        return application.operation().isEmpty()
                && application.status().history().size() == deployments
                && application
                        .status()
                        .operationState()
                        .filter(s -> s.phase() == Phase.SUCCEEDED)
                        .isPresent();
    }

    private void sync() {
        var request =
                new SyncRequest(
                        List.of(),
                        true,
                        false,
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of());
        world.delivery().applications().sync(world.root(), "demo", "web", request);
    }

    /** From the n-th write on nothing of this process reaches cluster or database any more. */
    private void killAt(int write, Kill kill) {
        var left = new AtomicInteger(write);
        world.cluster()
                .onCall(call -> {
                    if (dead.get()) {
                        throw new IllegalStateException("this process is dead");
                    }
                    if (FakeCluster.isWrite(call) && left.decrementAndGet() == 0) {
                        dead.set(true);
                        world.forge().database().close();
                        if (kill == Kill.BEFORE) {
                            throw new IllegalStateException("killed before " + call);
                        }
                    }
                });
    }

    /** Waits for the kill, if there are so many writes, and starts anew. */
    private void restartOnceDead(Runnable orDone) {
        Await.until(
                "it is killed or done",
                () -> {
                    if (dead.get()) {
                        return true;
                    }
                    try {
                        orDone.run();
                        return true;
                    } catch (AssertionError e) {
                        return false;
                    } catch (RuntimeException e) {
                        return dead.get(); // the database went away under the question
                    }
                });
        if (dead.get()) {
            world.stopEngine();
            world.cluster().onCall(_ -> {});
            dead.set(false);
            world.restart();
        }
        world.cluster().onCall(_ -> {});
    }

    private void assertFirst(CommitId commit) {
        var done = world.await("web", "is synced", a -> ended(a, 1));
        assertThat(done.status().history())
                .extracting(Deployment::revision)
                .containsExactly(commit.hex());
        assertThat(world.live("", "ConfigMap", "old")).isPresent();
        assertThat(world.live("", "ConfigMap", "late")).isPresent();
        assertThat(world.live("apps", "Deployment", "web")).isPresent();
        assertThat(jobs.get("pre")).as("the first hook runs once").hasSize(1);
        assertThat(jobs.get("post")).as("the last hook runs once").hasSize(1);
    }

    private void assertSecond(CommitId commit) {
        var done = world.await("web", "is synced again", a -> ended(a, 2));
        assertThat(done.status().history().getLast().revision()).isEqualTo(commit.hex());
        assertThat(world.live("", "ConfigMap", "old")).isEmpty();
        assertThat(world.live("", "ConfigMap", "older")).isEmpty();
        assertThat(world.live("", "ConfigMap", "late").flatMap(c -> c.at("data", "value")))
                .contains("2");
        assertThat(jobs.get("pre")).as("each sync runs it once").hasSize(2);
        assertThat(jobs.get("post")).as("each sync runs it once").hasSize(2);
    }

    private boolean isGone() {
        return world.delivery().applications().list(world.root(), "demo").applications().isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1, BEFORE", "2, BEFORE", "3, BEFORE", "4, BEFORE", "5, BEFORE", "6, BEFORE",
        "7, BEFORE", "8, BEFORE", "9, BEFORE", "1, AFTER", "2, AFTER", "3, AFTER",
        "4, AFTER", "5, AFTER", "6, AFTER", "7, AFTER", "8, AFTER", "9, AFTER"
    })
    void aKillDuringHooksWavesPruningAndDeletionLosesNothing(int write, Kill kill) {
        var one = world.push(project, first());
        world.create("web", project, "app", "{}");
        world.awaitIdle();

        killAt(write, kill);
        sync();
        restartOnceDead(() -> assertThat(ended(world.get("web"), 1)).isTrue());
        assertFirst(one);

        var two = world.push(project, second());
        world.awaitIdle();
        killAt(write, kill);
        sync();
        restartOnceDead(() -> assertThat(ended(world.get("web"), 2)).isTrue());
        assertSecond(two);

        world.awaitIdle();
        killAt(write, kill);
        world.delivery().applications().delete(world.root(), "demo", "web", Cascade.DEFAULT);
        restartOnceDead(() -> assertThat(isGone()).isTrue());
        Await.until("it is gone", this::isGone);
        assertThat(world.live("", "ConfigMap", "late")).isEmpty();
        assertThat(world.live("apps", "Deployment", "web")).isEmpty();
        assertThat(jobs.get("bye")).as("the deletion's hook runs once").hasSize(1);
    }

    /** Every call fails for a while, from the n-th write on: the operation waits, then goes on. */
    @ParameterizedTest
    @CsvSource({"1", "3", "5"})
    void aClusterThatGoesAwayInTheMiddleIsWaitedFor(int write) {
        var one = world.push(project, first());
        world.create("web", project, "app", "{}");
        world.awaitIdle();
        var left = new AtomicInteger(write);
        world.cluster()
                .onCall(call -> {
                    if (FakeCluster.isWrite(call) && left.decrementAndGet() == 0) {
                        world.cluster().down(true);
                        throw new io.slipway.engine.cluster.ClusterException.Unavailable(
                                0, "connection reset");
                    }
                });
        sync();
        world.await(
                "web",
                "tells that the cluster is away",
                a ->
                        a.status()
                                .operationState()
                                .filter(s ->
                                        s.phase() == Phase.RUNNING
                                                && s.message().contains("does not answer"))
                                .isPresent());
        world.cluster().down(false);
        assertFirst(one);
        var two = world.push(project, second());
        world.awaitIdle();
        sync();
        assertSecond(two);
    }

    @Test
    void aClusterThatGoesAwayDuringADeletionIsWaitedFor() {
        world.push(project, first());
        world.create("web", project, "app", "{}");
        world.awaitIdle();
        sync();
        world.await("web", "is synced", a -> ended(a, 1));
        world.awaitIdle();
        var left = new AtomicInteger(3);
        world.cluster()
                .onCall(call -> {
                    if (FakeCluster.isWrite(call) && left.decrementAndGet() == 0) {
                        world.cluster().down(true);
                        throw new io.slipway.engine.cluster.ClusterException.Unavailable(
                                0, "connection reset");
                    }
                });
        world.delivery().applications().delete(world.root(), "demo", "web", Cascade.DEFAULT);
        world.await(
                "web",
                "tells",
                a ->
                        a.status().conditions().stream()
                                .anyMatch(c -> c.type().equals("DeletionError")));
        world.cluster().down(false);
        Await.until("it is gone", this::isGone);
        assertThat(world.live("", "ConfigMap", "late")).isEmpty();
        assertThat(jobs.get("bye")).hasSize(1);
    }

    @Test
    void aBusyDatabaseOnlyCostsTime() throws Exception {
        var one = world.push(project, first());
        world.create("web", project, "app", "{}");
        world.awaitIdle();
        var left = new AtomicInteger(2);
        var busy = new CountDownLatch(1);
        var free = new CountDownLatch(1);
        world.cluster()
                .onCall(call -> {
                    if (FakeCluster.isWrite(call) && left.decrementAndGet() == 0) {
                        busy.countDown();
                    }
                });
        sync();
        assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();
        var holder =
                Thread.ofVirtual()
                        .start(() ->
                                world.forge()
                                        .database()
                                        .execute(
                                                Durability.FULL,
                                                _ -> {
                                                    try {
                                                        var _ =
                                                                free.await(
                                                                        800, TimeUnit.MILLISECONDS);
                                                    } catch (InterruptedException e) {
                                                        Thread.currentThread().interrupt();
                                                    }
                                                }));
        holder.join();
        assertFirst(one);
    }
}
