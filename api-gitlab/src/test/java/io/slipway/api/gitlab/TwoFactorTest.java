package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.ForgeFixture;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The second factor, from its page to the sign-in that asks for it. */
class TwoFactorTest {

    private final World world = new World();
    private String secret = "";

    @AfterEach
    void close() {
        world.close();
    }

    private World.Answer post(String path, String body, String cookie) {
        return world.anywhere(
                "POST",
                path,
                body,
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Cookie",
                cookie);
    }

    private World.Answer password() {
        return post(
                "/users/sign_in",
                "login=ada&password=" + encoded(ForgeFixture.PASSWORD.reveal()),
                "");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String found(String pattern, String text) {
        var match = Pattern.compile(pattern).matcher(text);
        assertThat(match.find()).as(pattern + " in " + text).isTrue();
        return match.group(1);
    }

    private String code(int offset) {
        return Authenticator.code(secret, offset);
    }

    private String turnOn() {
        world.caller("ada");
        var cookie = password().header("Set-Cookie").split(";")[0];
        var page = world.anywhere("GET", "/profile/two_factor_auth", "", "Cookie", cookie);
        secret = found("id=\"secret\" readonly value=\"([A-Z2-7]+)\"", page.text());
        assertThat(page.text()).contains("otpauth://totp/Slipway%3Aada%40forge.test?secret=");
        assertThat(post("/profile/two_factor_auth", "code=1", cookie).status()).isEqualTo(422);
        var codes = post("/profile/two_factor_auth", "code=" + code(-1), cookie);
        assertThat(codes.status()).isEqualTo(200);
        return found("<code>([0-9a-f-]+)</code>", codes.text());
    }

    @Test
    void signingInAsksForTheCode() {
        turnOn();
        var asked = password();
        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.header("Set-Cookie")).isEqualTo("absent");
        var ticket = "ticket=" + encoded(found("name=\"ticket\" value=\"([^\"]+)\"", asked.text()));
        var wrong = post("/users/sign_in/code", ticket + "&code=000000", "");
        assertThat(wrong.status()).isEqualTo(401);
        var right =
                post(
                        "/users/sign_in/code",
                        ticket + "&return_to=/profile/keys&code=" + code(0),
                        "");
        assertThat(right.status()).isEqualTo(302);
        assertThat(right.header("Location")).isEqualTo("/profile/keys");
        var cookie = right.header("Set-Cookie").split(";")[0];
        assertThat(
                        world.send("GET", "/user", "", "Cookie", cookie)
                                .json()
                                .get("two_factor_enabled")
                                .asBoolean())
                .isTrue();
        assertThat(post("/users/sign_in/code", "ticket=x&code=" + code(0), "").text())
                .contains("That took too long");
    }

    @Test
    void theDoorsWithoutASecondStepTakeNoPassword() {
        var recovery = turnOn();
        var password = encoded(ForgeFixture.PASSWORD.reveal());
        var session = world.as("", "POST", "/session", "login=ada&password=" + password);
        assertThat(session.status()).isEqualTo(401);
        assertThat(session.text()).contains("use a personal access token");
        var grant =
                post("/oauth/token", "grant_type=password&username=ada&password=" + password, "");
        assertThat(grant.status()).isEqualTo(401);
        assertThat(world.get("ada", "/user").status()).isEqualTo(200);
        var ticket = encoded(found("name=\"ticket\" value=\"([^\"]+)\"", password().text()));
        assertThat(
                        post("/users/sign_in/code", "ticket=" + ticket + "&code=" + recovery, "")
                                .status())
                .isEqualTo(302);
    }

    @Test
    void anAdministratorResetsIt() {
        turnOn();
        var path = "/users/" + world.id("ada") + "/disable_two_factor";
        assertThat(world.as("ada", "PUT", path, "").status()).isEqualTo(403);
        assertThat(world.as("root", "PUT", path, "").text()).isEqualTo("true");
        assertThat(world.as("root", "PUT", path, "").status()).isEqualTo(409);
        assertThat(password().status()).isEqualTo(302);
    }
}
