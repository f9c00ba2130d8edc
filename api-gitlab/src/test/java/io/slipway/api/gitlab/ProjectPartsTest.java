package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.access.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hooks, labels, statuses, releases and events of a project; settings and hooks of the forge. */
@Timeout(120)
class ProjectPartsTest {
    private final World world = new World();
    private String base;

    @BeforeEach
    void fill() {
        base = "/projects/" + world.forge.project("demo/web").id().value();
        world.forge.member("master", "demo", Role.MASTER);
        world.forge.member("dev", "demo", Role.DEVELOPER);
        world.forge.member("reporter", "demo", Role.REPORTER);
        world.forge.member("guest", "demo", Role.GUEST);
        world.as(
                "master",
                "POST",
                base + "/repository/files",
                "file_path=a&branch_name=master&content=a&commit_message=First");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void hooks() {
        var hooks = base + "/hooks";
        assertThat(world.get("dev", hooks).status()).isEqualTo(403);
        assertThat(world.as("master", "POST", hooks, "").text()).contains("\\\"url\\\" not given");
        var bad = world.as("master", "POST", hooks, "url=ftp://x");
        assertThat(bad.status()).isEqualTo(422);
        assertThat(bad.text()).isEqualTo("{\"error\":\"Invalid url given\"}");
        var made =
                world.as(
                        "master",
                        "POST",
                        hooks,
                        "url=http://example.org/h&tag_push_events=true&token=s3cret");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.json().get("push_events").asBoolean()).isTrue();
        assertThat(made.json().get("tag_push_events").asBoolean()).isTrue();
        assertThat(made.text()).doesNotContain("s3cret");
        var one = hooks + "/" + made.json().get("id").asLong();
        assertThat(world.get("master", one).status()).isEqualTo(200);
        assertThat(world.get("master", hooks).header("X-Total")).isEqualTo("1");
        assertThat(
                        world.as("master", "PUT", one, "push_events=false&url=http://example.org/2")
                                .json()
                                .get("push_events")
                                .asBoolean())
                .isFalse();
        assertThat(world.get("master", hooks + "/999").text())
                .isEqualTo("{\"message\":\"404 Not found\"}");
        assertThat(world.as("master", "DELETE", one, "").status()).isEqualTo(200);
        assertThat(world.as("master", "DELETE", hooks + "/999", "").text())
                .isEqualTo("{\"message\":\"404 Error deleting hook 999 Not Found\"}");
    }

