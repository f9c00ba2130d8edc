package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.access.Role;
import io.slipway.forge.identity.Scope;
import io.slipway.forge.identity.SessionKind;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds for every endpoint: credentials, sudo, parameters, errors, pages. */
@Timeout(120)
class ConventionsTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void privateTokenCountsInHeaderQueryAndBody() {
        world.caller("ada");
        var token = world.token("ada");
        assertThat(world.send("GET", "/user", "", "PRIVATE-TOKEN", token).status()).isEqualTo(200);
        assertThat(world.send("GET", "/user?private_token=" + token, "").status()).isEqualTo(200);
        var form =
                world.send(
                        "GET",
                        "/user",
                        "private_token=" + token,
                        "Content-Type",
                        "application/x-www-form-urlencoded");
        assertThat(form.json().get("username").asText()).isEqualTo("ada");
        assertThat(form.json().get("private_token").asText()).isEqualTo(token);
    }

    @Test
    void anUnknownPrivateTokenDoesNotEndTheSearch() {
        world.caller("ada");
        var bearer = "Bearer " + world.token("ada");
        assertThat(
                        world.send(
                                        "GET",
                                        "/user",
                                        "",
                                        "PRIVATE-TOKEN",
                                        "nope",
                                        "Authorization",
                                        bearer)
                                .status())
                .isEqualTo(200);
        var nobody = world.send("GET", "/user", "", "PRIVATE-TOKEN", "nope");
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(nobody.text()).isEqualTo("{\"message\":\"401 Unauthorized\"}");
    }

    @Test
    void anOauthTokenInTwoPlacesIsABadRequest() {
        var answer = world.send("GET", "/user?access_token=a", "", "Authorization", "Bearer b");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("error").asText()).isEqualTo("invalid_request");
    }

    @Test
    void personalAccessTokensWorkUntilRevokedAndWithinTheirScopes() {
        var ada = world.caller("ada");
        var tokens = world.forge.forge().personalAccessTokens();
        var made = tokens.create(ada, "ci", Set.of(Scope.READ_API), Optional.empty());
        var text = made.text().reveal();
        assertThat(world.send("GET", "/projects", "", "PRIVATE-TOKEN", text).status())
                .isEqualTo(200);
        var write = world.send("POST", "/projects?name=x", "", "PRIVATE-TOKEN", text);
        assertThat(write.status()).isEqualTo(403);
        assertThat(write.json().get("error").asText()).isEqualTo("insufficient_scope");
        tokens.revoke(ada, made.token().id());
        assertThat(world.send("GET", "/projects", "", "PRIVATE-TOKEN", text).status())
                .isEqualTo(401);
    }

    @Test
    void theSessionCookieReadsAndWritesOnlyFromOurPages() {
        var ada = world.caller("ada");
        var started =
                world.forge
                        .forge()
                        .sessions()
                        .start(
                                ada.requirePerson().id(),
                                SessionKind.WEB,
                                Duration.ofHours(1),
                                ada.origin());
        var cookie = "_gitlab_session=" + started.token().reveal();
        assertThat(world.send("GET", "/user", "", "Cookie", cookie).status()).isEqualTo(200);
        assertThat(world.send("POST", "/projects?name=x", "", "Cookie", cookie).status())
                .isEqualTo(401);
        assertThat(
                        world.send(
                                        "POST",
                                        "/projects?name=x",
                                        "",
                                        "Cookie",
                                        cookie,
                                        "Origin",
                                        "https://evil.example",
                                        "X-CSRF-Token",
                                        "1")
                                .status())
                .isEqualTo(401);
        assertThat(
                        world.send(
                                        "POST",
                                        "/projects?name=x",
                                        "",
                                        "Cookie",
                                        cookie,
                                        "Sec-Fetch-Site",
                                        "same-origin",
                                        "X-CSRF-Token",
                                        "1")
                                .status())
                .isEqualTo(201);
    }

    @Test
    void blockedUsersAreNobody() {
        world.caller("ada");
        var token = world.token("ada");
        world.forge
                .forge()
                .users()
                .block(world.forge.root(), world.caller("ada").requirePerson().id());
        assertThat(world.send("GET", "/user", "", "PRIVATE-TOKEN", token).status()).isEqualTo(401);
    }

    @Test
    void sudoIsForAdministrators() {
        world.caller("ada");
        world.caller("bob");
        var root = world.token("root");
        assertThat(world.get("root", "/user?sudo=ada").json().get("username").asText())
                .isEqualTo("ada");
        var byId =
                world.send("GET", "/user", "", "PRIVATE-TOKEN", root, "SUDO", "" + world.id("ada"));
        assertThat(byId.json().get("private_token").asText()).isEqualTo(world.token("ada"));
        var denied = world.get("bob", "/user?sudo=ada");
        assertThat(denied.status()).isEqualTo(403);
        assertThat(denied.text())
                .isEqualTo("{\"message\":\"403 Forbidden: Must be admin to use sudo\"}");
        assertThat(world.get("bob", "/user?sudo=bob").status()).isEqualTo(200);
        var missing = world.get("root", "/user?sudo=ghost");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.text()).contains("No user id or username for: ghost");
    }

    @Test
    void unknownPathsAndWrongMethodsAreJson() {
        var unknown = world.get("root", "/nope");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text()).isEqualTo("{\"error\":\"404 Not Found\"}");
        var wrong = world.as("root", "PUT", "/groups", "");
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.text()).isEqualTo("{\"error\":\"405 Not Allowed\"}");
        assertThat(wrong.header("Allow")).isEqualTo("GET, POST");
    }

    @Test
    void aSuffixIsIgnored() {
        assertThat(world.get("root", "/user.json").status()).isEqualTo(200);
        assertThat(world.get("root", "/projects.json").status()).isEqualTo(200);
        assertThat(world.get("root", "/users/" + world.id("root") + ".json").status())
                .isEqualTo(200);
    }

    @Test
    void aGetWithAnEmptyJsonBodyWorks() {
        var answer =
                world.send(
                        "GET",
                        "/projects",
                        "{}",
                        "Content-Type",
                        "application/json",
                        "PRIVATE-TOKEN",
                        world.token("root"));
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void badBodiesAreRefused() {
        var token = world.token("root");
        var broken =
                world.send(
                        "POST",
                        "/projects",
                        "{\"name\":",
                        "Content-Type",
                        "application/json",
                        "PRIVATE-TOKEN",
                        token);
        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.json().get("message").asText()).contains("JSON");
        var big =
                world.send(
                        "POST",
                        "/projects",
                        "name=" + "x".repeat(200_000),
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "PRIVATE-TOKEN",
                        token);
        assertThat(big.status()).isEqualTo(413);
        assertThat(big.text()).isEqualTo("{\"message\":\"413 Request Entity Too Large\"}");
    }

    @Test
    void requiredParametersAreNamedInTheirOrder() {
        var first = world.as("root", "POST", "/users", "");
        assertThat(first.status()).isEqualTo(400);
        assertThat(first.text())
                .isEqualTo("{\"message\":\"400 (Bad request) \\\"email\\\" not given\"}");
        assertThat(world.as("root", "POST", "/users", "email=a@b.c&password=+").text())
                .contains("\\\"password\\\" not given");
    }

    @Test
    void pagesAreAnnounced() {
        for (var i = 0; i < 5; i++) {
            world.forge.project("demo/p" + i);
        }
        var token = world.token("root");
        var page =
                world.send(
                        "GET",
                        "/projects/all?per_page=2&page=2&search=p&private_token=" + token,
                        "");
        assertThat(page.json()).hasSize(2);
        assertThat(page.header("X-Total")).isEqualTo("5");
        assertThat(page.header("X-Total-Pages")).isEqualTo("3");
        assertThat(page.header("X-Per-Page")).isEqualTo("2");
        assertThat(page.header("X-Page")).isEqualTo("2");
        assertThat(page.header("X-Next-Page")).isEqualTo("3");
        assertThat(page.header("X-Prev-Page")).isEqualTo("1");
        var base = world.url() + "/api/v3/projects/all?";
        assertThat(page.header("Link"))
                .isEqualTo(
                        "<%1$spage=1&per_page=2&search=p>; rel=\"prev\", <%1$spage=3&per_page=2&search=p>; rel=\"next\", <%1$spage=1&per_page=2&search=p>; rel=\"first\", <%1$spage=3&per_page=2&search=p>; rel=\"last\""
                                .formatted(base));
        var past = world.get("root", "/projects/all?page=9");
        assertThat(past.status()).isEqualTo(200);
        assertThat(past.text()).isEqualTo("[]");
        var junk = world.get("root", "/projects/all?page=x&per_page=0");
        assertThat(junk.header("X-Page")).isEqualTo("1");
        assertThat(junk.header("X-Per-Page")).isEqualTo("20");
        assertThat(world.get("root", "/projects/all?per_page=1000").header("X-Per-Page"))
                .isEqualTo("100");
        var last = world.get("root", "/projects/all?per_page=2&page=3");
        assertThat(last.header("X-Next-Page")).isEmpty();
        var empty = world.get("root", "/projects/all?search=zzz");
        assertThat(empty.header("X-Total-Pages")).isEqualTo("0");
    }

    @Test
    void projectsAreFoundByNumberAndByEncodedPath() {
        var project = world.forge.project("demo/web");
        world.forge.member("ada", "demo", Role.GUEST);
        world.caller("bob");
        assertThat(world.get("ada", "/projects/demo%2Fweb").json().get("id").asLong())
                .isEqualTo(project.id().value());
        assertThat(world.get("ada", "/projects/" + project.id().value()).status()).isEqualTo(200);
        assertThat(world.get("ada", "/projects/DEMO%2Fweb").status()).isEqualTo(200);
        for (var path : new String[] {"demo%2Fweb", "" + project.id().value(), "9999", "x"}) {
            var missing = world.get("bob", "/projects/" + path);
            assertThat(missing.status()).isEqualTo(404);
            assertThat(missing.text()).isEqualTo("{\"message\":\"404 Project Not Found\"}");
        }
        assertThat(world.get("", "/projects/demo%2Fweb").status()).isEqualTo(401);
    }

    @Test
    void otherSitesMayReadWithATokenOfTheirOwn() {
        var answer =
                world.send(
                        "GET",
                        "/user",
                        "",
                        "Origin",
                        "https://tool.example",
                        "PRIVATE-TOKEN",
                        world.token("root"));
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.header("Access-Control-Expose-Headers")).isEqualTo("Link");
        assertThat(answer.header("X-Runtime")).matches("\\d+\\.\\d+");
        var before =
                world.send(
                        "OPTIONS",
                        "/projects",
                        "",
                        "Origin",
                        "https://tool.example",
                        "Access-Control-Request-Headers",
                        "private-token");
        assertThat(before.status()).isEqualTo(200);
        assertThat(before.header("Access-Control-Allow-Headers")).isEqualTo("private-token");
    }
}
