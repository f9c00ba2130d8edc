package io.slipway.delivery;

import static io.slipway.delivery.DeliveryFixture.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationRecords.Write;
import io.slipway.delivery.application.ApplicationStatus.Deployment;
import io.slipway.delivery.application.ApplicationStatus.Phase;
import io.slipway.delivery.application.ApplicationStatus.SyncCode;
import io.slipway.delivery.application.Applications.WriteMode;
import io.slipway.delivery.application.Finalizers.Cascade;
import io.slipway.delivery.application.Operation;
import io.slipway.delivery.application.SyncPolicy.RetryStrategy;
import io.slipway.delivery.application.SyncRequest;
import io.slipway.forge.project.Project;
import io.slipway.manifests.ResourceKey;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.store.Durability;
import io.slipway.testkit.Await;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rows of the specification that need a whole application (spec gitops-engine-sync,
 * gitops-engine-automation, gitops-engine-lifecycle), each named by its section.
 */
class OperationRulesTest {

    private static final ResourceKey MIGRATE =
            new ResourceKey("batch", "Job", "default", "migrate");

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

    private static String job(String hook) {
        return """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: %s}}
        spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: "a:1"}]}}}
        """
                .formatted(hook);
    }

    private static boolean ended(Application application, Phase phase) {
        return application.operation().isEmpty()
                && application
                        .status()
                        .operationState()
                        .filter(s -> s.phase() == phase)
                        .isPresent();
    }

    private void jobEnds(String type) {
        world.cluster()
                .set(
                        MIGRATE,
                        List.of(Map.of("type", type, "status", "True", "message", "so it is")),
                        "status",
                        "conditions");
    }

    private Application sync(SyncRequest request, Phase phase) {
        world.delivery().applications().sync(world.root(), "demo", "web", request);
        return world.await("web", "has ended", a -> ended(a, phase));
    }

