package io.slipway.delivery;

import static io.slipway.delivery.DeliveryFixture.configMap;
import static io.slipway.delivery.DeliveryFixture.deployment;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationStatus.Condition;
import io.slipway.delivery.application.ApplicationStatus.Phase;
import io.slipway.delivery.application.Applications.WriteMode;
import io.slipway.delivery.application.Finalizers.Cascade;
import io.slipway.delivery.application.SyncRequest;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.forge.project.Project;
import io.slipway.testkit.Await;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationsTest {

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

    private static Optional<Phase> phase(Application application) {
        return application.status().operationState().map(s -> s.phase());
    }

    private static boolean ended(Application application, Phase phase) {
        return application.operation().isEmpty() && phase(application).equals(Optional.of(phase));
    }

    private void sync(String name) {
        world.delivery().applications().sync(world.root(), "demo", name, SyncRequest.plain());
    }

    private void annotate(String name, String key, String value) {
        var application = world.get(name);
        var metadata = application.metadata();
        world.delivery()
                .applications()
                .update(
                        world.root(),
                        "demo",
                        name,
                        application.withMetadata(
                                metadata.with(
                                        metadata.labels(),
                                        Map.of(key, value),
                                        metadata.finalizers())),
                        new WriteMode(false, false));
    }

    private static String job(String hook, String image) {
        return """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: %s}}
        spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: "%s"}]}}}
        """
                .formatted(hook, image);
    }

    @Test
    void aHookRunsBeforeTheRestAndAStopEndsIt() {
        world.push(
                project,
                Map.of(
                        "app/a.yaml",
                        configMap("a", "1"),
                        "app/job.yaml",
                        job("PreSync", "example/one:1")));
        world.create("web", project, "app", "{}");
        world.awaitIdle();
        sync("web");
        Await.until("the hook runs", () -> world.live("batch", "Job", "migrate").isPresent());
        world.awaitIdle();
        assertThat(world.live("", "ConfigMap", "a")).isEmpty();
        assertThat(phase(world.get("web"))).contains(Phase.RUNNING);

        world.delivery().applications().terminate(world.root(), "demo", "web");

        var stopped = world.await("web", "is stopped", a -> ended(a, Phase.FAILED));
        assertThat(stopped.status().operationState().orElseThrow().message())
                .contains("terminated");
        assertThat(world.live("", "ConfigMap", "a")).isEmpty();
        assertThat(stopped.status().history()).isEmpty();
    }

    @Test
    void aHookThatEndsLetsTheRestGoOn() {
        world.push(
                project,
                Map.of(
                        "app/a.yaml",
                        configMap("a", "1"),
                        "app/job.yaml",
                        job("PreSync", "example/one:1")));
        world.create("web", project, "app", "{}");
        world.awaitIdle();
        sync("web");
        var job = Await.value("the hook runs", () -> world.live("batch", "Job", "migrate"));

        world.cluster()
                .set(
                        job.key(),
                        java.util.List.of(Map.of("type", "Complete", "status", "True")),
                        "status",
                        "conditions");

        var done = world.await("web", "is synced", a -> ended(a, Phase.SUCCEEDED));
        assertThat(world.live("", "ConfigMap", "a")).isPresent();
        assertThat(done.status().history()).hasSize(1);
    }

    @Test
    void aRestartInTheMiddleOfAHookGoesOn() {
        world.push(
                project,
                Map.of(
                        "app/a.yaml",
                        configMap("a", "1"),
                        "app/job.yaml",
                        job("PreSync", "example/one:1")));
        world.create("web", project, "app", "{}");
        world.awaitIdle();
        sync("web");
        var job = Await.value("the hook runs", () -> world.live("batch", "Job", "migrate"));
        world.awaitIdle();
        var uid = world.live("batch", "Job", "migrate").orElseThrow().uid();

        world.restart();
        world.awaitIdle();
        assertThat(world.live("batch", "Job", "migrate").orElseThrow().uid()).isEqualTo(uid);
        world.cluster()
                .set(
                        job.key(),
                        java.util.List.of(Map.of("type", "Complete", "status", "True")),
                        "status",
                        "conditions");

        world.await("web", "is synced", a -> ended(a, Phase.SUCCEEDED));
        assertThat(world.live("", "ConfigMap", "a")).isPresent();
    }

    @Test
    void aNewerCommitEndsASyncThatWaitsForItsNextTry() {
        world.cluster()
                .refuse(o ->
                        o.name().equals("a")
                                ? Optional.of(new ClusterException.Forbidden("quota exceeded"))
                                : Optional.empty());
        world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.create(
                "web",
                project,
                "app",
                "{automated: {}, retry: {limit: 5, backoff: {duration: 1h}}}");
        world.await(
                "web",
                "waits for its next try",
                a -> a.status().operationState().filter(s -> s.retryCount() == 1).isPresent());

        var mended =
                world.push(project, Map.of("app/a.yaml", "", "app/b.yaml", configMap("b", "1")));

        world.awaitSynced("web", mended);
        world.await("web", "has ended the old sync", a -> a.operation().isEmpty());
    }

    @Test
    void aNewerCommitEndsASyncThatWaitsForHealth() {
        world.push(
                project,
                Map.of(
                        "app/a.yaml",
                        configMap("a", "1"),
                        "app/job.yaml",
                        job("PreSync", "example/one:1")));
        world.create("web", project, "app", "{automated: {}}");
        Await.until("the hook runs", () -> world.live("batch", "Job", "migrate").isPresent());

        var second =
                world.push(project, Map.of("app/a.yaml", configMap("a", "2"), "app/job.yaml", ""));

        world.awaitSynced("web", second);
        var synced = world.await("web", "is done", a -> ended(a, Phase.SUCCEEDED));
        assertThat(
                        synced.status()
                                .operationState()
                                .orElseThrow()
                                .syncResult()
                                .orElseThrow()
                                .revision())
                .isEqualTo(second.hex());
    }

    @Test
    void aSyncThatIsToFinishIsNotEndedByANewerCommit() {
        world.push(
                project,
                Map.of(
                        "app/a.yaml",
                        configMap("a", "1"),
                        "app/job.yaml",
                        job("PreSync", "example/one:1")));
        world.create("web", project, "app", "{automated: {}}");
        annotate("web", "slipway/on-newer-commit", "finish");
        var job = Await.value("the hook runs", () -> world.live("batch", "Job", "migrate"));

        world.push(project, Map.of("app/a.yaml", configMap("a", "2"), "app/job.yaml", ""));
        world.awaitIdle();

        assertThat(phase(world.get("web"))).contains(Phase.RUNNING);
        assertThat(world.live("batch", "Job", "migrate").orElseThrow().uid()).isEqualTo(job.uid());
    }

    @Test
    void wavesWaitForEachOther() {
        var first = deployment("first", 1);
        var second =
                configMap("second", "1")
                        .replace(
                                "{name: second}",
                                "{name: second, annotations: {argocd.argoproj.io/sync-wave: '1'}}");
        world.push(project, Map.of("app/a.yaml", first, "app/b.yaml", second));
        world.create("web", project, "app", "{automated: {}}");
        world.await("web", "is synced", a -> ended(a, Phase.SUCCEEDED));
        var writes = world.cluster().writes();
        var firstWrite = writes.stream().filter(w -> w.contains("first")).findFirst().orElseThrow();
        var secondWrite =
                writes.stream().filter(w -> w.contains("second")).findFirst().orElseThrow();
        assertThat(writes.indexOf(firstWrite)).isLessThan(writes.indexOf(secondWrite));
    }

    @Test
    void whatTheClusterRefusesIsTriedAgainAndThenTold() {
        var refuse = new AtomicBoolean(true);
        world.cluster()
                .refuse(o ->
                        o.name().equals("a") && refuse.get()
                                ? Optional.of(new ClusterException.Forbidden("quota exceeded"))
                                : Optional.empty());
        world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.create(
                "web",
                project,
                "app",
                "{retry: {limit: 2, backoff: {duration: 10ms, factor: 1, maxDuration: 20ms}}}");
        world.awaitIdle();
        sync("web");
        var failed = world.await("web", "has failed", a -> ended(a, Phase.FAILED));
        var state = failed.status().operationState().orElseThrow();
        assertThat(state.retryCount()).isEqualTo(2);
        assertThat(state.message()).contains("quota exceeded").contains("retried 2 times");
        var completed =
                world.delivery().applications().events(world.root(), "demo", "web").stream()
                        .filter(e -> e.reason().equals("OperationCompleted"))
                        .toList();
        assertThat(completed).hasSize(1);
        assertThat(completed.getFirst().type()).isEqualTo("Warning");

        refuse.set(false);
        sync("web");
        world.await("web", "is synced", a -> ended(a, Phase.SUCCEEDED));
    }

    @Test
    void automationDoesNotRepeatAFailedRevision() {
        world.cluster()
                .refuse(o ->
                        o.name().equals("a")
                                ? Optional.of(new ClusterException.Forbidden("quota exceeded"))
                                : Optional.empty());
        world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.create("web", project, "app", "{automated: {}, retry: {limit: 0}}");
        var failed =
                world.await(
                        "web",
                        "tells that it failed",
                        a ->
                                a.status().conditions().stream()
                                        .anyMatch(c -> c.type().equals("SyncError")));
        for (int i = 0; i < 3; i++) {
            world.delivery().applications().refresh(world.root(), "demo", "web", false);
            world.awaitIdle();
        }
        var started =
                world.delivery().applications().events(world.root(), "demo", "web").stream()
                        .filter(e -> e.reason().equals("OperationStarted"))
                        .mapToLong(e -> e.count())
                        .sum();
        assertThat(started).isEqualTo(1);
        var fixed =
                world.push(project, Map.of("app/a.yaml", "", "app/b.yaml", configMap("b", "1")));
        assertThat(world.awaitSynced("web", fixed).status().conditions()).isEmpty();
        assertThat(failed.status().conditions()).extracting(Condition::type).contains("SyncError");
    }

    @Test
    void aClusterThatIsDownIsAConditionUntilItIsBack() {
        var commit = world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.create("web", project, "app", "{automated: {}}");
        world.awaitSynced("web", commit);
        world.cluster().down(true);
        world.push(project, Map.of("app/a.yaml", configMap("a", "2")));
        world.await(
                "web",
                "tells",
                a ->
                        a.status().conditions().stream()
                                .anyMatch(c -> c.type().equals("ComparisonError")));
        world.cluster().down(false);
        world.delivery().applications().refresh(world.root(), "demo", "web", false);
        var back =
                world.await(
                        "web",
                        "is back",
                        a -> a.status().conditions().isEmpty() && a.operation().isEmpty());
        assertThat(back.status().sync().revision()).isNotEqualTo(commit.hex());
    }

    @Test
    void aDeletionTakesTheObjectsAlong() {
        var commit =
                world.push(
                        project,
                        Map.of(
                                "app/a.yaml",
                                configMap("a", "1"),
                                "app/w.yaml",
                                deployment("w", 1)));
        world.create("web", project, "app", "{automated: {}}");
        world.awaitSynced("web", commit);
        world.delivery().applications().delete(world.root(), "demo", "web", Cascade.DEFAULT);
        Await.until(
                "the application is gone",
                () ->
                        world.delivery()
                                .applications()
                                .list(world.root(), "demo")
                                .applications()
                                .isEmpty());
        assertThat(world.live("", "ConfigMap", "a")).isEmpty();
        assertThat(world.live("apps", "Deployment", "w")).isEmpty();
    }

    @Test
    void aDeletionWithoutCascadeLeavesTheObjects() {
        var commit = world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.create("web", project, "app", "{automated: {}}");
        world.awaitSynced("web", commit);
        world.delivery().applications().delete(world.root(), "demo", "web", Cascade.NONE);
        Await.until(
                "the application is gone",
                () ->
                        world.delivery()
                                .applications()
                                .list(world.root(), "demo")
                                .applications()
                                .isEmpty());
        assertThat(world.live("", "ConfigMap", "a")).isPresent();
    }

    @Test
    void manyDeletionsWaitForAPersonsWord() {
        var files = new java.util.HashMap<String, String>();
        for (int i = 0; i < 12; i++) {
            files.put("app/m" + i + ".yaml", configMap("m" + i, "1"));
        }
        var all = world.push(project, files);
        world.create("web", project, "app", "{automated: {prune: true}}");
        world.awaitSynced("web", all);
        files.remove("app/m0.yaml");
        files.replaceAll((_, _) -> "");
        var fewer = world.push(project, files);
        var waiting =
                world.await(
                        "web",
                        "waits",
                        a ->
                                phase(a).equals(Optional.of(Phase.RUNNING))
                                        && a.status()
                                                .operationState()
                                                .orElseThrow()
                                                .message()
                                                .contains("confirm"));
        assertThat(world.live("", "ConfigMap", "m5")).isPresent();
        var message = waiting.status().operationState().orElseThrow().message();
        var hash = message.replaceAll("(?s).*confirm ([0-9a-f]{64}).*", "$1");

        world.delivery().applications().confirm(world.root(), "demo", "web", fewer.hex(), hash);

        world.awaitSynced("web", fewer);
        assertThat(world.live("", "ConfigMap", "m5")).isEmpty();
        assertThat(world.live("", "ConfigMap", "m0")).isPresent();
    }

    @Test
    void whatAnotherApplicationNeedsIsNotPruned() {
        var shared = configMap("shared", "1");
        world.push(project, Map.of("one/a.yaml", configMap("a", "1"), "one/s.yaml", shared));
        world.create("one", project, "one", "{automated: {prune: true}}");
        world.await("one", "is synced", a -> ended(a, Phase.SUCCEEDED));
        world.push(project, Map.of("two/s.yaml", shared));
        world.create("two", project, "two", "{}");
        world.awaitIdle();

        world.push(project, Map.of("one/s.yaml", ""));
        world.awaitIdle();

        assertThat(world.live("", "ConfigMap", "shared")).isPresent();
    }

    @Test
    void hooksOfADeletionHoldItUntilTheyAreDone() {
        var commit =
                world.push(
                        project,
                        Map.of(
                                "app/a.yaml",
                                configMap("a", "1"),
                                "app/job.yaml",
                                job("PostDelete", "example/one:1")));
        world.create("web", project, "app", "{automated: {}}");
        var synced = world.awaitSynced("web", commit);
        assertThat(synced.metadata().finalizers())
                .contains(
                        "post-delete-finalizer.argocd.argoproj.io",
                        "post-delete-finalizer.argocd.argoproj.io/cleanup");
        world.delivery().applications().delete(world.root(), "demo", "web", Cascade.DEFAULT);
        var job = Await.value("the hook runs", () -> world.live("batch", "Job", "migrate"));
        assertThat(world.live("", "ConfigMap", "a")).isEmpty();
        world.cluster()
                .set(
                        job.key(),
                        java.util.List.of(Map.of("type", "Complete", "status", "True")),
                        "status",
                        "conditions");
        Await.until(
                "the application is gone",
                () ->
                        world.delivery()
                                .applications()
                                .list(world.root(), "demo")
                                .applications()
                                .isEmpty());
    }

    @Test
    void aRollbackNeedsNoRender() {
        var first =
                world.push(
                        project,
                        Map.of(
                                "app/a.yaml",
                                configMap("a", "1"),
                                "app/b.yaml",
                                configMap("b", "1")));
        world.create("web", project, "app", "{}");
        world.awaitIdle();
        sync("web");
        world.await("web", "is synced", a -> ended(a, Phase.SUCCEEDED));
        world.push(project, Map.of("app/a.yaml", configMap("a", "2")));
        world.awaitIdle();
        sync("web");
        world.await(
                "web",
                "is synced again",
                a -> ended(a, Phase.SUCCEEDED) && a.status().history().size() == 2);
        var renders = world.delivery().renders();

        world.delivery().applications().rollback(world.root(), "demo", "web", 0, false, false);

        var back =
                world.await(
                        "web",
                        "is back",
                        a -> ended(a, Phase.SUCCEEDED) && a.status().history().size() == 3);
        assertThat(back.status().history().getLast().revision()).isEqualTo(first.hex());
        assertThat(world.live("", "ConfigMap", "a").flatMap(c -> c.at("data", "value")))
                .contains("1");
        assertThat(world.delivery().renders()).isEqualTo(renders);
    }

    @Test
    void aWishThatComesDuringARefreshIsNotForgotten() {
        var commit = world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.create("web", project, "app", "{automated: {}}");
        world.awaitSynced("web", commit);
        for (int i = 0; i < 10; i++) {
            world.delivery().applications().refresh(world.root(), "demo", "web", i % 3 == 0);
        }
        world.await(
                "web",
                "has no wish left",
                a -> !a.metadata().annotations().containsKey("argocd.argoproj.io/refresh"));
        world.awaitIdle();
        assertThat(world.get("web").metadata().annotations()).isEmpty();
    }

    /** Spec gitops-engine-sync Q: the same revision, unless the retry is to take the newest. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRetryTakesTheNewestRevisionOnlyWhenItIsToldTo(boolean refresh) {
        world.cluster()
                .refuse(o ->
                        o.name().equals("a")
                                ? Optional.of(new ClusterException.Forbidden("quota exceeded"))
                                : Optional.empty());
        var first = world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.create(
                "web",
                project,
                "app",
                "{retry: {limit: 1, refresh: %s, backoff: {duration: 2s, factor: 1}}}"
                        .formatted(refresh));
        world.awaitIdle();
        sync("web");
        world.await(
                "web",
                "waits for its next try",
                a -> a.status().operationState().filter(s -> s.retryCount() == 1).isPresent());
        var mended =
                world.push(project, Map.of("app/a.yaml", "", "app/b.yaml", configMap("b", "1")));

        var done = world.await("web", "has ended", a -> a.operation().isEmpty());

        var state = done.status().operationState().orElseThrow();
        assertThat(state.phase()).isEqualTo(refresh ? Phase.SUCCEEDED : Phase.FAILED);
        assertThat(state.syncResult().orElseThrow().revision())
                .isEqualTo(refresh ? mended.hex() : first.hex());
    }

    /** Spec gitops-engine-sync B3, G and decisions 19. */
    @Test
    void whatWaitsForAPersonIsInTheStatusAndOnlyItsRevisionCounts() {
        var files = new java.util.HashMap<String, String>();
        for (int i = 0; i < 12; i++) {
            files.put("app/m" + i + ".yaml", configMap("m" + i, "1"));
        }
        var all = world.push(project, files);
        world.create("web", project, "app", "{automated: {prune: true}}");
        world.awaitSynced("web", all);
        files.remove("app/m0.yaml");
        files.replaceAll((_, _) -> "");
        var fewer = world.push(project, files);
        var waiting =
                world.await(
                                "web",
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
        assertThat(waiting.revision()).isEqualTo(fewer.hex());
        assertThat(waiting.reason()).isEqualTo("more than 10 objects");
        assertThat(waiting.resources()).hasSize(11).extracting(r -> r.name()).contains("m5");

        var applications = world.delivery().applications();
        applications.confirm(world.root(), "demo", "web", all.hex(), waiting.hash());
        applications.confirm(world.root(), "demo", "web", fewer.hex(), "0".repeat(64));
        world.awaitIdle();
        assertThat(world.live("", "ConfigMap", "m5")).isPresent();

        applications.confirm(world.root(), "demo", "web", fewer.hex(), waiting.hash());
        var done = world.awaitSynced("web", fewer);
        assertThat(world.live("", "ConfigMap", "m5")).isEmpty();
        assertThat(done.status().operationState().orElseThrow().pendingDeletions()).isEmpty();
    }

    /** Spec gitops-engine-lifecycle D2: a running operation is finished or terminated first. */
    @Test
    void aDeletionEndsASyncThatWouldWaitForEver() {
        world.push(
                project,
                Map.of(
                        "app/a.yaml",
                        configMap("a", "1"),
                        "app/job.yaml",
                        job("PreSync", "example/one:1")));
        world.create("web", project, "app", "{}");
        world.awaitIdle();
        sync("web");
        Await.until("the hook runs", () -> world.live("batch", "Job", "migrate").isPresent());

        world.delivery().applications().delete(world.root(), "demo", "web", Cascade.DEFAULT);

        Await.until(
                "the application is gone",
                () ->
                        world.delivery()
                                .applications()
                                .list(world.root(), "demo")
                                .applications()
                                .isEmpty());
        assertThat(world.live("batch", "Job", "migrate")).isEmpty();
        assertThat(world.live("", "ConfigMap", "a")).isEmpty();
    }

    /** Two new applications over one object: neither has left its mark in the cluster yet. */
    @Test
    void aConflictOfTwoNewApplicationsIsNamedAtTheFirstCompare() {
        var shared = configMap("shared", "1");
        world.push(project, Map.of("one/s.yaml", shared, "two/s.yaml", shared));
        world.create("one", project, "one", "{}");
        world.awaitIdle();
        assertThat(world.get("one").status().conditions()).isEmpty();
        world.create("two", project, "two", "{}");

        for (var name : java.util.List.of("one", "two")) {
            var told = world.await(name, "is told", a -> !a.status().conditions().isEmpty());
            assertThat(told.status().conditions())
                    .singleElement()
                    .satisfies(c -> {
                        assertThat(c.type()).isEqualTo("SharedResourceWarning");
                        assertThat(c.message()).contains("shared", "demo_one", "demo_two");
                    });
        }
        world.delivery()
                .applications()
                .sync(
                        world.root(),
                        "demo",
                        "one",
                        new SyncRequest(
                                java.util.List.of(),
                                false,
                                false,
                                Optional.empty(),
                                java.util.List.of(),
                                Optional.of(java.util.List.of("FailOnSharedResource=true")),
                                Optional.empty(),
                                java.util.List.of(),
                                java.util.List.of()));
        var refused = world.await("one", "is refused", a -> ended(a, Phase.FAILED));
        assertThat(refused.status().operationState().orElseThrow().message())
                .startsWith("Shared resource found");

        world.push(project, Map.of("two/s.yaml", configMap("own", "1")));

        world.await("one", "is alone again", a -> a.status().conditions().isEmpty());
        world.await("two", "is alone again", a -> a.status().conditions().isEmpty());
    }

    /** Objects of one name in two namespaces are two objects. */
    @Test
    void theSameNameInAnotherNamespaceIsNoConflict() {
        world.cluster().namespace("elsewhere");
        world.push(project, Map.of("one/s.yaml", configMap("s", "1")));
        world.create("one", project, "one", "{}");
        var other =
                """
                destination: {name: sandbox, namespace: elsewhere}
                source: {repoURL: %s/demo/web.git, path: one, targetRevision: master}
                """
                        .formatted(DeliveryFixture.URL);
        world.delivery()
                .applications()
                .create(
                        world.root(),
                        "demo",
                        DeliveryFixture.application("two", other),
                        false,
                        new WriteMode(false, false));
        world.awaitIdle();
        assertThat(world.get("one").status().conditions()).isEmpty();
        assertThat(world.get("two").status().conditions()).isEmpty();
    }

    /** Decisions 5: what applications need is not deleted; the answer names them. */
    @Test
    void groupsAndProjectsThatApplicationsNeedStay() {
        world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        var elsewhere = world.forge().project("other/charts");
        world.push(elsewhere, Map.of("app/a.yaml", configMap("b", "1")));
        world.create("web", project, "app", "{}");
        world.create("more", elsewhere, "app", "{}");
        var forge = world.forge().forge();
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> forge.projects().delete(world.root(), elsewhere.id()))
                .isInstanceOf(io.slipway.platform.problem.Conflict.class)
                .hasMessageContaining("other/charts")
                .hasMessageContaining("demo/more");
        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                        forge.groups().delete(world.root(), world.forge().group("other").id()))
                .isInstanceOf(io.slipway.platform.problem.Conflict.class)
                .hasMessageContaining("demo/more");
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> forge.groups().delete(world.root(), world.forge().group("demo").id()))
                .isInstanceOf(io.slipway.platform.problem.Conflict.class)
                .hasMessageContaining("demo/web");
        assertThat(world.delivery().applications().list(world.root(), "demo").applications())
                .hasSize(2);
    }

    @Test
    void aDestinationThatIsNotGrantedIsRefusedEachTime() {
        var spec =
                "{destination: {name: nowhere, namespace: x}, source: {repoURL: '"
                        + DeliveryFixture.URL
                        + "/demo/web', path: app}}";
        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                        world.delivery()
                                .applications()
                                .create(
                                        world.root(),
                                        "demo",
                                        DeliveryFixture.application("web", spec),
                                        false,
                                        new io.slipway.delivery.application.Applications.WriteMode(
                                                false, false)))
                .hasMessageContaining("there are no clusters with this name: nowhere");
    }
}
