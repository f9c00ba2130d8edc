package io.slipway.delivery;

import static io.slipway.delivery.DeliveryFixture.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationEvent;
import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.ApplicationRecords;
import io.slipway.delivery.application.ApplicationStatus.Phase;
import io.slipway.delivery.application.Finalizers.Cascade;
import io.slipway.delivery.application.LostLease;
import io.slipway.delivery.application.SyncRequest;
import io.slipway.delivery.refresh.Holder;
import io.slipway.delivery.refresh.LeaseSettings;
import io.slipway.manifests.ResourceKey;
import io.slipway.platform.store.DatabaseFixture;
import io.slipway.platform.store.DatabaseKind;
import io.slipway.platform.store.Durability;
import io.slipway.testkit.Await;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Two processes on one PostgreSQL database: each operation is run by one of them at a time, both
 * hear of everything, and what one that dies leaves behind the other takes over.
 */
class TwoProcessesTest {

    private static final ApplicationId ONE = new ApplicationId(1);
    private static final LeaseSettings LEASES = LeaseSettings.defaults();
    private static final ResourceKey MIGRATE =
            new ResourceKey("batch", "Job", "default", "migrate");

    private static String job() {
        return """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: PreSync}}
        spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: "a:1"}]}}}
        """;
    }

    private static boolean ended(Application application, Phase phase) {
        return application.operation().isEmpty()
                && application
                        .status()
                        .operationState()
                        .filter(s -> s.phase() == phase)
                        .isPresent();
    }

    private static void finish(DeliveryFixture world) {
        world.cluster()
                .set(
                        MIGRATE,
                        List.of(Map.of("type", "Complete", "status", "True")),
                        "status",
                        "conditions");
    }

    private static List<String> reasons(DeliveryFixture world) {
        return world.delivery().applications().events(world.root(), "demo", "web").stream()
                .flatMap(e -> java.util.Collections.nCopies((int) e.count(), e).stream())
                .map(ApplicationEvent::reason)
                .toList();
    }

    @Test
    void onlyOneProcessWorksOnAnApplication() {
        try (var fixture = DatabaseFixture.fresh(DatabaseKind.POSTGRESQL);
                var first = new Holder(fixture.database(), Clock.systemUTC(), LEASES);
                var second = new Holder(fixture.database(), Clock.systemUTC(), LEASES)) {
            assertThat(first.take(ONE)).isTrue();
            assertThat(second.take(ONE)).isFalse();
            assertThat(second.take(new ApplicationId(2))).isTrue();
            first.release(ONE);
            assertThat(second.take(ONE)).isTrue();
        }
    }

    @Test
    void whatADeadProcessHeldIsFreeSecondsLater() {
        try (var fixture = DatabaseFixture.fresh(DatabaseKind.POSTGRESQL);
                var dead = new Holder(fixture.database(), Clock.systemUTC(), LEASES);
                var other =
                        new Holder(
                                fixture.database(),
                                Clock.offset(Clock.systemUTC(), Duration.ofSeconds(20)),
                                LEASES)) {
            assertThat(dead.take(ONE)).isTrue();
            assertThat(other.take(ONE)).isTrue();
        }
    }

    @Test
    void aProcessThatSleptAndWakesWhenAnotherHasTakenOverWritesNothing() {
        try (var fixture = DatabaseFixture.fresh(DatabaseKind.POSTGRESQL);
                var slept = new Holder(fixture.database(), Clock.systemUTC(), LEASES);
                var other =
                        new Holder(
                                fixture.database(),
                                Clock.offset(Clock.systemUTC(), Duration.ofSeconds(20)),
                                LEASES)) {
            slept.take(ONE);
            fixture.database().execute(Durability.NORMAL, tx -> slept.check(tx, ONE));
            slept.require(ONE);
            other.take(ONE);

            assertThatThrownBy(() ->
                            fixture.database()
                                    .execute(Durability.NORMAL, tx -> slept.check(tx, ONE)))
                    .isInstanceOf(LostLease.class);
            fixture.database().execute(Durability.NORMAL, tx -> other.check(tx, ONE));
            other.release(ONE);
            assertThatThrownBy(() ->
                            fixture.database()
                                    .execute(Durability.NORMAL, tx -> slept.check(tx, ONE)))
                    .as("free again, but somebody worked under it meanwhile")
                    .isInstanceOf(LostLease.class);
        }
    }

    @Test
    void theEngineWritesOnlyWhatItHolds() {
        try (var world = DeliveryFixture.started(DatabaseKind.POSTGRESQL)) {
            var project = world.forge().project("demo/web");
            world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
            var stored = world.create("web", project, "app", "{}");
            world.awaitIdle();
            assertThatThrownBy(() ->
                            world.delivery()
                                    .records()
                                    .change(
                                            stored.id(),
                                            Durability.NORMAL,
                                            now ->
                                                    new ApplicationRecords.Write(
                                                            now.withAttempted("x"), List.of())))
                    .isInstanceOf(LostLease.class);
        }
    }

    @Test
    void aPushThatOneHandlesIsSyncedByTheOther() {
        try (var world = DeliveryFixture.started(DatabaseKind.POSTGRESQL)) {
            var project = world.forge().project("demo/web");
            var first = world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
            world.create("web", project, "app", "{automated: {}}");
            world.awaitSynced("web", first);
            world.stopEngine();
            try (var other = world.neighbour()) {
                Await.until("it has looked at everything", other.delivery()::isIdle);

                var second = world.push(project, Map.of("app/a.yaml", configMap("a", "2")));

                world.awaitSynced("web", second);
            }
        }
    }

