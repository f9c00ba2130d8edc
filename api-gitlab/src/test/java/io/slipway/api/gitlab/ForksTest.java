package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.access.Role;
import io.slipway.forge.access.Visibility;
import io.slipway.git.RepositoryFixture;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Copies of projects, their ties, and moving projects about. */
@Timeout(120)
class ForksTest {
    private final World world = new World();
    private Roles roles;
    private long id;
    private String path;

    @BeforeEach
    void fill() {
        var project = world.forge.project("demo/web");
        id = project.id().value();
        path = "/projects/" + id;
        roles = Roles.in(world, "demo");
        RepositoryFixture.of(world.forge.forge().projects().openOrCreate(project))
                .branch("master")
                .file("a.txt", "a")
                .commit("First");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private World.Answer fork(String who) {
        return world.as(who, "POST", "/projects/fork/" + id, "");
    }

    @Test
    void whoMayReadTheCodeMayCopyIt() {
        assertThat(roles.ask("POST", "/projects/fork/" + id, ""))
                .isEqualTo("401 404 403 201 201 201 201 201");
        assertThat(world.get("root", path).json().get("forks_count").asInt()).isEqualTo(5);
        assertThat(roles.ask("POST", "/projects/fork/" + id, ""))
                .isEqualTo("401 404 403 409 409 409 409 409");
        assertThat(fork("dev").text())
                .isEqualTo(
                        "{\"message\":{\"name\":[\"has already been taken\"],"
                                + "\"path\":[\"has already been taken\"]}}");
        var open = world.forge.project("demo/open", Visibility.PUBLIC).id().value();
        assertThat(world.as("stranger", "POST", "/projects/fork/" + open, "").status())
                .isEqualTo(201);
    }

    @Test
    void aCopyNamesItsSourceAndSharesItsObjects() {
        var copy = fork("dev");
        assertThat(copy.status()).as(copy.text()).isEqualTo(201);
        var json = copy.json();
        assertThat(json.get("path_with_namespace").asText()).isEqualTo("dev/web");
        assertThat(json.get("default_branch").isNull()).isTrue();
        assertThat(json.at("/owner/username").asText()).isEqualTo("dev");
        assertThat(json.at("/forked_from_project/id").asLong()).isEqualTo(id);
        assertThat(json.get("forked_from_project").toString())
                .isEqualTo(
                        "{\"id\":%d,\"name\":\"web\",\"name_with_namespace\":\"demo / web\",\"path\":\"web\",\"path_with_namespace\":\"demo/web\"}"
                                .formatted(id));
        var repository = "/projects/dev%2Fweb/repository";
        assertThat(world.get("dev", repository + "/blobs/master?filepath=a.txt").text())
                .isEqualTo("a");
        var written =
                world.as(
                        "dev",
                        "POST",
                        repository + "/files",
                        "file_path=b&branch_name=master&content=b&commit_message=m");
        assertThat(written.status()).as(written.text()).isEqualTo(201);
        assertThat(world.get("dev", path + "/repository/tree?ref_name=master").json()).hasSize(1);
        assertThat(world.as("owner", "DELETE", path, "").status()).isEqualTo(200);
        assertThat(world.get("dev", repository + "/blobs/master?filepath=a.txt").text())
                .isEqualTo("a");
        assertThat(world.get("dev", "/projects/dev%2Fweb").json().has("forked_from_project"))
                .isFalse();
    }

    @Test
    void whoMayNotSeeTheSourceIsNotToldOfIt() {
        fork("dev");
        world.as("dev", "PUT", "/projects/dev%2Fweb", "visibility_level=0");
        var copy = world.get("dev", "/projects/dev%2Fweb").json().get("id").asLong();
        world.as(
                "dev",
                "POST",
                "/projects/" + copy + "/members",
                "access_level=20&user_id=" + world.id("stranger"));
        var seen = world.get("stranger", "/projects/" + copy);
        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.json().has("forked_from_project")).isFalse();
    }

