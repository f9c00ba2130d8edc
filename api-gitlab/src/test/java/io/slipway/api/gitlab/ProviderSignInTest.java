package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.oidc.TestProvider;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Signing in to the pages with a real provider on loopback. */
class ProviderSignInTest {

    private static final String FORM = "application/x-www-form-urlencoded";

    private final TestProvider provider = new TestProvider();
    private final World world = new World(Optional.of(provider.settings()));

    ProviderSignInTest() {
        person("sub-1", "bea", "bea@acme.test");
    }

    private void person(String subject, String username, String email) {
        provider.person =
                claims ->
                        claims.subject(subject)
                                .claim("preferred_username", username)
                                .claim("email", email);
    }

    @AfterEach
    void close() {
        world.close();
        provider.close();
    }

    private static String cookie(World.Answer answer, String name) {
        return answer.response().headers().allValues("Set-Cookie").stream()
                .filter(line -> line.startsWith(name + "="))
                .findFirst()
                .orElseThrow()
                .split(";")[0];
    }

    private World.Answer comeBack(World.Answer begun, String... cookies) {
        var address = TestProvider.visit(URI.create(begun.header("Location")));
        return world.anywhere(
                "GET",
                address.getRawPath() + "?" + address.getRawQuery(),
                "",
                "Cookie",
                String.join("; ", cookies));
    }

    @Test
    void thePageOffersTheProviderWhichSignsAPersonIn() {
        assertThat(world.anywhere("GET", "/users/sign_in?return_to=/profile/keys", "").text())
                .contains("Sign in with Acme")
                .contains("/users/auth/openid_connect?return_to=%2Fprofile%2Fkeys");
        var begun = world.anywhere("GET", "/users/auth/openid_connect?return_to=/profile/keys", "");
        assertThat(begun.status()).isEqualTo(302);
        var done = comeBack(begun, cookie(begun, "_slipway_oidc"));
        assertThat(done.status()).as(done.text()).isEqualTo(302);
        assertThat(done.header("Location")).isEqualTo("/profile/keys");
        var me = world.send("GET", "/user", "", "Cookie", cookie(done, "_gitlab_session")).json();
        assertThat(me.get("username").asText()).isEqualTo("bea");
        assertThat(me.at("/identities/0/provider").asText()).isEqualTo("openid_connect");
        assertThat(me.at("/identities/0/extern_uid").asText()).isEqualTo("sub-1");
    }

    @Test
    void withoutTheCookieOfTheBeginningNobodyIsSignedIn() {
        var begun = world.anywhere("GET", "/users/auth/openid_connect", "");
        var stolen = comeBack(begun, "x=y");
        assertThat(stolen.status()).isEqualTo(400);
        assertThat(
                        world.anywhere(
                                        "GET",
                                        "/users/auth/openid_connect/callback?error=access_denied",
                                        "")
                                .status())
                .isEqualTo(400);
    }

    @Test
    void aBlockedPersonStaysOutside() {
        var begun = world.anywhere("GET", "/users/auth/openid_connect", "");
        comeBack(begun, cookie(begun, "_slipway_oidc"));
        world.as("root", "PUT", "/users/" + world.id("bea") + "/block", "");
        var again = world.anywhere("GET", "/users/auth/openid_connect", "");
        assertThat(comeBack(again, cookie(again, "_slipway_oidc")).status()).isEqualTo(403);
    }

    @Test
    void anAccountIsLinkedFromItsOwnPage() {
        world.caller("ada");
        var password = "login=ada&password=" + ForgeFixture.PASSWORD.reveal().replace(" ", "+");
        var session =
                cookie(
                        world.anywhere("POST", "/users/sign_in", password, "Content-Type", FORM),
                        "_gitlab_session");
        assertThat(world.anywhere("GET", "/profile/account", "", "Cookie", session).text())
                .contains("Link the identity provider");
        var foreign =
                world.anywhere(
                        "POST",
                        "/profile/identities",
                        "",
                        "Cookie",
                        session,
                        "Origin",
                        "https://evil.test");
        assertThat(foreign.status()).isEqualTo(403);
        var begun = world.anywhere("POST", "/profile/identities", "", "Cookie", session);
        var done = comeBack(begun, session, cookie(begun, "_slipway_oidc"));
        assertThat(done.status()).as(done.text()).isEqualTo(302);
        assertThat(world.anywhere("GET", "/profile/account", "", "Cookie", session).text())
                .contains("The identity provider signs you in.");
    }
}