    @Test
    void anOperationRunsOnceWhoeverStartsIt() {
        try (var world = DeliveryFixture.started(DatabaseKind.POSTGRESQL);
                var other = world.neighbour()) {
            var project = world.forge().project("demo/web");
            var commit =
                    world.push(
                            project,
                            Map.of("app/a.yaml", configMap("a", "1"), "app/job.yaml", job()));
            world.create("web", project, "app", "{}");
            world.await(
                    "web", "is compared", a -> a.status().sync().revision().equals(commit.hex()));

            other.delivery().applications().sync(world.root(), "demo", "web", SyncRequest.plain());
            Await.until("the hook runs", () -> world.cluster().find(MIGRATE).isPresent());
            finish(world);

            var done = world.await("web", "is synced", a -> ended(a, Phase.SUCCEEDED));
            Await.until(
                    "both are idle", () -> world.delivery().isIdle() && other.delivery().isIdle());
            assertThat(done.status().history()).hasSize(1);
            assertThat(world.get("web").status().history()).hasSize(1);
            assertThat(world.cluster().writes())
                    .filteredOn(w -> w.equals("apply Job default/migrate"))
                    .hasSize(1);
            assertThat(reasons(world)).filteredOn("OperationCompleted"::equals).hasSize(1);
        }
    }

    @Test
    void whatAKilledProcessBeganTheOtherEnds() {
        try (var world = DeliveryFixture.started(DatabaseKind.POSTGRESQL)) {
            var project = world.forge().project("demo/web");
            world.push(project, Map.of("app/a.yaml", configMap("a", "1"), "app/job.yaml", job()));
            world.create("web", project, "app", "{}");
            world.awaitIdle();
            world.stopEngine();
            var killed = world.neighbour();
            world.delivery().applications().sync(world.root(), "demo", "web", SyncRequest.plain());
            Await.until("the hook runs", () -> world.cluster().find(MIGRATE).isPresent());
            var uid = world.cluster().find(MIGRATE).orElseThrow().uid();
            killed.kill();
            try (var survivor = world.neighbour()) {
                Await.until("it has looked at everything", survivor.delivery()::isIdle);
                assertThat(world.cluster().find(MIGRATE).orElseThrow().uid()).isEqualTo(uid);

                finish(world);

                var done = world.await("web", "is synced", a -> ended(a, Phase.SUCCEEDED));
                assertThat(done.status().history()).hasSize(1);
                assertThat(world.cluster().writes())
                        .filteredOn(w -> w.equals("apply Job default/migrate"))
                        .hasSize(1);
                assertThat(world.live("", "ConfigMap", "a")).isPresent();
            } finally {
                killed.close();
            }
        }
    }

    @Test
    void whatAKilledProcessHeldIsDoneWhenItsLeaseIsOver() {
        try (var world = DeliveryFixture.started(DatabaseKind.POSTGRESQL);
                var dead = world.forge().neighbour()) {
            var project = world.forge().project("demo/web");
            world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
            var stored = world.create("web", project, "app", "{}");
            world.awaitIdle();
            var leases =
                    new LeaseSettings(
                            Duration.ofMillis(700), Duration.ofSeconds(60), Duration.ofMillis(1));
            try (var holder = new Holder(dead.database(), Clock.systemUTC(), leases)) {
                Await.until("it is held", () -> holder.take(stored.id()));
                dead.database().close();
                world.delivery()
                        .applications()
                        .sync(world.root(), "demo", "web", SyncRequest.plain());
                assertThat(world.get("web").operation()).isPresent();
                assertThat(world.live("", "ConfigMap", "a")).isEmpty();

                world.await("web", "is synced", a -> ended(a, Phase.SUCCEEDED));
            }
        }
    }

    @Test
    void whatOneProcessWritesTheListenersOfTheOtherHear() {
        try (var world = DeliveryFixture.started(DatabaseKind.POSTGRESQL);
                var other = world.neighbour()) {
            var heard = new java.util.concurrent.CopyOnWriteArrayList<String>();
            try (var _ =
                    other.delivery()
                            .changes()
                            .subscribe(c ->
                                    heard.add(
                                            c.kind()
                                                    + " "
                                                    + c.application().application().name()))) {
                var project = world.forge().project("demo/web");
                world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
                world.create("web", project, "app", "{}");
                Await.until("it is added", () -> heard.contains("ADDED web"));
                world.delivery().applications().delete(world.root(), "demo", "web", Cascade.NONE);
                Await.until("it is gone", () -> heard.contains("DELETED web"));
                assertThat(new ArrayList<>(heard).getLast()).isEqualTo("DELETED web");
            }
        }
    }

    @Test
    void anApplicationThatOneMovedOnIsNotTakenBackByTheOther() {
        try (var world = DeliveryFixture.started(DatabaseKind.POSTGRESQL);
                var other = world.neighbour()) {
            var project = world.forge().project("demo/web");
            world.push(project, Map.of("app/a.yaml", configMap("a", "0")));
            world.create("web", project, "app", "{automated: {selfHeal: true, prune: true}}");
            for (int i = 1; i <= 5; i++) {
                var commit =
                        world.push(
                                project, Map.of("app/a.yaml", configMap("a", String.valueOf(i))));
                world.awaitSynced("web", commit);
            }
            Await.until(
                    "both are idle", () -> world.delivery().isIdle() && other.delivery().isIdle());
            assertThat(world.live("", "ConfigMap", "a").flatMap(c -> c.at("data", "value")))
                    .isEqualTo(Optional.of("5"));
            var revisions =
                    world.get("web").status().history().stream().map(h -> h.revision()).toList();
            assertThat(revisions).doesNotHaveDuplicates();
        }
    }
}