    @Test
    void aCopyMayGoToAGroup() {
        var open = world.forge.project("demo/open", Visibility.PUBLIC).id().value();
        world.forge.member("dev", "other", Role.MASTER);
        world.forge.member("reporter", "other", Role.DEVELOPER);
        world.as("root", "PUT", "/groups/other", "visibility_level=0");
        var forked = world.as("dev", "POST", "/projects/fork/" + open, "namespace=other");
        assertThat(forked.status()).as(forked.text()).isEqualTo(201);
        assertThat(forked.json().get("visibility_level").asInt()).isZero();
        assertThat(forked.json().get("path_with_namespace").asText()).isEqualTo("other/open");
        assertThat(world.as("reporter", "POST", "/projects/fork/" + open, "namespace=other").text())
                .isEqualTo("{\"message\":{\"namespace\":[\"is not valid\"]}}");
        assertThat(world.as("stranger", "POST", "/projects/fork/" + open, "namespace=other").text())
                .isEqualTo("{\"message\":\"404 Target Namespace Not Found\"}");
        assertThat(
                        world.as("stranger", "POST", "/projects/fork/" + open, "namespace=stranger")
                                .status())
                .isEqualTo(201);
    }

    @Test
    void copiesCountAgainstTheLimit() {
        world.as("root", "PUT", "/users/" + world.id("dev"), "projects_limit=0");
        var refused = fork("dev");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().at("/error/0").asText()).startsWith("Your project limit is 0");
        assertThat(world.get("root", path).json().get("forks_count").asInt()).isZero();
    }

    @Test
    void administratorsTieProjectsAndOwnersCutTheTie() {
        var other = world.forge.project("demo/other").id().value();
        var tie = "/projects/" + other + "/fork/" + id;
        assertThat(roles.ask("POST", tie, "")).isEqualTo("401 403 403 403 403 403 403 201");
        var again = world.as("root", "POST", tie, "");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text()).isEqualTo("{\"message\":\"Project already forked\"}");
        assertThat(world.as("root", "POST", "/projects/" + other + "/fork/999", "").text())
                .isEqualTo("{\"message\":\"404 Source Project Not Found\"}");
        assertThat(world.as("root", "POST", "/projects/999/fork/" + id, "").text())
                .isEqualTo("{\"message\":\"404 Project Not Found\"}");
        var itself = world.as("root", "POST", path + "/fork/" + id, "");
        assertThat(itself.status()).isEqualTo(400);
        assertThat(world.get("root", path).json().get("forks_count").asInt()).isEqualTo(1);
        assertThat(
                        world.get("root", "/projects/" + other)
                                .json()
                                .at("/forked_from_project/id")
                                .asLong())
                .isEqualTo(id);
        var fork = "/projects/" + other + "/fork";
        assertThat(world.as("master", "DELETE", fork, "").status()).isEqualTo(403);
        assertThat(world.as("stranger", "DELETE", fork, "").status()).isEqualTo(404);
        var cut = world.as("owner", "DELETE", fork, "");
        assertThat(cut.json().get("forked_from_project_id").asLong()).isEqualTo(id);
        assertThat(world.as("owner", "DELETE", fork, "").text()).isEqualTo("null");
        assertThat(world.get("root", path).json().get("forks_count").asInt()).isZero();
    }

    @Test
    void administratorsMoveProjectsToGroups() {
        var group = world.forge.group("other").id().value();
        var move = "/groups/" + group + "/projects/" + id;
        assertThat(roles.ask("POST", move, "")).isEqualTo("401 403 403 403 403 403 403 201");
        assertThat(world.get("root", path).json().get("path_with_namespace").asText())
                .isEqualTo("other/web");
        assertThat(world.get("root", "/projects/demo%2Fweb").json().get("id").asLong())
                .isEqualTo(id);
        assertThat(world.get("root", path + "/repository/tree?ref_name=master").json()).hasSize(1);
        assertThat(world.get("dev", path).status()).isEqualTo(404);
        var same = world.as("root", "POST", move, "");
        assertThat(same.status()).isEqualTo(400);
        assertThat(same.text()).contains("Failed to transfer project {:new_namespace=>");
        world.forge.group("closed");
        world.as("root", "PUT", "/groups/closed", "visibility_level=0");
        world.as("root", "PUT", path, "visibility_level=20");
        assertThat(world.as("root", "POST", "/groups/closed/projects/" + id, "").text())
                .contains(
                        "Failed to transfer project {:visibility_level=>",
                        "public is not allowed in a private group.");
        world.forge.project("demo/web");
        var taken = world.as("root", "POST", "/groups/demo/projects/" + id, "");
        assertThat(taken.text())
                .contains("Project with same path in target namespace already exists");
        assertThat(world.as("root", "POST", "/groups/999/projects/" + id, "").status())
                .isEqualTo(404);
        assertThat(world.as("root", "POST", "/groups/demo/projects/999", "").status())
                .isEqualTo(404);
        assertThat(world.as("root", "POST", "/groups/demo/projects/none%2Fnone", "").status())
                .isEqualTo(404);
    }

    @Test
    void mastersShareWithGroupsThatTheyMaySee() {
        var group = world.forge.group("other").id().value();
        var share = path + "/share";
        assertThat(roles.ask("POST", share, "group_access=30&group_id=" + group))
                .isEqualTo("401 404 403 403 403 201 409 409");
        assertThat(world.as("master", "POST", share, "group_access=30&group_id=" + group).text())
                .contains("already shared with this group");
        assertThat(world.as("master", "POST", share, "").text()).contains("\\\"group_id\\\"");
        assertThat(world.as("master", "POST", share, "group_id=" + group).text())
                .contains("\\\"group_access\\\"");
        for (var odd : List.of("5", "50", "x", "-1")) {
            var refused =
                    world.as("master", "POST", share, "group_id=" + group + "&group_access=" + odd);
            assertThat(refused.text())
                    .as(odd)
                    .isEqualTo("{\"message\":\"Group access is not included in the list\"}");
        }
        world.forge.group("secret");
        world.as("root", "PUT", "/groups/secret", "visibility_level=0");
        var secret = world.forge.group("secret").id().value();
        assertThat(world.as("master", "POST", share, "group_access=30&group_id=" + secret).status())
                .isEqualTo(404);
        world.forge.member("sam", "other", Role.MASTER);
        assertThat(world.get("sam", path).status()).isEqualTo(200);
        assertThat(world.get("sam", path + "/repository/tree?ref_name=master").status())
                .isEqualTo(200);
        assertThat(world.as("sam", "PUT", path, "description=x").status()).isEqualTo(403);
        assertThat(world.get("sam", "/projects").json()).hasSize(1);
        assertThat(world.as("master", "DELETE", share + "/" + group, "").status()).isEqualTo(200);
        assertThat(world.get("sam", path).status()).isEqualTo(404);
    }

    @Test
    void archivedProjectsTakeNoPushes() {
        assertThat(roles.ask("POST", path + "/archive", ""))
                .isEqualTo("401 404 403 403 403 403 201 201");
        var write = "file_path=n&branch_name=master&content=n&commit_message=m";
        assertThat(world.as("owner", "POST", path + "/repository/files", write).status())
                .isEqualTo(403);
        assertThat(world.get("dev", "/projects?archived=true").json()).hasSize(1);
        assertThat(world.get("dev", "/projects?archived=false").json()).isEmpty();
        assertThat(roles.ask("POST", path + "/unarchive", ""))
                .isEqualTo("401 404 403 403 403 403 201 201");
        assertThat(world.as("owner", "POST", path + "/repository/files", write).status())
                .isEqualTo(201);
    }

    @Test
    void visibleProjectsAreThoseThatTheCallerMaySee() {
        world.forge.project("demo/open", Visibility.PUBLIC);
        world.forge.project("demo/inside", Visibility.INTERNAL);
        world.as("root", "PUT", "/users/" + world.id("guest"), "external=true");
        assertThat(world.get("stranger", "/projects/visible").json()).hasSize(2);
        assertThat(world.get("dev", "/projects/visible").json()).hasSize(3);
        assertThat(world.get("dev", "/projects/visible?per_page=2").header("X-Total"))
                .isEqualTo("3");
        assertThat(world.get("", "/projects/visible").status()).isEqualTo(401);
        for (var order : List.of("id", "name", "path", "created_at", "updated_at", "bogus")) {
            assertThat(world.get("dev", "/projects/visible?order_by=" + order).json()).hasSize(3);
        }
    }
}
