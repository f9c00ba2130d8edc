package io.slipway.forge.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Role;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Project;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.store.DatabaseKind;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class HooksTest {

    private final ForgeFixture forge;
    private final Hooks hooks;
    private final Project web;

    HooksTest(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind);
        hooks = forge.forge().hooks();
        web = forge.project("demo/web");
    }

    @AfterEach
    void close() {
        forge.close();
    }

    @Test
    void aHookIsMadeChangedAndRemovedAndItsTokenIsKeptButNotShown() {
        HookChange wish =
                new HookChange(
                        Optional.of("https://ci.test/hook"),
                        Optional.of(new Secret("s3cret")),
                        Optional.empty(),
                        Optional.of(true),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(false));
        ProjectHook made = hooks.create(forge.root(), web, wish);
        assertThat(made.events())
                .isEqualTo(new HookEvents(true, true, false, false, false, false, false));
        assertThat(made.hasToken()).isTrue();
        assertThat(made.sslVerification()).isFalse();
        ProjectHook changed =
                hooks.update(forge.root(), web, made.id(), HookChange.of("http://other.test"));
        assertThat(changed.url()).isEqualTo("http://other.test");
        assertThat(changed.events()).isEqualTo(made.events());
        assertThat(hooks.token(changed).map(Secret::reveal)).contains("s3cret");
        assertThat(hooks.get(forge.root(), web, made.id())).isEqualTo(changed);
        assertThat(hooks.list(forge.root(), web, PageRequest.first()).total()).isEqualTo(1);
        hooks.delete(forge.root(), web, made.id());
        assertThatThrownBy(() -> hooks.get(forge.root(), web, made.id()))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void hooksAreForMastersAndOnlyOfTheirProject() {
        Caller developer = forge.member("dan", "demo", Role.DEVELOPER);
        ProjectHook hook = hooks.create(forge.root(), web, HookChange.of("http://a.test"));
        assertThatThrownBy(() -> hooks.list(developer, web, PageRequest.first()))
                .isInstanceOf(Denied.class);
        Project other = forge.project("demo/other");
        assertThatThrownBy(() -> hooks.get(forge.root(), other, hook.id()))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> hooks.get(forge.user("eve"), web, hook.id()))
                .isInstanceOf(NotFound.class);
    }

    @org.junit.jupiter.params.ParameterizedTest
    @ValueSource(strings = {"", "ftp://x.test", "javascript:alert(1)", "http://", "no url"})
    void onlyHttpAddressesAreCalled(String url) {
        assertThatThrownBy(() -> hooks.create(forge.root(), web, HookChange.of(url)))
                .isInstanceOf(Invalid.class)
                .hasMessage("url must be a valid URL");
    }

    @Test
    void systemHooksAreForAdministrators() {
        SystemHook hook = hooks.createSystemHook(forge.root(), "http://a.test");
        assertThat(hooks.systemHooks(forge.root())).containsExactly(hook);
        assertThatThrownBy(() -> hooks.systemHooks(forge.user("ada"))).isInstanceOf(Denied.class);
        assertThat(hooks.deleteSystemHook(forge.root(), hook.id())).contains(hook);
        assertThat(hooks.deleteSystemHook(forge.root(), hook.id())).isEmpty();
    }
}
