package io.slipway.engine.sync;

import static io.slipway.engine.fixture.Manifests.configMap;
import static io.slipway.engine.fixture.Manifests.hookJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.cluster.DeleteOptions.Propagation;
import io.slipway.engine.compare.HookPhase;
import io.slipway.engine.compare.SyncOptions;
import io.slipway.engine.fixture.World;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single rows of the deletion rules (spec: lifecycle D3, D4), each named by its section. */
class DeletionRowsTest {

    private static final ResourceKey BYE = new ResourceKey("batch", "Job", "default", "bye");

    private final World world = new World();

    private static ResourceKey key(String name) {
        return new ResourceKey("", "ConfigMap", "default", name);
    }

    private DeletionStep delete(Propagation propagation) {
        return world.engine.delete(world.cluster, world.request(), propagation, world.now());
    }

    private DeletionStep delete() {
        return delete(Propagation.FOREGROUND);
    }

    @ParameterizedTest
    @CsvSource({
        "'', Complete, true",
        "'', Failed, true",
        "HookSucceeded, Complete, true",
        "HookSucceeded, Failed, false",
        "HookFailed, Complete, false",
        "HookFailed, Failed, true",
        "BeforeHookCreation, Complete, false",
        "'HookSucceeded,HookFailed', Failed, true",
    })
    void d3CleaningUpGoesByThePoliciesAndTheWorstHealth(
            String policies, String end, boolean removed) {
        var hook = hookJob("bye", "PostDelete");
        world.wants(
                policies.isEmpty()
                        ? hook
                        : hook.withAnnotation("argocd.argoproj.io/hook-delete-policy", policies));
        world.engine.runDeletionHooks(world.cluster, world.request(), HookPhase.POST_DELETE);
        world.cluster.set(
                BYE, List.of(Map.of("type", end, "status", "True")), "status", "conditions");
        world.engine.cleanDeletionHooks(world.cluster, world.request(), HookPhase.POST_DELETE);
        assertThat(world.cluster.find(BYE).isEmpty()).isEqualTo(removed);
    }

    @Test
    void d3AHookThatIsThereAlreadyIsKeptAndOneWithoutANameIsLeftOut() {
        var unnamed =
                hookJob("x", "PreDelete")
                        .without("metadata", "name")
                        .with("x-", "metadata", "generateName");
        world.wants(hookJob("bye", "PreDelete"), unnamed);
        world.engine.runDeletionHooks(world.cluster, world.request(), HookPhase.PRE_DELETE);
        var uid = world.cluster.find(BYE).orElseThrow().uid();
        world.engine.runDeletionHooks(world.cluster, world.request(), HookPhase.PRE_DELETE);
        assertThat(world.cluster.find(BYE).map(ResourceObject::uid)).contains(uid);
        assertThat(world.cluster.writes()).containsExactly("apply Job default/bye");
    }

    @Test
    void d4AnExemptObjectThatIsBeingDeletedHoldsTheNextWave() {
        world.wants(
                        configMap("kept", "1")
                                .withAnnotation(SyncOptions.ANNOTATION, "Delete=false"),
                        configMap("gone", "1"))
                .sync();
        world.cluster.set(key("kept"), "2026-11-23T20:00:01Z", "metadata", "deletionTimestamp");
        assertThat(delete()).isInstanceOf(DeletionStep.Wait.class);
        assertThat(world.cluster.find(key("gone"))).isPresent();
        world.cluster.vanish(key("kept"));
        delete();
        assertThat(world.cluster.find(key("gone"))).isEmpty();
    }

    @Test
    void d4WhatTheProjectDoesNotPermitStaysSilently() {
        world.wants(configMap("a", "1"), configMap("foreign", "1")).sync();
        world.with(r ->
                r.withPolicy((key, _) ->
                        key.name().equals("foreign")
                                ? Optional.of("not permitted")
                                : Optional.empty()));
        delete();
        assertThat(delete()).isEqualTo(new DeletionStep.Done());
        assertThat(world.cluster.find(key("a"))).isEmpty();
        assertThat(world.cluster.find(key("foreign"))).isPresent();
    }

    @Test
    void d4OwnedObjectsGoWithTheirOwnersOnly() {
        world.wants(configMap("a", "1")).sync();
        var copy =
                configMap("owned", "1")
                        .withNamespace("default")
                        .with(
                                List.of(
                                        Map.of(
                                                "apiVersion", "v1",
                                                "kind", "ConfigMap",
                                                "name", "a",
                                                "uid", "u")),
                                "metadata",
                                "ownerReferences");
        world.cluster.put(copy);
        delete();
        assertThat(delete()).isEqualTo(new DeletionStep.Done());
        assertThat(world.cluster.find(key("owned"))).isPresent();
    }

    @Test
    void d4ThePropagationIsThatOfTheFinalizerNotOfTheOption() {
        world.wants(configMap("a", "1"), configMap("b", "1")).sync();
        world.with(r -> r.withOptions(SyncOptions.of("PrunePropagationPolicy=foreground")));
        world.cluster.foregroundWaits();
        delete(Propagation.BACKGROUND);
        assertThat(world.cluster.find(key("a"))).isEmpty();
    }

    @Test
    void d4FinalizersOfOthersAreNamedAfterAWhile() {
        world.wants(configMap("a", "1")).sync();
        world.cluster.set(key("a"), List.of("example.com/hold"), "metadata", "finalizers");
        world.cluster.set(key("a"), world.now().toString(), "metadata", "deletionTimestamp");
        assertThat(((DeletionStep.Wait) delete()).message()).doesNotContain("example.com/hold");
        world.pass(Duration.ofMinutes(6));
        assertThat(((DeletionStep.Wait) delete()).message())
                .contains("held by the finalizers of")
                .contains("example.com/hold");
    }
}
