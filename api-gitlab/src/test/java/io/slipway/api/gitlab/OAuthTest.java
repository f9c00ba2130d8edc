package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.ForgeFixture;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pages, and the OAuth 2 provider through them. */
@Timeout(120)
class OAuthTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String BACK = "https://tool.example/back";

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private World.Answer form(String path, String body, String... headers) {
        var all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = FORM;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return world.anywhere("POST", path, body, all);
    }

    private String signIn(String username) {
        world.caller(username);
        var answer =
                form(
                        "/users/sign_in",
                        "login="
                                + username
                                + "&password="
                                + encoded(ForgeFixture.PASSWORD.reveal()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(302);
        return answer.header("Set-Cookie").split(";")[0];
    }

    private World.Answer page(String path, String cookie) {
        return world.anywhere("GET", path, "", "Cookie", cookie);
    }

    @Test
    void pagesAskStrangersToSignInAndBringThemBack() {
        var stranger = world.anywhere("GET", "/profile/account?x=1", "");
        assertThat(stranger.status()).isEqualTo(302);
        assertThat(stranger.header("Location"))
                .isEqualTo("/users/sign_in?return_to=%2Fprofile%2Faccount%3Fx%3D1");
        assertThat(world.anywhere("GET", "/users/sign_in?return_to=//evil.example", "").text())
                .doesNotContain("evil");
        var wrong = form("/users/sign_in", "login=root&password=x");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.text()).contains("Wrong user name or password.");
        var foreign =
                form("/users/sign_in", "login=root&password=x", "Origin", "https://evil.example");
        assertThat(foreign.status()).isEqualTo(403);
        var cookie = signIn("ada");
        assertThat(page("/profile/account", cookie).text()).contains(world.token("ada"));
        assertThat(page("/profile/account", cookie).header("Content-Security-Policy"))
                .contains("frame-ancestors 'none'");
        assertThat(world.send("GET", "/user", "", "Cookie", cookie).status()).isEqualTo(200);
        form("/users/sign_out", "", "Cookie", cookie);
        assertThat(page("/profile/account", cookie).status()).isEqualTo(302);
    }

    @Test
    void thePrivateTokenIsReset() {
        var cookie = signIn("ada");
        var old = world.token("ada");
        assertThat(form("/profile/reset_private_token", "", "Cookie", cookie).status())
                .isEqualTo(200);
        assertThat(world.token("ada")).isNotEqualTo(old);
        assertThat(world.send("GET", "/user", "", "PRIVATE-TOKEN", old).status()).isEqualTo(401);
    }

    @Test
    void accessTokensAreMadeShownOnceAndRevoked() {
        var cookie = signIn("ada");
        var made =
                form(
                        "/profile/personal_access_tokens",
                        "name=%3Cb%3Eci&scopes[]=api&expires_at=2099-01-01",
                        "Cookie",
                        cookie);
        assertThat(made.text()).contains("&lt;b&gt;ci").doesNotContain("<b>ci");
        var found = Pattern.compile("once: <code>([^<]+)</code>").matcher(made.text());
        assertThat(found.find()).isTrue();
        var token = found.group(1);
        assertThat(world.send("GET", "/user", "", "PRIVATE-TOKEN", token).status()).isEqualTo(200);
        var list = page("/profile/personal_access_tokens", cookie).text();
        assertThat(list).doesNotContain(token).contains("2099-01-01");
        var revoke = Pattern.compile("personal_access_tokens/(\\d+)/revoke").matcher(list);
        assertThat(revoke.find()).isTrue();
        form(
                "/profile/personal_access_tokens/" + revoke.group(1) + "/revoke",
                "",
                "Cookie",
                cookie);
        assertThat(world.send("GET", "/user", "", "PRIVATE-TOKEN", token).status()).isEqualTo(401);
        assertThat(form("/profile/personal_access_tokens", "name=", "Cookie", cookie).status())
                .isEqualTo(400);
    }

    private record Program(String id, String secret) {}

    private Program program() {
        var made =
                world.forge
                        .forge()
                        .oauthApplications()
                        .create(world.caller("bob"), "Tool", List.of(BACK));
        return new Program(made.application().uid(), made.secret().reveal());
    }

    private static String query(Program program) {
        return "client_id=%s&redirect_uri=%s&response_type=code&state=s%%261"
                .formatted(program.id(), encoded(BACK));
    }

    private static String code(String location) {
        var found = Pattern.compile("[?&]code=([^&]+)").matcher(location);
        assertThat(found.find()).as(location).isTrue();
        return found.group(1);
    }

    @Test
    void aProgramGetsATokenWithThePersonsConsent() {
        var program = program();
        var ask = "/oauth/authorize?" + query(program);
        assertThat(world.anywhere("GET", ask, "").status()).isEqualTo(302);
        var cookie = signIn("ada");
        var question = page(ask, cookie);
        assertThat(question.status()).isEqualTo(200);
        assertThat(question.text()).contains("Let Tool act for you?").contains(BACK);
        var yes = form("/oauth/authorize", query(program), "Cookie", cookie);
        assertThat(yes.status()).isEqualTo(302);
        assertThat(yes.header("Location")).startsWith(BACK + "?code=").endsWith("&state=s%261");
        var exchange =
                "grant_type=authorization_code&code=%s&redirect_uri=%s"
                        .formatted(code(yes.header("Location")), encoded(BACK));
        var withClient =
                exchange + "&client_id=" + program.id() + "&client_secret=" + program.secret();
        var token = form("/oauth/token", withClient);
        assertThat(token.status()).as(token.text()).isEqualTo(200);
        assertThat(token.header("Cache-Control")).isEqualTo("no-store");
        assertThat(token.json().get("token_type").asText()).isEqualTo("bearer");
        assertThat(token.json().get("access_token").asText()).hasSize(64);
        assertThat(token.json().has("expires_in")).isFalse();
        var access = token.json().get("access_token").asText();
        var bearer = "Bearer " + access;
        assertThat(
                        world.send("GET", "/user", "", "Authorization", bearer)
                                .json()
                                .get("username")
                                .asText())
                .isEqualTo("ada");
        assertThat(world.send("GET", "/user?access_token=" + access, "").status()).isEqualTo(200);
        var info = world.anywhere("GET", "/oauth/token/info", "", "Authorization", bearer);
        assertThat(info.json().get("resource_owner_id").asLong()).isEqualTo(world.id("ada"));
        assertThat(info.json().at("/application/uid").asText()).isEqualTo(program.id());
        // Asked again, the program is let in without a question.
        assertThat(page(ask, cookie).status()).isEqualTo(302);
        var refreshed =
                form(
                        "/oauth/token",
                        "grant_type=refresh_token&client_id=%s&client_secret=%s&refresh_token=%s"
                                .formatted(
                                        program.id(),
                                        program.secret(),
                                        token.json().get("refresh_token").asText()));
        assertThat(refreshed.status()).isEqualTo(200);
        var old = world.send("GET", "/user", "", "Authorization", bearer);
        assertThat(old.status()).isEqualTo(401);
        assertThat(old.json().get("error").asText()).isEqualTo("invalid_token");
        assertThat(old.header("WWW-Authenticate")).startsWith("Bearer realm=");
        var fresh = refreshed.json().get("access_token").asText();
        assertThat(form("/oauth/revoke", "token=" + fresh).text()).isEqualTo("{}");
        assertThat(world.send("GET", "/user", "", "Authorization", "Bearer " + fresh).status())
                .isEqualTo(401);
    }

    @Test
    void aDeniedProgramIsTold() {
        var program = program();
        var cookie = signIn("ada");
        var no = form("/oauth/authorize", query(program) + "&_method=delete", "Cookie", cookie);
        assertThat(URLDecoder.decode(no.header("Location"), StandardCharsets.UTF_8))
                .startsWith(BACK + "?error=access_denied&error_description=");
        var other = query(program).replace("tool.example", "evil.example");
        assertThat(page("/oauth/authorize?" + other, cookie).status()).isEqualTo(400);
        var implicit = query(program).replace("=code", "=token");
        assertThat(page("/oauth/authorize?" + implicit, cookie).header("Location"))
                .contains("error=unsupported_response_type");
    }

    @Test
    void aPasswordIsGoodForAToken() {
        world.caller("ada");
        var form =
                "grant_type=password&username=ada&password="
                        + encoded(ForgeFixture.PASSWORD.reveal());
        assertThat(form("/oauth/token", form).json().get("scope").asText()).contains("api");
        var wrong = form("/oauth/token", "grant_type=password&username=ada&password=x");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.json().get("error").asText()).isEqualTo("invalid_grant");
        assertThat(form("/oauth/token", "grant_type=odd").json().get("error").asText())
                .isEqualTo("unsupported_grant_type");
        assertThat(form("/oauth/token", "").json().get("error").asText())
                .isEqualTo("invalid_request");
        assertThat(
                        form("/oauth/token", "grant_type=authorization_code&code=x")
                                .json()
                                .get("error")
                                .asText())
                .isEqualTo("invalid_client");
        assertThat(world.anywhere("GET", "/oauth/token/info", "").status()).isEqualTo(401);
    }

    @Test
    void applicationsAreRegisteredAndRemoved() {
        var cookie = signIn("ada");
        var made =
                form(
                        "/oauth/applications",
                        "name=Tool&redirect_uri=" + encoded(BACK),
                        "Cookie",
                        cookie);
        assertThat(made.text()).contains("shown only this once");
        assertThat(
                        form("/oauth/applications", "name=T&redirect_uri=nope", "Cookie", cookie)
                                .status())
                .isEqualTo(400);
        var id = Pattern.compile("applications/(\\d+)/remove").matcher(made.text());
        assertThat(id.find()).isTrue();
        var remove = "/oauth/applications/" + id.group(1) + "/remove";
        assertThat(form(remove, "", "Cookie", cookie).status()).isEqualTo(303);
        assertThat(form(remove, "", "Cookie", cookie).status()).isEqualTo(400);
    }
}
