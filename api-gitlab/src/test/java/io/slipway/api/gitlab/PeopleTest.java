package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Session, users, groups and their members. */
@Timeout(120)
class PeopleTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private static List<String> names(World.Answer answer) {
        var names = new ArrayList<String>();
        answer.json().fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void sessionGivesTheWholeUserWithTheToken() {
        world.caller("ada");
        var password = ForgeFixture.PASSWORD.reveal().replace(" ", "+");
        var answer = world.as("", "POST", "/session", "login=ADA&password=" + password);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(names(answer))
                .containsExactly(
                        "name",
                        "username",
                        "id",
                        "state",
                        "avatar_url",
                        "web_url",
                        "created_at",
                        "is_admin",
                        "bio",
                        "location",
                        "skype",
                        "linkedin",
                        "twitter",
                        "website_url",
                        "last_sign_in_at",
                        "confirmed_at",
                        "email",
                        "theme_id",
                        "color_scheme_id",
                        "projects_limit",
                        "current_sign_in_at",
                        "identities",
                        "can_create_group",
                        "can_create_project",
                        "two_factor_enabled",
                        "external",
                        "private_token");
        assertThat(answer.json().get("private_token").asText()).isEqualTo(world.token("ada"));
        assertThat(answer.json().get("created_at").asText())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(
                        world.as(
                                        "",
                                        "POST",
                                        "/session",
                                        "email=ada@forge.test&password=" + password)
                                .status())
                .isEqualTo(201);
        var wrong = world.as("", "POST", "/session", "login=ada&password=no");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.text()).isEqualTo("{\"message\":\"401 Unauthorized\"}");
        assertThat(world.as("", "POST", "/session", "").status()).isEqualTo(401);
    }

    @Test
    void usersShowAsMuchAsTheReaderMaySee() {
        world.caller("ada");
        var plain = world.get("ada", "/users");
        assertThat(plain.status()).isEqualTo(200);
        assertThat(plain.json().get(0).has("email")).isFalse();
        assertThat(plain.json().get(0).has("created_at")).isFalse();
        assertThat(plain.header("X-Total")).isEqualTo("2");
        var full = world.get("root", "/users?search=ADA");
        assertThat(full.json()).hasSize(1);
        assertThat(full.json().get(0).has("email")).isTrue();
        var named = world.get("ada", "/users?username=ada");
        assertThat(named.json()).hasSize(1);
        assertThat(named.header("X-Total")).isEqualTo("absent");
        assertThat(world.get("ada", "/users/" + world.id("root")).json().has("is_admin")).isTrue();
        assertThat(world.get("ada", "/users/" + world.id("root")).json().has("email")).isFalse();
        assertThat(world.get("root", "/users/" + world.id("ada")).json().has("email")).isTrue();
        assertThat(world.get("ada", "/users/999").text())
                .isEqualTo("{\"message\":\"404 Not found\"}");
        assertThat(world.get("ada", "/users/ada").status()).isEqualTo(404);
        assertThat(world.get("", "/users").status()).isEqualTo(401);
    }

    @Test
    void administratorsMakeChangeBlockAndRemoveUsers() {
        var form = "email=eve@x.org&password=longenough&name=Eve&username=eve";
        assertThat(world.as("", "POST", "/users", form).status()).isEqualTo(401);
        world.caller("ada");
        assertThat(world.as("ada", "POST", "/users", form).text())
                .isEqualTo("{\"message\":\"403 Forbidden\"}");
        var made = world.as("root", "POST", "/users", form + "&confirm=false&projects_limit=3");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.json().get("projects_limit").asInt()).isEqualTo(3);
        assertThat(made.json().get("confirmed_at").isNull()).isFalse();
        assertThat(made.json().has("private_token")).isFalse();
        var id = made.json().get("id").asLong();
        var sameMail = world.as("root", "POST", "/users", form.replace("=eve&", "=e2&") + "2");
        assertThat(sameMail.status()).isEqualTo(409);
        assertThat(sameMail.text()).isEqualTo("{\"message\":\"Email has already been taken\"}");
        var sameName = world.as("root", "POST", "/users", form.replace("eve@", "e2@"));
        assertThat(sameName.text()).isEqualTo("{\"message\":\"Username has already been taken\"}");
        var weak = world.as("root", "POST", "/users", "email=z@x.org&password=x&name=Z&username=z");
        assertThat(weak.status()).isEqualTo(400);
        assertThat(weak.json().at("/message/password/0").asText())
                .isEqualTo("is too short (minimum is 8 characters)");
        var changed = world.as("root", "PUT", "/users/" + id, "name=Eva&admin=true&bio=");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().get("name").asText()).isEqualTo("Eva");
        assertThat(changed.json().get("is_admin").asBoolean()).isTrue();
        assertThat(world.as("root", "PUT", "/users/" + id + "/block", "").text()).isEqualTo("true");
        assertThat(world.as("root", "PUT", "/users/" + id + "/block", "").text())
                .isEqualTo("false");
        assertThat(world.as("root", "PUT", "/users/" + id + "/unblock", "").text())
                .isEqualTo("true");
        assertThat(world.as("root", "PUT", "/users/999/block", "").text())
                .isEqualTo("{\"message\":\"404 User Not Found\"}");
        assertThat(world.as("root", "DELETE", "/users/" + id, "").status()).isEqualTo(200);
        assertThat(world.as("root", "DELETE", "/users/" + id, "").text())
                .isEqualTo("{\"message\":\"404 User Not Found\"}");
    }

    @Test
    void groupsAreMadeShownChangedAndRemoved() {
        world.caller("ada");
        world.caller("bob");
        var made = world.as("ada", "POST", "/groups", "name=My+Team&path=team&description=d");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(names(made))
                .containsExactly(
                        "id",
                        "name",
                        "path",
                        "description",
                        "visibility_level",
                        "avatar_url",
                        "web_url");
        assertThat(made.json().get("visibility_level").asInt()).isEqualTo(20);
        assertThat(world.as("ada", "POST", "/groups", "name=x").text())
                .contains("\\\"path\\\" not given");
        var twice = world.as("bob", "POST", "/groups", "name=My+Team&path=team");
        assertThat(twice.status()).isEqualTo(400);
        assertThat(twice.text())
                .contains("Failed to save group {")
                .contains("has already been taken");
        var detail = world.get("ada", "/groups/team");
        assertThat(detail.json().get("projects")).isEmpty();
        assertThat(world.get("bob", "/groups/team").status()).isEqualTo(200);
        assertThat(world.get("bob", "/groups").json()).isEmpty();
        assertThat(world.get("root", "/groups").json()).hasSize(1);
        assertThat(world.get("ada", "/groups/999").text())
                .isEqualTo("{\"message\":\"404 Not found\"}");
        var hidden = world.as("ada", "PUT", "/groups/team", "visibility_level=0&description=");
        assertThat(hidden.json().get("description").asText()).isEqualTo("d");
        var id = made.json().get("id").asLong();
        assertThat(world.get("bob", "/groups/" + id).text())
                .isEqualTo("{\"message\":\"404 Group Not Found\"}");
        assertThat(world.as("bob", "DELETE", "/groups/" + id, "").status()).isEqualTo(404);
        assertThat(world.get("ada", "/namespaces").json()).hasSize(2);
        assertThat(names(new World.Answer(world.get("ada", "/groups/team").response())))
                .contains("projects");
        assertThat(world.as("ada", "DELETE", "/groups/" + id, "").status()).isEqualTo(200);
        assertThat(world.get("ada", "/groups/" + id).status()).isEqualTo(404);
    }

    @Test
    void groupMembers() {
        world.forge.member("ada", "team", Role.OWNER);
        world.caller("bob");
        var bob = world.id("bob");
        assertThat(world.as("ada", "POST", "/groups/team/members", "user_id=" + bob).text())
                .contains("\\\"access_level\\\" not given");
        var wrong =
                world.as(
                        "ada",
                        "POST",
                        "/groups/team/members",
                        "user_id=%d&access_level=7".formatted(bob));
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.text()).isEqualTo("{\"message\":\"Wrong access level\"}");
        var form = "user_id=%d&access_level=30".formatted(bob);
        var added = world.as("ada", "POST", "/groups/team/members", form);
        assertThat(added.status()).isEqualTo(201);
        assertThat(added.json().get("access_level").asInt()).isEqualTo(30);
        assertThat(world.as("ada", "POST", "/groups/team/members", form).text())
                .isEqualTo("{\"message\":\"Already exists\"}");
        assertThat(world.as("bob", "POST", "/groups/team/members", form).status()).isEqualTo(403);
        assertThat(world.get("bob", "/groups/team/members").json()).hasSize(3);
        assertThat(
                        world.as("ada", "PUT", "/groups/team/members/" + bob, "access_level=40")
                                .json()
                                .get("access_level")
                                .asInt())
                .isEqualTo(40);
        assertThat(world.as("ada", "PUT", "/groups/team/members/" + bob, "access_level=1").text())
                .isEqualTo("{\"error\":[\"is not included in the list\"]}");
        assertThat(world.as("ada", "PUT", "/groups/team/members/999", "access_level=40").text())
                .isEqualTo("{\"message\":\"404 User can not be found Not Found\"}");
        assertThat(world.as("ada", "DELETE", "/groups/team/members/" + bob, "").status())
                .isEqualTo(200);
        assertThat(world.as("ada", "DELETE", "/groups/team/members/" + bob, "").text())
                .isEqualTo(
                        "{\"message\":\"404 Not Found - user_id:%d not a member of group team\"}"
                                .formatted(bob));
    }
}
