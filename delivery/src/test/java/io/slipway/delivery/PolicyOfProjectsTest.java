package io.slipway.delivery;

import static io.slipway.delivery.DeliveryFixture.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationStatus.Phase;
import io.slipway.delivery.application.ApplicationStatus.SyncCode;
import io.slipway.delivery.application.Conditions;
import io.slipway.delivery.application.SyncRequest;
import io.slipway.delivery.appproject.PolicyFormat;
import io.slipway.delivery.appproject.ProjectPolicy;
import io.slipway.forge.project.Project;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.platform.problem.Invalid;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Spec gitops-engine-lifecycle P2: where a policy counts: create, refresh, every sync task. */
class PolicyOfProjectsTest {

    private static final String ANYWHERE =
            "sourceRepos: ['*'], destinations: [{server: '*', namespace: '*'}]";
    private static final String ROLE =
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: reader}
            rules: []
            """;

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

    private void set(String yaml) {
        set(PolicyFormat.read(Trees.map(Yaml.document("{" + yaml + "}")).orElseThrow()));
    }

    private void set(ProjectPolicy policy) {
        world.delivery().policies().set(world.root(), "demo", policy, false);
    }

    private static Optional<String> condition(Application application, String type) {
        return application.status().conditions().stream()
                .filter(c -> c.type().equals(type))
                .map(c -> c.message())
                .findFirst();
    }

    @Test
    void p2SourceAndDestinationAreCheckedWhenAnApplicationIsMade() {
        world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        set(
                "sourceRepos: ['*', '!%s/demo/web'], destinations: [{name: other, namespace: '*'}]"
                        .formatted(DeliveryFixture.URL));
        assertThatThrownBy(() -> world.create("web", project, "app", "{}"))
                .isInstanceOfSatisfying(
                        Invalid.class,
                        e ->
                                assertThat(e.messages())
                                        .containsOnlyKeys(
                                                "spec.source.repoURL", "spec.destination"));
        set("sourceRepos: ['*'], destinations: [{name: in-cluster, namespace: default}]");
        world.create("web", project, "app", "{}");
    }

    @Test
    void p2APolicyThatChangesIsNoticedAtOnceAndWhatRunsStays() {
        var commit = world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.create("web", project, "app", "{automated: {}}");
        world.awaitSynced("web", commit);

        set("sourceRepos: ['*'], destinations: []");

        var refused =
                world.await(
                        "web",
                        "is refused",
                        a -> condition(a, Conditions.INVALID_SPEC).isPresent());
        assertThat(condition(refused, Conditions.INVALID_SPEC).orElseThrow())
                .contains("do not match any of the allowed destinations in project 'demo'");
        assertThat(refused.status().sync().status()).contains(SyncCode.UNKNOWN);
        assertThat(world.live("", "ConfigMap", "a")).isPresent();

        set(ProjectPolicy.OPEN);
        world.awaitSynced("web", commit);
    }

    @Test
    void p2V6AKindThatIsNotPermittedFailsTheSyncByName() {
        world.push(project, Map.of("app/a.yaml", ROLE, "app/b.yaml", configMap("b", "1")));
        set(ANYWHERE);
        world.create("web", project, "app", "{}");
        world.awaitIdle();
        world.delivery().applications().sync(world.root(), "demo", "web", SyncRequest.plain());

        var failed =
                world.await(
                        "web",
                        "fails",
                        a ->
                                a.operation().isEmpty()
                                        && a.status()
                                                .operationState()
                                                .filter(s -> s.phase() == Phase.FAILED)
                                                .isPresent());
        assertThat(failed.status().operationState().orElseThrow().message())
                .contains(
                        "resource rbac.authorization.k8s.io/ClusterRole is not permitted in"
                                + " project 'demo'");
        assertThat(world.live("", "ConfigMap", "b")).as("nothing is applied").isEmpty();

        set(
                ANYWHERE
                        + ", clusterResourceWhitelist: [{group: rbac.authorization.k8s.io, kind:"
                        + " ClusterRole, name: read*}]");
        world.delivery().applications().sync(world.root(), "demo", "web", SyncRequest.plain());
        world.await(
                "web",
                "is synced",
                a -> a.status().sync().status().equals(Optional.of(SyncCode.SYNCED)));
    }

    @Test
    void p2LiveObjectsThatAreNotPermittedAreHiddenAndStay() {
        var commit =
                world.push(
                        project,
                        Map.of(
                                "app/a.yaml", configMap("a", "1"),
                                "app/b.yaml", DeliveryFixture.deployment("b", 1)));
        world.create("web", project, "app", "{automated: {prune: true}}");
        world.awaitSynced("web", commit);

        set(ANYWHERE + ", namespaceResourceBlacklist: [{group: apps, kind: '*'}]");
        var next = world.push(project, Map.of("app/b.yaml", ""));

        var synced = world.awaitSynced("web", next);
        assertThat(synced.status().resources()).extracting(r -> r.kind()).containsOnly("ConfigMap");
        assertThat(world.live("apps", "Deployment", "b")).as("not ours to prune").isPresent();
    }

    @Test
    void orphansAreToldOfWhenTheProjectWantsToKnow() {
        var commit = world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.create("web", project, "app", "{automated: {}}");
        world.awaitSynced("web", commit);
        put(configMap("made-by-hand", "1"));
        put(configMap("kube-root-ca.crt", "1"));
        world.awaitIdle();
        assertThat(condition(world.get("web"), Conditions.ORPHANED)).isEmpty();
        assertThat(orphans()).isZero();

        set("%s, orphanedResources: {}".formatted(ANYWHERE));
        world.await("web", "tells of one", a -> told(a).equals("1"));
        assertThat(orphans()).isEqualTo(1);

        put(configMap("another", "1"));
        world.await("web", "tells of the second", a -> told(a).equals("2"));

        set(ANYWHERE + ", orphanedResources: {ignore: [{kind: ConfigMap, name: 'made-*'}]}");
        world.await("web", "ignores the first", a -> told(a).equals("1"));

        set(ANYWHERE + ", orphanedResources: {warn: false}");
        world.await("web", "is silent", a -> told(a).isEmpty());
        assertThat(orphans()).as("the tree shows them all the same").isEqualTo(2);
    }

    private static String told(Application application) {
        return condition(application, Conditions.ORPHANED)
                .map(m -> m.replaceAll("\\D", ""))
                .orElse("");
    }

    private long orphans() {
        return world.delivery().objects().tree(world.root(), "demo", "web").stream()
                .filter(n -> n.orphaned())
                .count();
    }

    private void put(String manifest) {
        world.cluster()
                .put(
                        ResourceObject.of(Trees.map(Yaml.document(manifest)).orElseThrow())
                                .withNamespace("default"));
    }
}
