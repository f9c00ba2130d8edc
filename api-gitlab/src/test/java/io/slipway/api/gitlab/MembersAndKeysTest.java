package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.access.Role;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Project members, sharing, keys of people and of projects, addresses. */
@Timeout(120)
class MembersAndKeysTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    /** A well-formed ed25519 public key that nobody has the other half of. */
    private static String key(int seed) {
        var bytes = new ByteArrayOutputStream();
        var type = "ssh-ed25519".getBytes(StandardCharsets.US_ASCII);
        var point = new byte[32];
        Arrays.fill(point, (byte) seed);
        for (var part : new byte[][] {type, point}) {
            bytes.writeBytes(ByteBuffer.allocate(4).putInt(part.length).array());
            bytes.writeBytes(part);
        }
        return "ssh-ed25519 " + Base64.getEncoder().encodeToString(bytes.toByteArray()) + " me";
    }

    private static String form(String key) {
        return key.replace("+", "%2B").replace(" ", "+");
    }

    @Test
    void projectMembers() {
        var path = "/projects/" + world.forge.project("demo/web").id().value() + "/members";
        world.forge.member("master", "demo", Role.MASTER);
        world.forge.member("dev", "demo", Role.DEVELOPER);
        world.caller("bob");
        var bob = world.id("bob");
        assertThat(world.get("dev", path).text()).isEqualTo("[]");
        assertThat(world.as("dev", "POST", path, "user_id=1&access_level=30").status())
                .isEqualTo(403);
        assertThat(world.as("master", "POST", path, "access_level=30").text()).contains("user_id");
        var wrong = world.as("master", "POST", path, "user_id=" + bob + "&access_level=50");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.text()).isEqualTo("{\"error\":[\"is not included in the list\"]}");
        assertThat(world.as("master", "POST", path, "user_id=999&access_level=30").status())
                .isEqualTo(404);
        var added = world.as("master", "POST", path, "user_id=" + bob + "&access_level=30");
        assertThat(added.status()).as(added.text()).isEqualTo(201);
        assertThat(added.json().get("access_level").asInt()).isEqualTo(30);
        var again = world.as("master", "POST", path, "user_id=" + bob + "&access_level=40");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json().get("access_level").asInt()).isEqualTo(30);
        assertThat(world.get("bob", path + "/" + bob).json().get("username").asText())
                .isEqualTo("bob");
        assertThat(world.get("bob", path + "/999").text())
                .isEqualTo("{\"message\":\"404 Not found\"}");
        assertThat(
                        world.as("master", "PUT", path + "/" + bob, "access_level=20")
                                .json()
                                .get("access_level")
                                .asInt())
                .isEqualTo(20);
        assertThat(world.as("master", "PUT", path + "/999", "access_level=20").text())
                .isEqualTo("{\"message\":\"404 User can not be found Not Found\"}");
        assertThat(world.get("dev", path.replace("/members", "/users")).json()).hasSize(4);
        assertThat(world.as("master", "DELETE", path + "/" + bob, "").status()).isEqualTo(200);
        assertThat(world.as("master", "DELETE", path + "/" + bob, "").text())
                .isEqualTo("{\"message\":\"Access revoked\",\"id\":" + bob + "}");
        assertThat(world.as("dev", "DELETE", path + "/999", "").status()).isEqualTo(403);
    }

    @Test
    void aSharedProjectIsSeenByTheGroup() {
        var project = world.forge.project("demo/web").id().value();
        world.forge.member("owner", "demo", Role.OWNER);
        world.forge.member("ally", "allies", Role.MASTER);
        world.forge.forge().groups();
        var group = world.forge.group("allies").id().value();
        var path = "/projects/" + project + "/share";
        assertThat(world.get("ally", "/projects/" + project).status()).isEqualTo(404);
        var shared = world.as("owner", "POST", path, "group_id=" + group + "&group_access=20");
        assertThat(shared.status()).as(shared.text()).isEqualTo(201);
        assertThat(shared.json().get("group_access").asInt()).isEqualTo(20);
        assertThat(world.get("ally", "/projects/" + project).status()).isEqualTo(200);
        assertThat(world.as("owner", "POST", path, "group_id=" + group + "&group_access=20").text())
                .isEqualTo("{\"message\":\"Group already shared with this group\"}");
        assertThat(world.as("owner", "POST", path, "group_id=" + group + "&group_access=7").text())
                .isEqualTo("{\"message\":\"Group access is not included in the list\"}");
        assertThat(world.as("owner", "DELETE", path + "/" + group, "").status()).isEqualTo(200);
        assertThat(world.get("ally", "/projects/" + project).status()).isEqualTo(404);
    }

    @Test
    void keysOfPeople() {
        world.caller("ada");
        var form = "title=laptop&key=" + form(key(1));
        var made = world.as("ada", "POST", "/user/keys", form);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        var id = made.json().get("id").asLong();
        assertThat(made.json().get("key").asText()).isEqualTo(key(1));
        var twice = world.as("ada", "POST", "/user/keys", form);
        assertThat(twice.status()).isEqualTo(400);
        assertThat(twice.json().at("/message/key/0").asText()).isEqualTo("has already been taken");
        assertThat(world.as("ada", "POST", "/user/keys", "title=x").text())
                .contains("\\\"key\\\" not given");
        assertThat(world.as("ada", "POST", "/user/keys", "title=x&key=nonsense").status())
                .isEqualTo(400);
        assertThat(world.get("ada", "/user/keys").json()).hasSize(1);
        assertThat(world.get("ada", "/user/keys/" + id).status()).isEqualTo(200);
        assertThat(world.get("ada", "/user/keys/999").text())
                .isEqualTo("{\"message\":\"404 Not found\"}");
        assertThat(world.get("root", "/users/" + world.id("ada") + "/keys").json()).hasSize(1);
        assertThat(world.get("ada", "/users/" + world.id("ada") + "/keys").status()).isEqualTo(403);
        assertThat(world.get("root", "/users/999/keys").text())
                .isEqualTo("{\"message\":\"404 User Not Found\"}");
        assertThat(world.get("root", "/keys/" + id).json().at("/user/username").asText())
                .isEqualTo("ada");
        assertThat(world.get("ada", "/keys/" + id).status()).isEqualTo(403);
        assertThat(world.as("ada", "DELETE", "/user/keys/" + id, "").status()).isEqualTo(200);
        assertThat(world.as("ada", "DELETE", "/user/keys/" + id, "").text()).isEqualTo("null");
        var other = world.as("root", "POST", "/users/" + world.id("ada") + "/keys", form);
        assertThat(other.status()).isEqualTo(201);
        var path = "/users/" + world.id("ada") + "/keys/" + other.json().get("id").asLong();
        assertThat(world.as("root", "DELETE", path, "").status()).isEqualTo(200);
        assertThat(world.as("root", "DELETE", path, "").text())
                .isEqualTo("{\"message\":\"404 Key Not Found\"}");
    }

    @Test
    void addressesOfPeople() {
        world.caller("ada");
        var made = world.as("ada", "POST", "/user/emails", "email=ada2@forge.test");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        var id = made.json().get("id").asLong();
        assertThat(world.as("ada", "POST", "/user/emails", "email=ada2@forge.test").status())
                .isEqualTo(400);
        assertThat(world.get("ada", "/user/emails").json()).hasSize(1);
        assertThat(world.get("ada", "/user/emails/" + id).status()).isEqualTo(200);
        assertThat(world.get("root", "/users/" + world.id("ada") + "/emails").json()).hasSize(1);
        assertThat(world.as("ada", "DELETE", "/user/emails/" + id, "").status()).isEqualTo(200);
        assertThat(world.as("ada", "DELETE", "/user/emails/" + id, "").text()).isEqualTo("null");
    }

    @Test
    void deployKeys() {
        var path = "/projects/" + world.forge.project("demo/web").id().value() + "/keys";
        world.forge.member("master", "demo", Role.MASTER);
        world.forge.member("dev", "demo", Role.DEVELOPER);
        var form = "title=ci&key=" + form(key(2));
        assertThat(world.as("dev", "POST", path, form).status()).isEqualTo(403);
        assertThat(world.get("dev", path).status()).isEqualTo(403);
        var made = world.as("master", "POST", path, form);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        var id = made.json().get("id").asLong();
        assertThat(world.as("master", "POST", path, form).json().get("id").asLong()).isEqualTo(id);
        assertThat(world.as("master", "POST", path, "title=x").status()).isEqualTo(400);
        assertThat(world.get("master", path).json()).hasSize(1);
        assertThat(world.get("master", path + "/" + id).status()).isEqualTo(200);
        assertThat(world.get("master", path + "/999").text())
                .isEqualTo("{\"message\":\"404 Not found\"}");
        assertThat(world.get("root", "/deploy_keys").json()).hasSize(1);
        assertThat(world.get("master", "/deploy_keys").status()).isEqualTo(403);
        assertThat(world.as("master", "DELETE", path + "/" + id, "").status()).isEqualTo(200);
        assertThat(world.as("master", "DELETE", path + "/" + id, "").text())
                .isEqualTo("{\"message\":\"404 Not found\"}");
    }
}
