package io.slipway.api.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.oidc.TestProvider;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code /oauth2} with a real provider on loopback. */
class ProviderSignInTest {

    private final TestProvider provider = new TestProvider();
    private final World world =
            new World(
                    WeaveSettings.defaults(),
                    OwnApplications.none(),
                    Optional.of(provider.settings()));

    ProviderSignInTest() {
        provider.person =
                claims ->
                        claims.subject("sub-1")
                                .claim("preferred_username", "bea")
                                .claim("email", "bea@acme.test");
    }

    @AfterEach
    void close() {
        world.close();
        provider.close();
    }

    private static String cookie(HttpResponse<String> reply, String name) {
        return reply.headers().allValues("Set-Cookie").stream()
                .filter(line -> line.startsWith(name + "="))
                .findFirst()
                .orElseThrow()
                .split(";")[0];
    }

    private static String location(HttpResponse<String> reply) {
        return reply.headers().firstValue("Location").orElseThrow();
    }

    /** From the provider's redirection back to a path of the server. */
    private static String back(HttpResponse<String> begun) {
        var address = TestProvider.visit(URI.create(location(begun)));
        return address.getRawPath() + "?" + address.getRawQuery();
    }

    @Test
    void aPersonSignsInAndIsKnown() {
        var begun = world.send("GET", "/oauth2?return_url=/workloads", "");
        assertThat(begun.statusCode()).isEqualTo(303);
        var done = world.send("GET", back(begun), "", "Cookie", cookie(begun, "oidc_state"));
        assertThat(done.statusCode()).as(done.body()).isEqualTo(303);
        assertThat(location(done)).isEqualTo("/workloads");
        var who = world.send("GET", "/oauth2/userinfo", "", "Cookie", cookie(done, "session"));
        assertThat(World.json(who)).containsEntry("id", "bea");
        assertThat(
                        world.send("POST", "/oauth2/refresh", "", "Cookie", cookie(done, "session"))
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void nobodyIsSentToAnotherSite() {
        for (var target : new String[] {"https://evil.test/", "//evil.test", "/%5Cevil.test"}) {
            var begun = world.send("GET", "/oauth2?return_url=" + target, "");
            var done = world.send("GET", back(begun), "", "Cookie", cookie(begun, "oidc_state"));
            assertThat(location(done)).isEqualTo("/");
        }
    }

    @Test
    void aCallbackThatDoesNotFitIsRefused() {
        var begun = world.send("GET", "/oauth2", "");
        var back = back(begun);
        assertThat(world.send("GET", back, "").statusCode()).isEqualTo(400);
        assertThat(world.send("GET", "/oauth2/callback?error=x", "").statusCode()).isEqualTo(400);
        assertThat(world.send("GET", "/oauth2/callback", "").statusCode()).isEqualTo(400);
        var put = world.send("POST", "/oauth2/callback?code=x", "");
        assertThat(put.statusCode()).isEqualTo(405);
        provider.forgery = claims -> claims.issuer("https://evil.test");
        var forged = world.send("GET", back, "", "Cookie", cookie(begun, "oidc_state"));
        assertThat(forged.statusCode()).isEqualTo(500);
        assertThat(forged.body()).contains("failed to verify ID token: ");
    }

    @Test
    void theFlagsSayThatThereIsAProvider() {
        var flags = World.json(world.send("GET", "/v1/featureflags", ""));
        assertThat((Map<?, ?>) flags.get("flags")).extracting("OIDC_AUTH").isEqualTo("true");
    }
}
