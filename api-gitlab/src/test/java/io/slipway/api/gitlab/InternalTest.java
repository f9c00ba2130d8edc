package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.access.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a shell of the forge's own asks. */
class InternalTest {

    private static final String SECRET = "secret_token=shell+secret";
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2Q0mqyXV1Vq4S4OqUO7yR0sRhiSDmSY6s2yTnQ8YtF shell";

    private final World world = new World();

    @BeforeEach
    void start() {
        world.forge.project("demo/web");
        world.forge.member("dev", "demo", Role.DEVELOPER);
        world.forge.member("guest", "demo", Role.GUEST);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private World.Answer allowed(String username, String action, String more) {
        return world.as(
                "",
                "POST",
                "/internal/allowed",
                SECRET
                        + "&project=demo/web&action="
                        + action
                        + "&user_id="
                        + world.id(username)
                        + more);
    }

    private String message(String username, String action, String more) {
        var answer = allowed(username, action, more);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        var json = answer.json();
        assertThat(json.get("status").asBoolean())
                .isEqualTo(json.get("message").asText().isEmpty());
        return json.get("message").asText();
    }

    @Test
    void nobodyIsAnsweredWithoutTheSecret() {
        for (var path : new String[] {"check", "broadcast_message", "discover?key_id=1"}) {
            assertThat(world.send("GET", "/internal/" + path, "").status()).isEqualTo(401);
            var wrong = path + (path.contains("?") ? "&" : "?") + "secret_token=shell";
            assertThat(world.send("GET", "/internal/" + wrong, "").status()).isEqualTo(401);
            assertThat(world.get("root", "/internal/" + path).status()).isEqualTo(401);
        }
        assertThat(world.as("root", "POST", "/internal/allowed", "action=x").status())
                .isEqualTo(401);
    }

    @Test
    void theServerSaysWhoItIs() {
        var check = world.send("GET", "/internal/check?" + SECRET, "").json();
        assertThat(check.get("api_version").asText()).isEqualTo("v3");
        assertThat(check.get("gitlab_version").asText()).isEqualTo("8.8.7");
        assertThat(world.send("GET", "/internal/broadcast_message?" + SECRET, "").text())
                .isEqualTo("{}");
    }

    @Test
    void aKeyIsDiscovered() {
        var key =
                world.send(
                        "POST",
                        "/user/keys",
                        "{\"title\":\"t\",\"key\":\"" + KEY + "\"}",
                        "Content-Type",
                        "application/json",
                        "PRIVATE-TOKEN",
                        world.token("dev"));
        assertThat(key.status()).as(key.text()).isEqualTo(201);
        var path = "/internal/discover?" + SECRET + "&key_id=";
        var found = world.send("GET", path + key.json().get("id").asText(), "").json();
        assertThat(found.get("username").asText()).isEqualTo("dev");
        assertThat(found).hasSize(2);
        assertThat(world.send("GET", path + "user-" + world.id("dev"), "").json()).isEqualTo(found);
        assertThat(world.send("GET", path + "9999", "").status()).isEqualTo(404);
    }

    @Test
    void thePermissionMatrixAnswersInWords() {
        assertThat(message("dev", "git-upload-pack", "")).isEmpty();
        assertThat(message("dev", "git-receive-pack", "&changes=_any")).isEmpty();
        assertThat(message("guest", "git-upload-pack", ""))
                .isEqualTo("You are not allowed to download code from this project.");
        assertThat(message("stranger", "git-upload-pack", ""))
                .isEqualTo("The project you were looking for could not be found.");
        assertThat(message("dev", "rm", ""))
                .isEqualTo("The command you're trying to execute is not allowed.");
        world.forge.member("reporter", "demo", Role.REPORTER);
        assertThat(message("reporter", "git-receive-pack", "&changes=_any"))
                .isEqualTo("You are not allowed to push code to this project.");
        var nobody =
                world.as(
                        "",
                        "POST",
                        "/internal/allowed",
                        SECRET + "&project=demo/web&action=git-upload-pack");
        assertThat(nobody.json().get("message").asText()).isEqualTo("No user or key was provided.");
    }

    @Test
    void eachChangeIsJudged() {
        var file = "file_path=a&branch_name=master&content=x&commit_message=m";
        var id = world.forge.forge().projects().byPath(world.caller("root"), "demo/web").id();
        world.as("root", "POST", "/projects/" + id.value() + "/repository/files", file);
        var sha =
                world.get("root", "/projects/" + id.value() + "/repository/branches/master")
                        .json()
                        .at("/commit/id")
                        .asText();
        var none = "0".repeat(40);
        assertThat(
                        message(
                                "dev",
                                "git-receive-pack",
                                "&changes=" + sha + "+" + none + "+refs/heads/master"))
                .isEqualTo("You are not allowed to deleted protected branches from this project.");
        assertThat(
                        message(
                                "dev",
                                "git-receive-pack",
                                "&changes=" + none + "+" + sha + "+refs/heads/topic"))
                .isEmpty();
        assertThat(allowed("dev", "git-receive-pack", "&changes=junk").status()).isEqualTo(400);
    }
}
