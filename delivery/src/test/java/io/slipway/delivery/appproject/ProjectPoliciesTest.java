package io.slipway.delivery.appproject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.delivery.DeliveryFixture;
import io.slipway.delivery.window.SyncWindow;
import io.slipway.delivery.window.SyncWindows;
import io.slipway.forge.access.Role;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.store.DatabaseKind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class ProjectPoliciesTest {

    private final DeliveryFixture world;

    ProjectPoliciesTest(DatabaseKind kind) {
        world = DeliveryFixture.started(kind);
    }

    @BeforeEach
    void makeProject() {
        world.forge().project("demo/web");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static ProjectPolicy policy(String yaml) {
        return PolicyFormat.read(Trees.map(Yaml.document(yaml)).orElseThrow());
    }

    private ProjectPolicies policies() {
        return world.delivery().policies();
    }

    @Test
    void ownersSetItMembersSeeItAndWindowsStay() {
        var master = world.forge().member("mia", "demo", Role.MASTER);
        var guest = world.forge().member("gus", "demo", Role.GUEST);
        assertThat(policies().get(master, "demo")).isEqualTo(ProjectPolicy.OPEN);
        var windows =
                new SyncWindows(
                        List.of(
                                new SyncWindow(
                                        "deny",
                                        "* * * * *",
                                        "5m",
                                        List.of("*"),
                                        List.of(),
                                        List.of(),
                                        false,
                                        "",
                                        false,
                                        false,
                                        "")));
        var narrow = policy("{sourceRepos: ['*'], namespaceResourceWhitelist: []}");

        assertThatThrownBy(() -> policies().set(master, "demo", narrow, false))
                .isInstanceOf(Denied.class);
        policies().set(world.root(), "demo", narrow, true);
        assertThat(policies().get(master, "demo")).isEqualTo(ProjectPolicy.OPEN);
        policies().set(world.root(), "demo", narrow, false);
        world.delivery().windows().set(world.root(), "demo", windows);

        assertThat(policies().get(master, "demo")).isEqualTo(narrow);
        assertThat(world.delivery().windows().get(master, "demo")).isEqualTo(windows);
        assertThatThrownBy(() -> policies().get(guest, "demo"))
                .isInstanceOf(io.slipway.platform.problem.NotFound.class);
        policies().set(world.root(), "demo", ProjectPolicy.OPEN, false);
        assertThat(world.delivery().windows().get(master, "demo")).isEqualTo(windows);
        assertThat(policies().get(master, "demo")).isEqualTo(ProjectPolicy.OPEN);
    }

    @Test
    void allThatMakesNoSenseIsNamed() {
        var wrong =
                policy(
                        """
                        description: "%s"
                        sourceRepos: ["*", "*", "!*", "https://a/[b"]
                        destinations:
                        - {server: "!*", namespace: "*"}
                        - {name: a, namespace: "!*"}
                        - {name: "!a", namespace: "!b"}
                        - {name: x, namespace: y}
                        - {name: x, namespace: y}
                        clusterResourceWhitelist: [{group: a}]
                        namespaceResourceBlacklist: [{group: "{a", kind: B}]
                        orphanedResources: {ignore: [{name: "[x"}]}
                        """
                                .formatted("d".repeat(256)));
        assertThatThrownBy(() -> policies().set(world.root(), "demo", wrong, false))
                .isInstanceOfSatisfying(
                        Invalid.class,
                        e ->
                                assertThat(e.messages().keySet())
                                        .containsExactlyInAnyOrder(
                                                "description",
                                                "sourceRepos[1]",
                                                "sourceRepos[2]",
                                                "sourceRepos[3]",
                                                "destinations[0].server",
                                                "destinations[1].namespace",
                                                "destinations[2]",
                                                "destinations[4]",
                                                "clusterResourceWhitelist[0].kind",
                                                "namespaceResourceBlacklist[0].group",
                                                "orphanedResources.ignore[0].name"));
        assertThat(policies().get(world.root(), "demo")).isEqualTo(ProjectPolicy.OPEN);
    }
}
