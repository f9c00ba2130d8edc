package io.slipway.forge.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Role;
import io.slipway.forge.group.Namespace;
import io.slipway.forge.identity.Caller;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.store.DatabaseKind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class GrantsTest {

    private final ForgeFixture forge;
    private final Grants grants;
    private final Namespace demo;

    GrantsTest(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind);
        grants = forge.forge().grants();
        demo = forge.group("demo");
    }

    @AfterEach
    void close() {
        forge.close();
    }

    @Test
    void aNewNamespaceHasTheSandboxAndNothingElse() {
        Reach reach = grants.reach(demo.id());
        assertThat(reach.allows("sandbox", "anything")).isTrue();
        assertThat(reach.allowsClusterKind("apiextensions.k8s.io/CustomResourceDefinition"))
                .isTrue();
        assertThat(reach.allows("production", "demo")).isFalse();
        var closed =
                new Grants(
                        forge.database(),
                        forge.forge().access(),
                        forge.forge().audit(),
                        forge.clock(),
                        false);
        assertThat(closed.reach(demo.id()).allows("sandbox", "anything")).isFalse();
    }

    @Test
    void anAdministratorGrantsAndTheOwnerNarrows() {
        Caller owner = forge.member("olga", "demo", Role.OWNER);
        Grant grant =
                new Grant(
                        List.of(new Destination("production", "demo-*")),
                        List.of("Namespace"),
                        true);
        assertThatThrownBy(() -> grants.setGrant(owner, demo, grant)).isInstanceOf(Denied.class);
        grants.setGrant(forge.root(), demo, grant);
        assertThat(grants.reach(demo.id()).allows("production", "demo-web")).isTrue();
        assertThat(grants.reach(demo.id()).allows("production", "other")).isFalse();
        grants.setPolicy(
                owner,
                demo,
                new Policy(
                        List.of("https://git.test/demo/*"),
                        List.of(new Destination("*", "demo-web")),
                        List.of()));
        Reach reach = grants.reach(demo.id());
        assertThat(reach.allows("production", "demo-web")).isTrue();
        assertThat(reach.allows("production", "demo-api")).isFalse();
        assertThat(reach.allows("sandbox", "other")).isFalse();
        assertThat(reach.allowsSource("https://git.test/demo/web.git")).isTrue();
        assertThat(reach.allowsSource("https://evil.test/x")).isFalse();
        assertThat(grants.grant(owner, demo)).isEqualTo(grant);
    }

    @Test
    void aPolicyNeverWidensTheGrantAndIsTheOwnersAlone() {
        Caller owner = forge.member("olga", "demo", Role.OWNER);
        Caller master = forge.member("mia", "demo", Role.MASTER);
        grants.setPolicy(
                owner,
                demo,
                new Policy(List.of(), List.of(new Destination("*", "*")), List.of("*")));
        assertThat(grants.reach(demo.id()).allows("production", "demo")).isFalse();
        assertThatThrownBy(() -> grants.setPolicy(master, demo, Policy.open()))
                .isInstanceOf(Denied.class);
        assertThatThrownBy(() -> grants.policy(forge.user("eve"), demo)).isInstanceOf(Denied.class);
    }
}
