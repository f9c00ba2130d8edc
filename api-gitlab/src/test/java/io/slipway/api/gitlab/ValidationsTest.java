package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.forge.access.Role;
import io.slipway.forge.access.Visibility;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each rule about what a field may hold, with its message. */
@Timeout(180)
class ValidationsTest {
    private static final String NAMESPACE_PATH =
            "can contain only letters, digits, '_', '-' and '.'. Cannot start with '-' or end in"
                    + " '.'.";
    private static final String PROJECT_NAME =
            "can contain only letters, digits, '_', '.', dash and space. It must start with"
                    + " letter, digit or '_'.";
    private static final String PROJECT_PATH =
            "can contain only letters, digits, '_', '-' and '.'. Cannot start with '-', end in"
                    + " '.git' or end in '.atom'";

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private static String form(String... pairs) {
        var text = new StringBuilder();
        for (var i = 0; i < pairs.length; i += 2) {
            text.append(i == 0 ? "" : "&")
                    .append(pairs[i])
                    .append('=')
                    .append(URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    private void refused(World.Answer answer, String field, String message) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        JsonNode messages = answer.json().get("message").get(field);
        assertThat(messages).as(answer.text()).isNotNull();
        var texts = new java.util.ArrayList<String>();
        messages.forEach(one -> texts.add(one.asText()));
        assertThat(texts).contains(message);
    }

    private World.Answer user(String field, String value) {
        var values =
                new java.util.LinkedHashMap<>(
                        java.util.Map.of(
                                "email", "new@forge.test",
                                "password", "correct horse",
                                "name", "New",
                                "username", "fresh"));
        values.put(field, value);
        var pairs =
                values.entrySet().stream()
                        .flatMap(one -> List.of(one.getKey(), one.getValue()).stream())
                        .toArray(String[]::new);
        return world.as("root", "POST", "/users", form(pairs));
    }

    @Test
    void users() {
        for (var field : List.of("email", "password", "name", "username")) {
            assertThat(user(field, "").text())
                    .isEqualTo(
                            "{\"message\":\"400 (Bad request) \\\"%s\\\" not given\"}"
                                    .formatted(field));
        }
        for (var odd : List.of("x", "a@", "@b", "a b@c.test", "a@b@c")) {
            refused(user("email", odd), "email", "is invalid");
        }
        refused(user("password", "1234567"), "password", "is too short (minimum is 8 characters)");
        refused(
                user("password", "x".repeat(129)),
                "password",
                "is too long (maximum is 128 characters)");
        for (var odd : List.of("-x", "a b", "a.", "a/b", "ü")) {
            refused(user("username", odd), "username", NAMESPACE_PATH);
        }
        for (var word : List.of("admin", "Projects", "u", "api")) {
            refused(user("username", word), "username", word + " is a reserved name");
        }
        refused(
                user("username", "x".repeat(256)),
                "username",
                "is too long (maximum is 255 characters)");
        refused(user("bio", "x".repeat(256)), "bio", "is too long (maximum is 255 characters)");
        refused(
                user("projects_limit", "-1"),
                "projects_limit",
                "must be greater than or equal to 0");
        assertThat(user("projects_limit", "x").status()).isEqualTo(400);
        assertThat(user("name", "New").status()).isEqualTo(201);
        assertThat(user("username", "other").text())
                .isEqualTo("{\"message\":\"Email has already been taken\"}");
        var same =
                world.as(
                        "root",
                        "POST",
                        "/users",
                        form(
                                "email",
                                "o@forge.test",
                                "password",
                                "correct horse",
                                "name",
                                "x",
                                "username",
                                "FRESH"));
        assertThat(same.text()).isEqualTo("{\"message\":\"Username has already been taken\"}");
        world.forge.group("team");
        assertThat(
                        world.as(
                                        "root",
                                        "POST",
                                        "/users",
                                        form(
                                                "email",
                                                "o@forge.test",
                                                "password",
                                                "correct horse",
                                                "name",
                                                "x",
                                                "username",
                                                "team"))
                                .status())
                .isEqualTo(409);
    }

    @Test
    void emailsAndKeys() {
        world.caller("ada");
        world.caller("bob");
        for (var odd : List.of("x", "a b@c.test")) {
            refused(
                    world.as("ada", "POST", "/user/emails", form("email", odd)),
                    "email",
                    "is invalid");
        }
        refused(
                world.as("ada", "POST", "/user/emails", form("email", "BOB@forge.test")),
                "email",
                "has already been taken");
        var made = world.as("ada", "POST", "/user/emails", form("email", " More@Forge.test "));
        assertThat(made.json().get("email").asText()).isEqualTo("more@forge.test");
        refused(
                world.as("bob", "POST", "/user/emails", form("email", "more@forge.test")),
                "email",
                "has already been taken");
        refused(
                world.as("ada", "POST", "/user/keys", form("title", "t", "key", "x y")),
                "key",
                "is invalid");
        refused(
                world.as(
                        "ada",
                        "POST",
                        "/user/keys",
                        form("title", "t", "key", "ssh-rsa AAAA\nssh-rsa BBBB")),
                "key",
                "should be a single line");
        refused(
                world.as("ada", "POST", "/user/keys", form("title", "t", "key", "ssh-rsa !!!")),
                "fingerprint",
                "cannot be generated");
        refused(
                world.as(
                        "ada",
                        "POST",
                        "/user/keys",
                        form("title", "x".repeat(256), "key", "ssh-rsa AAAA")),
                "title",
                "is too long (maximum is 255 characters)");
    }

    @Test
    void groups() {
        world.caller("ada");
        for (var odd : List.of("-x", "a b", "a.", "a/b", "admin", "x".repeat(256))) {
            var refused = world.as("ada", "POST", "/groups", form("name", "n", "path", odd));
            assertThat(refused.status()).as(odd).isEqualTo(400);
            assertThat(refused.text()).startsWith("{\"message\":\"Failed to save group {:path=>[");
        }
        for (var odd : List.of("a/b", "a<b", "x".repeat(256))) {
            var refused = world.as("ada", "POST", "/groups", form("name", odd, "path", "p"));
            assertThat(refused.text()).startsWith("{\"message\":\"Failed to save group {:name=>[");
        }
        assertThat(
                        world.as("ada", "POST", "/groups", form("name", "Mine", "path", "mine"))
                                .status())
                .isEqualTo(201);
        assertThat(world.as("ada", "POST", "/groups", form("name", "x", "path", "ADA")).text())
                .contains("has already been taken");
        refused(
                world.as("ada", "PUT", "/groups/mine", form("description", "x".repeat(256))),
                "description",
                "is too long (maximum is 255 characters)");
        refused(
                world.as("ada", "PUT", "/groups/mine", form("path", "a b")),
                "path",
                NAMESPACE_PATH);
        refused(
                world.as("ada", "PUT", "/groups/mine", form("visibility_level", "7")),
                "visibility_level",
                "is not included in the list");
        world.forge.member("ada", "open", Role.OWNER);
        world.forge.project("open/web", Visibility.PUBLIC);
        refused(
                world.as("ada", "PUT", "/groups/open", form("visibility_level", "0")),
                "visibility_level",
                "private is not allowed since there are projects with higher visibility.");
    }

    private World.Answer project(String... pairs) {
        return world.as("ada", "POST", "/projects", form(pairs));
    }

    @Test
    void projects() {
        world.caller("ada");
        for (var odd : List.of("-x", "a/b", "<b>", ".x", "a\nb")) {
            refused(project("name", odd, "path", "ok"), "name", PROJECT_NAME);
        }
        for (var odd : List.of("-x", "a b", "a/b", "x.git", "x.atom", "ü", "a\nb", "..")) {
            refused(project("name", "ok", "path", odd), "path", PROJECT_PATH);
        }
        refused(
                project("name", "x".repeat(256)),
                "name",
                "is too long (maximum is 255 characters)");
        refused(
                project("name", "x", "description", "x".repeat(2001)),
                "description",
                "is too long (maximum is 2000 characters)");
        refused(
                project("name", "x", "visibility_level", "5"),
                "visibility_level",
                "is not included in the list");
        assertThat(project("name", "x", "visibility_level", "many").status()).isEqualTo(400);
        assertThat(project("name", "x", "namespace_id", "x").status()).isEqualTo(400);
        world.forge.member("ada", "closed", Role.OWNER);
        world.as("root", "PUT", "/groups/closed", "visibility_level=0");
        refused(
                project(
                        "name",
                        "x",
                        "visibility_level",
                        "20",
                        "namespace_id",
                        Long.toString(world.forge.group("closed").id().value())),
                "visibility_level",
                "public is not allowed in a private group.");
        world.as("root", "PUT", "/application/settings", "restricted_visibility_levels[]=20");
        refused(
                project("name", "x", "visibility_level", "20"),
                "visibility_level",
                "public has been restricted by your GitLab administrator");
        assertThat(world.as("root", "POST", "/projects", "name=x&visibility_level=20").status())
                .isEqualTo(201);
        assertThat(project("name", "Ünï 1.0_x-y").status()).isIn(201, 400);
    }

    @Test
    void forksAreNoMoreVisibleThanTheirSource() {
        var source = world.forge.project("demo/web").id().value();
        world.forge.member("ada", "demo", Role.DEVELOPER);
        world.as("ada", "POST", "/projects/fork/" + source, "");
        refused(
                world.as("ada", "PUT", "/projects/ada%2Fweb", "visibility_level=20"),
                "visibility_level",
                "public is not allowed since the fork source project has lower visibility.");
    }

    @Test
    void labelsHooksAndSettings() {
        var path = "/projects/" + world.forge.project("demo/web").id().value();
        for (var odd : List.of("a?b", "a&b", "a,b")) {
            refused(
                    world.as("root", "POST", path + "/labels", form("name", odd, "color", "#fff")),
                    "title",
                    "is invalid");
        }
        for (var odd : List.of("red", "#12", "#12345", "fff", "#ggg")) {
            refused(
                    world.as("root", "POST", path + "/labels", form("name", "x", "color", odd)),
                    "color",
                    "must be a valid color code");
        }
        for (var odd : List.of("x", "ftp://a", "http://", "javascript:alert(1)", "http:// a")) {
            assertThat(world.as("root", "POST", path + "/hooks", form("url", odd)).text())
                    .isEqualTo("{\"error\":\"Invalid url given\"}");
        }
        var settings =
                List.of(
                        List.of(
                                "default_projects_limit",
                                "-1",
                                "must be greater than or equal to 0"),
                        List.of("max_attachment_size", "0", "must be greater than 0"),
                        List.of("session_expire_delay", "-1", "must be greater than or equal to 0"),
                        List.of(
                                "container_registry_token_expire_delay",
                                "0",
                                "must be greater than 0"),
                        List.of("home_page_url", "x", "must be a valid URL"),
                        List.of("default_branch_protection", "9", "is not included in the list"),
                        List.of("default_project_visibility", "9", "is not included in the list"));
        for (var one : settings) {
            refused(
                    world.as("root", "PUT", "/application/settings", form(one.get(0), one.get(1))),
                    one.get(0),
                    one.get(2));
        }
        refused(
                world.as(
                        "root", "PUT", "/application/settings", "restricted_visibility_levels[]=5"),
                "restricted_visibility_levels",
                "'5' is not a valid visibility level");
        for (var name : List.of("default_projects_limit", "max_attachment_size")) {
            assertThat(world.as("root", "PUT", "/application/settings", name + "=x").status())
                    .isEqualTo(400);
            assertThat(
                            world.as(
                                            "root",
                                            "PUT",
                                            "/application/settings",
                                            name + "=99999999999999")
                                    .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void oddBodiesAreRefusedWithoutAnInternalError() {
        world.caller("ada");
        for (var body :
                List.of(
                        "[]",
                        "1",
                        "\"x\"",
                        "null",
                        "{\"name\":{}}",
                        "{\"name\":[\"a\"]}",
                        "{\"name\":[]}",
                        "{\"name\":null}",
                        "{",
                        "{\"name\":\"a\",\"visibility_level\":{}}",
                        "{\"name\":\"a\",\"namespace_id\":[1]}",
                        "{\"name\":\"a\",\"public\":{}}",
                        "[".repeat(10_000))) {
            for (var path : List.of("/projects", "/groups", "/user/keys", "/user/emails")) {
                var answer =
                        world.send(
                                "POST",
                                path,
                                body,
                                "Content-Type",
                                "application/json",
                                "PRIVATE-TOKEN",
                                world.token("ada"));
                assertThat(answer.status())
                        .as(path + " " + body + answer.text())
                        .isBetween(201, 422);
            }
        }
    }
}