    private static SyncRequest request(boolean dryRun, List<Operation.SyncResource> resources) {
        return new SyncRequest(
                List.of(),
                false,
                dryRun,
                Optional.empty(),
                resources,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    // --- sync ---

    @Test
    void syncB1AnOperationWithoutASyncIsAnError() {
        world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        var stored = world.create("web", project, "app", "{}");
        world.awaitIdle();
        world.delivery()
                .records()
                .change(
                        stored.id(),
                        Durability.NORMAL,
                        now ->
                                Write.of(
                                        now.with(
                                                now.application()
                                                        .withOperation(
                                                                Optional.of(
                                                                        new Operation(
                                                                                Optional.empty(),
                                                                                new Operation
                                                                                        .Initiator(
                                                                                        "x", false),
                                                                                List.of(),
                                                                                RetryStrategy
                                                                                        .NONE))))));
        var done = world.await("web", "has ended", a -> ended(a, Phase.ERROR));
        assertThat(done.status().operationState().orElseThrow().message())
                .contains("no operation specified");
    }

    @Test
    void syncB4V7ABranchThatMovesNeverChangesARunningSync() {
        var first =
                world.push(
                        project,
                        Map.of("app/a.yaml", configMap("a", "1"), "app/job.yaml", job("PreSync")));
        world.create("web", project, "app", "{}");
        world.awaitIdle();
        world.delivery().applications().sync(world.root(), "demo", "web", SyncRequest.plain());
        Await.until("the hook runs", () -> world.cluster().find(MIGRATE).isPresent());
        world.push(project, Map.of("app/a.yaml", configMap("a", "2")));
        world.awaitIdle();

        jobEnds("Complete");

        var done = world.await("web", "is synced", a -> ended(a, Phase.SUCCEEDED));
        assertThat(world.live("", "ConfigMap", "a").flatMap(c -> c.at("data", "value")))
                .contains("1");
        assertThat(done.status().history().getLast().revision()).isEqualTo(first.hex());
        world.await(
                "web",
                "is out of sync with the newer commit",
                a -> a.status().sync().status().equals(Optional.of(SyncCode.OUT_OF_SYNC)));
    }

    @Test
    void syncB10V6PartialAndDryRunsLeaveNoHistoryAndRunNoHooks() {
        world.push(
                project,
                Map.of(
                        "app/a.yaml", configMap("a", "1"),
                        "app/b.yaml", configMap("b", "1"),
                        "app/job.yaml", job("PreSync")));
        world.create("web", project, "app", "{}");
        world.awaitIdle();
        var dry = sync(request(true, List.of()), Phase.SUCCEEDED);
        assertThat(dry.status().history()).isEmpty();
        assertThat(world.live("", "ConfigMap", "a")).isEmpty();

        var partial =
                sync(
                        request(
                                false,
                                List.of(new Operation.SyncResource("", "ConfigMap", "a", ""))),
                        Phase.SUCCEEDED);

        assertThat(partial.status().history()).isEmpty();
        assertThat(world.live("", "ConfigMap", "a")).isPresent();
        assertThat(world.live("", "ConfigMap", "b")).isEmpty();
        assertThat(world.cluster().find(MIGRATE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2, '1,2', 3", "0, '', 0", "1, '2', 3"})
    void syncRTheHistoryIsAsLongAsTheSpecSays(int limit, String ids, long next) {
        world.push(project, Map.of("app/a.yaml", configMap("a", "0")));
        var spec =
                """
                destination: {name: sandbox, namespace: default}
                source: {repoURL: %s/demo/web.git, path: app, targetRevision: master}
                revisionHistoryLimit: %d
                """
                        .formatted(DeliveryFixture.URL, limit);
        world.delivery()
                .applications()
                .create(
                        world.root(),
                        "demo",
                        DeliveryFixture.application("web", spec),
                        false,
                        new WriteMode(false, false));
        world.awaitIdle();
        for (int i = 0; i < 3; i++) {
            sync(SyncRequest.plain(), Phase.SUCCEEDED);
            world.awaitIdle();
        }
        assertThat(world.get("web").status().history())
                .extracting(Deployment::id)
                .extracting(String::valueOf)
                .containsExactly(ids.isEmpty() ? new String[0] : ids.split(","));
        assertThat(next).isEqualTo(limit == 0 ? 0 : 3);
    }

    @Test
    void syncRARollbackIsRefusedWhenAutomationIsOnOrTheEntryIsUnknown() {
        var commit = world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.create("web", project, "app", "{automated: {}}");
        world.awaitSynced("web", commit);
        var applications = world.delivery().applications();
        assertThatThrownBy(
                        () -> applications.rollback(world.root(), "demo", "web", 0, false, false))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("auto-sync");
        world.create("other", project, "app", "{}");
        assertThatThrownBy(
                        () -> applications.rollback(world.root(), "demo", "other", 7, false, false))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("7");
    }

    @Test
    void syncXAStopIsNotTriedAgain() {
        world.push(
                project, Map.of("app/a.yaml", configMap("a", "1"), "app/job.yaml", job("PreSync")));
        world.create("web", project, "app", "{retry: {limit: -1, backoff: {duration: 1ms}}}");
        world.awaitIdle();
        world.delivery().applications().sync(world.root(), "demo", "web", SyncRequest.plain());
        Await.until("the hook runs", () -> world.cluster().find(MIGRATE).isPresent());
        world.awaitIdle();
        world.delivery().applications().terminate(world.root(), "demo", "web");
        var stopped = world.await("web", "is stopped", a -> ended(a, Phase.FAILED));
        world.awaitIdle();
        assertThat(stopped.status().operationState().orElseThrow().retryCount()).isZero();
        assertThat(world.get("web").operation()).isEmpty();
    }

    // --- automation ---

    @Test
    void automationA1APausedApplicationIsLeftAlone() {
        world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        var paused =
                DeliveryFixture.application(
                        "web",
                        """
                        destination: {name: sandbox, namespace: default}
                        source: {repoURL: %s/demo/web.git, path: app, targetRevision: master}
                        syncPolicy: {automated: {}}
                        """
                                .formatted(DeliveryFixture.URL));
        var metadata = paused.metadata();
        world.delivery()
                .applications()
                .create(
                        world.root(),
                        "demo",
                        paused.withMetadata(
                                metadata.with(
                                        metadata.labels(),
                                        Map.of("argocd.argoproj.io/skip-reconcile", "true"),
                                        metadata.finalizers())),
                        false,
                        new WriteMode(false, false));
        world.awaitIdle();
        assertThat(world.get("web").status().sync().status()).isEmpty();
        assertThat(world.live("", "ConfigMap", "a")).isEmpty();
    }

    @Test
    void automationA4AnyValueOfTheRefreshAnnotationIsTakenOffAlsoWhenTheSpecIsWrong() {
        world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.create("web", project, "app", "{}");
        world.awaitIdle();
        var application = world.get("web");
        var metadata = application.metadata();
        world.delivery()
                .applications()
                .update(
                        world.root(),
                        "demo",
                        "web",
                        application.withMetadata(
                                metadata.with(
                                        metadata.labels(),
                                        Map.of("argocd.argoproj.io/refresh", "whatever"),
                                        metadata.finalizers())),
                        new WriteMode(false, false));
        world.await("web", "is refreshed", a -> a.metadata().annotations().isEmpty());
    }

    @Test
    void automationV5NothingLeftToDeployIsBlockedUnlessThatIsMeant() {
        var commit = world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.create("web", project, "app", "{automated: {prune: true}}");
        world.awaitSynced("web", commit);
        world.push(project, Map.of("app/a.yaml", "", "app/readme.txt", "empty"));
        world.await(
                "web",
                "says that it would wipe out everything",
                a ->
                        a.status().conditions().stream()
                                .anyMatch(c ->
                                        c.type().equals("SyncError")
                                                && c.message().contains("wipe out")));
        assertThat(world.live("", "ConfigMap", "a")).isPresent();
    }

    // --- lifecycle ---

    @Test
    void lifecycleD1ANewApplicationOfTheNameAdoptsWhatWasLeft() {
        var commit = world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.create("web", project, "app", "{automated: {}}");
        world.awaitSynced("web", commit);
        world.delivery().applications().delete(world.root(), "demo", "web", Cascade.NONE);
        awaitGone();
        assertThat(world.live("", "ConfigMap", "a")).isPresent();

        world.create("web", project, "app", "{}");

        var adopted = world.awaitSynced("web", commit);
        assertThat(adopted.status().conditions()).isEmpty();
        assertThat(adopted.status().history()).isEmpty();
    }

    @Test
    void lifecycleD3HooksOfADeletionComeFromTheLastDeploymentWhenTheSourceIsGone() {
        var commit =
                world.push(
                        project,
                        Map.of(
                                "app/a.yaml", configMap("a", "1"),
                                "app/job.yaml", job("PreDelete")));
        world.create("web", project, "app", "{automated: {}}");
        world.awaitSynced("web", commit);
        world.awaitIdle();
        var broken = "apiVersion: v1\nkind: {\nmetadata:";
        world.push(project, Map.of("app/a.yaml", broken, "app/job.yaml", broken));
        world.await("web", "is broken", a -> !a.status().conditions().isEmpty());

        world.delivery().applications().delete(world.root(), "demo", "web", Cascade.DEFAULT);

        Await.until("the hook runs", () -> world.cluster().find(MIGRATE).isPresent());
        assertThat(world.live("", "ConfigMap", "a")).isPresent();
        jobEnds("Complete");
        awaitGone();
        assertThat(world.live("", "ConfigMap", "a")).isEmpty();
    }

    @Test
    void lifecycleD3AHookOfADeletionThatFailsIsToldAndMadeAgain() {
        var commit =
                world.push(
                        project,
                        Map.of(
                                "app/a.yaml", configMap("a", "1"),
                                "app/job.yaml", job("PreDelete")));
        world.create("web", project, "app", "{automated: {}}");
        world.awaitSynced("web", commit);
        world.delivery().applications().delete(world.root(), "demo", "web", Cascade.DEFAULT);
        var first = Await.value("the hook runs", () -> world.cluster().find(MIGRATE));
        world.awaitIdle();

        jobEnds("Failed");

        world.await(
                "web",
                "says so",
                a ->
                        a.status().conditions().stream()
                                .anyMatch(c -> c.type().equals("DeletionError")));
        Await.until(
                "the hook runs again",
                () ->
                        world.cluster()
                                .find(MIGRATE)
                                .filter(j -> !j.uid().equals(first.uid()))
                                .isPresent());
        world.awaitIdle();
        jobEnds("Complete");
        awaitGone();
    }

    @Test
    void lifecycleD4WhatWaitsForAPersonIsACondition() {
        var guarded =
                configMap("a", "1")
                        .replace(
                                "{name: a}",
                                "{name: a, annotations: {argocd.argoproj.io/sync-options:"
                                        + " Delete=confirm}}");
        var commit = world.push(project, Map.of("app/a.yaml", guarded));
        world.create("web", project, "app", "{automated: {}}");
        world.awaitSynced("web", commit);
        world.delivery().applications().delete(world.root(), "demo", "web", Cascade.DEFAULT);
        world.await(
                "web",
                "says what it waits for",
                a ->
                        a.status().conditions().stream()
                                .anyMatch(c ->
                                        c.type().equals("DeletionWarning")
                                                && c.message().contains("confirmation")));
        assertThat(world.live("", "ConfigMap", "a")).isPresent();
        var application = world.get("web");
        var metadata = application.metadata();
        world.delivery()
                .applications()
                .update(
                        world.root(),
                        "demo",
                        "web",
                        application.withMetadata(
                                metadata.with(
                                        metadata.labels(),
                                        Map.of(
                                                "argocd.argoproj.io/deletion-approved",
                                                java.time.Instant.now().plusSeconds(5).toString()),
                                        metadata.finalizers())),
                        new WriteMode(false, false));
        awaitGone();
        assertThat(world.live("", "ConfigMap", "a")).isEmpty();
    }

    @Test
    void lifecycleOApplicationsThatHoldEachOtherCanBeDeleted() {
        var other =
                """
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata: {name: %s, finalizers: [resources-finalizer.argocd.argoproj.io]}
                spec:
                  project: demo
                  destination: {name: sandbox, namespace: default}
                  source: {repoURL: %s/demo/web.git, path: %s, targetRevision: master}
                  syncPolicy: {automated: {}}
                """;
        var commit =
                world.push(
                        project,
                        Map.of(
                                "one/two.yaml",
                                other.formatted("two", DeliveryFixture.URL, "two"),
                                "two/one.yaml",
                                other.formatted("one", DeliveryFixture.URL, "one")));
        world.create("one", project, "one", "{automated: {}}");
        world.await(
                "one",
                "is held by the other",
                a ->
                        a.metadata()
                                .annotation("argocd.argoproj.io/tracking-id")
                                .filter(t -> t.startsWith("demo_two"))
                                .isPresent());
        world.awaitSynced("two", commit);

        world.delivery().applications().delete(world.root(), "demo", "one", Cascade.DEFAULT);

        awaitGone();
    }

    private void awaitGone() {
        Await.until(
                "all applications are gone",
                () ->
                        world.delivery()
                                .applications()
                                .list(world.root(), "demo")
                                .applications()
                                .isEmpty());
    }
}
