package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.access.Role;
import io.slipway.forge.access.Visibility;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Projects. */
@Timeout(120)
class ProjectsTest {
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
    void aPersonalProjectHasItsOwnerAndToken() {
        world.caller("ada");
        var made = world.as("ada", "POST", "/projects", "name=My+Tools&description=d&public=true");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(names(made))
                .containsExactly(
                        "id",
                        "description",
                        "default_branch",
                        "tag_list",
                        "public",
                        "archived",
                        "visibility_level",
                        "ssh_url_to_repo",
                        "http_url_to_repo",
                        "web_url",
                        "owner",
                        "name",
                        "name_with_namespace",
                        "path",
                        "path_with_namespace",
                        "issues_enabled",
                        "merge_requests_enabled",
                        "wiki_enabled",
                        "builds_enabled",
                        "snippets_enabled",
                        "container_registry_enabled",
                        "created_at",
                        "last_activity_at",
                        "shared_runners_enabled",
                        "creator_id",
                        "namespace",
                        "avatar_url",
                        "star_count",
                        "forks_count",
                        "open_issues_count",
                        "runners_token",
                        "public_builds");
        var json = made.json();
        assertThat(json.get("path").asText()).isEqualTo("my-tools");
        assertThat(json.get("visibility_level").asInt()).isEqualTo(20);
        assertThat(json.get("name_with_namespace").asText()).isEqualTo("User ada / My Tools");
        assertThat(json.get("http_url_to_repo").asText())
                .isEqualTo(world.url() + "/ada/my-tools.git");
        assertThat(json.at("/namespace/owner_id").asLong()).isEqualTo(world.id("ada"));
        assertThat(json.get("default_branch").isNull()).isTrue();
        assertThat(world.get("ada", "/projects/ada%2Fmy-tools").json().has("permissions")).isTrue();
    }

    @Test
    void badProjectsAreRefusedWithTheirMessages() {
        world.caller("ada");
        assertThat(world.as("ada", "POST", "/projects", "").text())
                .contains("\\\"name\\\" not given");
        world.as("ada", "POST", "/projects", "name=a");
        var twice = world.as("ada", "POST", "/projects", "name=a");
        assertThat(twice.status()).isEqualTo(400);
        assertThat(twice.json().at("/message/name/0").asText()).isEqualTo("has already been taken");
        assertThat(twice.json().at("/message/path/0").asText()).isEqualTo("has already been taken");
        assertThat(world.as("ada", "POST", "/projects", "name=b&namespace_id=999").text())
                .isEqualTo("{\"message\":{\"namespace\":[\"is not valid\"]}}");
        var group = world.forge.group("other").id().value();
        assertThat(world.as("ada", "POST", "/projects", "name=b&namespace_id=" + group).status())
                .isIn(400, 403);
        world.as("root", "PUT", "/users/" + world.id("ada"), "projects_limit=1");
        var limit = world.as("ada", "POST", "/projects", "name=c");
        assertThat(limit.status()).isEqualTo(403);
        assertThat(limit.json().at("/error/0").asText())
                .startsWith("Your project limit is 1 projects!");
    }

    @Test
    void listsHoldWhatTheirNamesSay() {
        world.forge.project("demo/secret");
        world.forge.project("demo/open", Visibility.PUBLIC);
        world.forge.member("ada", "demo", Role.DEVELOPER);
        world.caller("bob");
        world.as("bob", "POST", "/projects", "name=own");
        assertThat(world.get("ada", "/projects").json()).hasSize(2);
        assertThat(world.get("bob", "/projects").json()).hasSize(1);
        assertThat(world.get("bob", "/projects/owned").json()).hasSize(1);
        assertThat(world.get("ada", "/projects/owned").json()).isEmpty();
        assertThat(world.get("bob", "/projects/all").status()).isEqualTo(403);
        assertThat(world.get("root", "/projects/all").json()).hasSize(3);
        assertThat(world.get("bob", "/projects/search/e").json()).hasSize(1);
        assertThat(world.get("ada", "/projects/search/e").json()).hasSize(2);
        assertThat(
                        world.get("ada", "/projects?order_by=name&sort=asc")
                                .json()
                                .get(0)
                                .get("name")
                                .asText())
                .isEqualTo("open");
        assertThat(world.get("ada", "/projects?visibility=public").json()).hasSize(1);
        assertThat(world.get("bob", "/groups/demo/projects").json()).hasSize(1);
        assertThat(world.get("bob", "/groups/demo").json().get("projects")).hasSize(1);
        assertThat(world.get("ada", "/projects").json().get(0).has("runners_token")).isFalse();
        assertThat(world.get("ada", "/projects").json().get(0).has("owner")).isFalse();
    }

    @Test
    void onlyMastersChangeAndOnlyOwnersRemove() {
        var id = world.forge.project("demo/web").id().value();
        world.forge.member("dev", "demo", Role.DEVELOPER);
        world.forge.member("master", "demo", Role.MASTER);
        world.forge.member("owner", "demo", Role.OWNER);
        var path = "/projects/" + id;
        assertThat(world.as("dev", "PUT", path, "description=x").status()).isEqualTo(403);
        var changed = world.as("master", "PUT", path, "description=x&issues_enabled=false");
        assertThat(changed.status()).as(changed.text()).isEqualTo(200);
        assertThat(changed.json().has("open_issues_count")).isFalse();
        assertThat(world.as("master", "PUT", path, "visibility_level=20").status()).isEqualTo(403);
        assertThat(world.as("owner", "PUT", path, "visibility_level=20").status()).isEqualTo(200);
        assertThat(world.as("master", "POST", path + "/archive", "").status()).isEqualTo(403);
        assertThat(
                        world.as("owner", "POST", path + "/archive", "")
                                .json()
                                .get("archived")
                                .asBoolean())
                .isTrue();
        assertThat(world.as("owner", "POST", path + "/unarchive", "").status()).isEqualTo(201);
        assertThat(world.as("master", "DELETE", path, "").status()).isEqualTo(403);
        assertThat(world.as("owner", "DELETE", path, "").text()).isEqualTo("true");
        assertThat(world.get("owner", path).status()).isEqualTo(404);
    }

    @Test
    void starsCountOnce() {
        var id = world.forge.project("demo/open", Visibility.PUBLIC).id().value();
        world.caller("ada");
        var star = world.as("ada", "POST", "/projects/" + id + "/star", "");
        assertThat(star.status()).isEqualTo(201);
        assertThat(star.json().get("star_count").asInt()).isEqualTo(1);
        assertThat(world.as("ada", "POST", "/projects/" + id + "/star", "").status())
                .isEqualTo(304);
        assertThat(world.get("ada", "/projects/starred").json()).hasSize(1);
        assertThat(world.as("ada", "DELETE", "/projects/" + id + "/star", "").status())
                .isEqualTo(200);
        assertThat(world.as("ada", "DELETE", "/projects/" + id + "/star", "").status())
                .isEqualTo(304);
    }
}