    @Test
    void labels() {
        var labels = base + "/labels";
        assertThat(world.as("guest", "POST", labels, "name=bug&color=%23ff0000").status())
                .isEqualTo(403);
        var made = world.as("reporter", "POST", labels, "name=bug&color=%23ff0000&description=d");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.json().get("name").asText()).isEqualTo("bug");
        assertThat(world.as("reporter", "POST", labels, "name=bug&color=%23ff0000").text())
                .isEqualTo("{\"message\":\"Label already exists\"}");
        assertThat(
                        world.as("reporter", "POST", labels, "name=x&color=red")
                                .json()
                                .at("/message/color/0")
                                .asText())
                .isEqualTo("must be a valid color code");
        assertThat(world.as("reporter", "POST", labels, "name=x").text()).contains("color");
        assertThat(world.get("guest", labels).json()).hasSize(1);
        assertThat(world.as("reporter", "PUT", labels, "name=bug").text())
                .contains("Required parameters \\\"new_name\\\" or \\\"color\\\" missing");
        assertThat(world.as("reporter", "PUT", labels, "name=none&color=%23000").text())
                .isEqualTo("{\"message\":\"404 Label not found Not Found\"}");
        assertThat(
                        world.as("reporter", "PUT", labels, "name=bug&new_name=fault")
                                .json()
                                .get("name")
                                .asText())
                .isEqualTo("fault");
        assertThat(world.as("reporter", "DELETE", labels + "?name=fault", "").status())
                .isEqualTo(200);
        assertThat(world.as("reporter", "DELETE", labels + "?name=fault", "").text())
                .isEqualTo("{\"message\":\"404 Label Not Found\"}");
    }

    @Test
    void statuses() {
        var sha = world.get("dev", base + "/repository/commits/master").json().get("id").asText();
        var path = base + "/statuses/" + sha;
        assertThat(world.as("reporter", "POST", path, "state=success").status()).isEqualTo(403);
        assertThat(world.as("dev", "POST", path, "").text()).contains("\\\"state\\\" not given");
        assertThat(world.as("dev", "POST", path, "state=odd").status()).isEqualTo(400);
        assertThat(
                        world.as(
                                        "dev",
                                        "POST",
                                        base + "/statuses/" + "0".repeat(40),
                                        "state=success")
                                .text())
                .isEqualTo("{\"message\":\"404 Commit Not Found\"}");
        var posted = world.as("dev", "POST", path, "state=running&context=ci&description=d");
        assertThat(posted.status()).as(posted.text()).isEqualTo(201);
        assertThat(posted.json().get("name").asText()).isEqualTo("ci");
        assertThat(posted.json().get("started_at").isNull()).isFalse();
        assertThat(posted.json().at("/author/username").asText()).isEqualTo("dev");
        world.as("dev", "POST", path, "state=failed&name=ci");
        var list = world.get("reporter", base + "/repository/commits/" + sha + "/statuses");
        assertThat(list.json()).hasSize(1);
        assertThat(list.header("X-Total")).isEqualTo("1");
        assertThat(world.get("guest", base + "/repository/commits/" + sha + "/statuses").status())
                .isEqualTo(403);
        assertThat(
                        world.get("dev", base + "/repository/commits/master")
                                .json()
                                .get("status")
                                .asText())
                .isEqualTo("failed");
    }

    @Test
    void releases() {
        var tags = base + "/repository/tags";
        world.as("dev", "POST", tags, "tag_name=v1&ref=master&release_description=First");
        assertThat(world.get("dev", tags + "/v1").json().at("/release/description").asText())
                .isEqualTo("First");
        assertThat(world.as("dev", "POST", tags + "/v1/release", "description=x").text())
                .isEqualTo("{\"message\":\"Release already exists\"}");
        assertThat(world.as("dev", "POST", tags + "/none/release", "description=x").text())
                .isEqualTo("{\"message\":\"Tag does not exist\"}");
        world.as("dev", "POST", tags, "tag_name=v2&ref=master");
        assertThat(world.as("dev", "PUT", tags + "/v2/release", "description=x").text())
                .isEqualTo("{\"message\":\"Release does not exist\"}");
        assertThat(world.as("dev", "POST", tags + "/v2/release", "description=x").status())
                .isEqualTo(201);
        assertThat(world.as("dev", "PUT", tags + "/v2/release", "description=y").text())
                .isEqualTo("{\"tag_name\":\"v2\",\"description\":\"y\"}");
        assertThat(world.get("dev", tags).json().get(0).at("/release/description").asText())
                .isEqualTo("y");
    }

    @Test
    void eventsTellOfPushes() {
        var events = world.get("guest", base + "/events");
        assertThat(events.status()).as(events.text()).isEqualTo(200);
        var push = events.json().get(0);
        assertThat(push.get("action_name").asText()).isEqualTo("pushed new");
        assertThat(push.at("/data/ref").asText()).isEqualTo("refs/heads/master");
        assertThat(push.at("/data/total_commits_count").asInt()).isEqualTo(1);
        assertThat(push.get("author_username").asText()).isEqualTo("master");
    }

    @Test
    void settingsOfTheForge() {
        var path = "/application/settings";
        assertThat(world.get("dev", path).status()).isEqualTo(403);
        assertThat(world.get("", path).status()).isEqualTo(401);
        assertThat(world.get("root", path).json().get("default_projects_limit").asInt())
                .isEqualTo(10);
        var changed =
                world.as(
                        "root",
                        "PUT",
                        path,
                        "default_projects_limit=3&restricted_visibility_levels[]=20&signup_enabled=false");
        assertThat(changed.status()).as(changed.text()).isEqualTo(200);
        assertThat(changed.json().at("/restricted_visibility_levels/0").asInt()).isEqualTo(20);
        assertThat(changed.json().get("signup_enabled").asBoolean()).isFalse();
        assertThat(
                        world.as("root", "PUT", path, "max_attachment_size=0")
                                .json()
                                .at("/message/max_attachment_size/0")
                                .asText())
                .isEqualTo("must be greater than 0");
        assertThat(world.as("root", "PUT", path, "restricted_visibility_levels[]=5").text())
                .contains("'5' is not a valid visibility level");
    }

    @Test
    void hooksOfTheForge() {
        assertThat(world.get("dev", "/hooks").status()).isEqualTo(403);
        var made = world.as("root", "POST", "/hooks", "url=http://example.org/s");
        assertThat(made.status()).isEqualTo(201);
        assertThat(world.get("root", "/hooks").json()).hasSize(1);
        assertThat(world.as("root", "POST", "/hooks", "url=nope").text())
                .isEqualTo("{\"message\":\"404 Not Found\"}");
        var one = "/hooks/" + made.json().get("id").asLong();
        assertThat(world.as("root", "DELETE", one, "").status()).isEqualTo(200);
        assertThat(world.as("root", "DELETE", one, "").text()).isEqualTo("null");
    }
}
