package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.access.Visibility;
import io.slipway.git.RepositoryFixture;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said about commits: comments and statuses; and tags with their releases. */
@Timeout(120)
class CommitFactsTest {
    private final World world = new World();
    private Roles roles;
    private String path;
    private String base;
    private RepositoryFixture git;
    private String id;

    @BeforeEach
    void fill() {
        var project = world.forge.project("demo/web");
        path = "/projects/" + project.id().value();
        base = path + "/repository";
        roles = Roles.in(world, "demo");
        git =
                RepositoryFixture.of(world.forge.forge().projects().openOrCreate(project))
                        .branch("master");
        git.file("a.txt", "1\n2\n3\n4\n5\n6\n7\n8\n9\n").file("b", "b").commit("First");
        id = git.file("a.txt", "1\n2\nx\n4\n5\n6\n7\n8\n9\ny\n").commit("Second\n\nMore").hex();
        world.as("root", "PUT", path, "default_branch=master");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private World.Answer say(String form) {
        return world.as("reporter", "POST", base + "/commits/" + id + "/comments", form);
    }

    @Test
    void whoMayReadTheCodeMaySaySomething() {
        var comments = base + "/commits/" + id + "/comments";
        assertThat(roles.ask("POST", comments, "note=Fine"))
                .isEqualTo("401 404 403 201 201 201 201 201");
        assertThat(roles.get(comments)).isEqualTo("401 404 403 200 200 200 200 200");
        var open = world.forge.project("demo/open", Visibility.PUBLIC);
        RepositoryFixture.of(world.forge.forge().projects().openOrCreate(open))
                .branch("master")
                .file("a", "a")
                .commit("First");
        var opened = "/projects/" + open.id().value() + "/repository/commits/master/comments";
        assertThat(roles.ask("POST", opened, "note=Fine"))
                .isEqualTo("401 201 201 201 201 201 201 201");
        assertThat(world.get("stranger", opened).header("X-Total")).isEqualTo("7");
        var page = world.get("reporter", comments + "?per_page=2&page=2");
        assertThat(page.json()).hasSize(2);
        assertThat(page.header("X-Total")).isEqualTo("5");
        assertThat(page.header("X-Next-Page")).isEqualTo("3");
    }

    @Test
    void commentsStandOnALineOrOnTheCommit() {
        var plain = say("note=Fine");
        assertThat(plain.status()).as(plain.text()).isEqualTo(201);
        assertThat(plain.text())
                .startsWith(
                        "{\"note\":\"Fine\",\"path\":null,\"line\":null,\"line_type\":null,"
                                + "\"author\":{\"name\":\"User reporter\"");
        var brought = say("note=x&path=a.txt&line=3&line_type=new").json();
        assertThat(brought.get("path").asText()).isEqualTo("a.txt");
        assertThat(brought.get("line").asInt()).isEqualTo(3);
        assertThat(brought.get("line_type").asText()).isEqualTo("new");
        assertThat(say("note=x&path=a.txt&line=10&line_type=new").json().get("line").asInt())
                .isEqualTo(10);
        assertThat(say("note=x&path=a.txt&line=3&line_type=old").json().get("line").asInt())
                .isEqualTo(3);
        for (var unmatched :
                List.of(
                        "path=a.txt&line=4&line_type=new",
                        "path=a.txt&line=4&line_type=old",
                        "path=a.txt&line=3000000&line_type=new",
                        "path=a.txt&line=-3&line_type=new",
                        "path=b&line=1&line_type=new",
                        "path=none&line=1&line_type=new",
                        "path=a.txt&line=3&line_type=both",
                        "path=a.txt&line=3",
                        "line=3&line_type=new")) {
            var said = say("note=x&" + unmatched);
            assertThat(said.status()).as(unmatched).isEqualTo(201);
            assertThat(said.json().get("line").isNull()).as(unmatched).isTrue();
            assertThat(said.json().get("path").isNull()).as(unmatched).isTrue();
        }
        var list = world.get("reporter", base + "/commits/" + id + "/comments?per_page=100").json();
        assertThat(list).hasSize(13);
        assertThat(list.get(0).get("note").asText()).isEqualTo("Fine");
    }

    @Test
    void commentsThatCannotBeKeptAreRefused() {
        assertThat(say("").text())
                .isEqualTo("{\"message\":\"400 (Bad request) \\\"note\\\" not given\"}");
        assertThat(say("note=%20%0A").text())
                .isEqualTo("{\"message\":\"400 (Bad request) \\\"note\\\" not given\"}");
        assertThat(say("note=x&path=a.txt&line=x&line_type=new").status()).isEqualTo(400);
        var missing = base + "/commits/" + "1".repeat(40) + "/comments";
        assertThat(world.get("reporter", missing).text())
                .isEqualTo("{\"message\":\"404 Commit Not Found\"}");
        assertThat(world.as("reporter", "POST", missing, "note=x").text())
                .isEqualTo("{\"message\":\"404 Commit Not Found\"}");
        assertThat(say("note=" + "x".repeat(200_000)).status()).isEqualTo(413);
    }

    @Test
    void commentsAreEventsForThoseWhoMayReadTheCode() {
        say("note=Fine");
        var event = world.get("dev", path + "/events").json().get(0);
        assertThat(event.get("action_name").asText()).isEqualTo("commented on");
        assertThat(event.get("target_type").asText()).isEqualTo("Note");
        assertThat(event.get("target_title").asText()).isEqualTo("Second");
        assertThat(event.at("/note/body").asText()).isEqualTo("Fine");
        assertThat(event.at("/note/noteable_type").asText()).isEqualTo("Commit");
        assertThat(event.at("/note/author/username").asText()).isEqualTo("reporter");
        assertThat(world.get("guest", path + "/events").text()).doesNotContain("Fine");
    }

    @Test
    void developersPostStatusesAndReportersReadThem() {
        var post = path + "/statuses/" + id;
        assertThat(roles.ask("POST", post, "state=pending&ref=master"))
                .isEqualTo("401 404 403 403 201 201 201 201");
        var list = base + "/commits/" + id + "/statuses";
        assertThat(roles.get(list)).isEqualTo("401 404 403 200 200 200 200 200");
        // The same pending status was changed, not a new one made.
        assertThat(world.get("reporter", list).header("X-Total")).isEqualTo("1");
        var running = world.as("dev", "POST", post, "state=running&context=default");
        assertThat(running.json().get("started_at").isNull()).isFalse();
        assertThat(running.json().get("ref").asText()).isEqualTo("master");
        var over =
                world.as(
                        "dev",
                        "POST",
                        post,
                        "state=success&target_url=http://ci/1&description=All+well");
        assertThat(over.json().get("finished_at").isNull()).isFalse();
        assertThat(over.json().get("id")).isEqualTo(running.json().get("id"));
        world.as("dev", "POST", post, "state=failed");
        world.as("dev", "POST", post, "state=success&name=lint&ref=other");
        assertThat(world.get("reporter", list).json()).hasSize(2);
        assertThat(world.get("reporter", list + "?all=true").json()).hasSize(3);
        assertThat(world.get("reporter", list + "?ref=other").json()).hasSize(1);
        assertThat(world.get("reporter", list + "?name=lint").json()).hasSize(1);
        assertThat(world.get("reporter", list + "?stage=external").json()).hasSize(2);
        assertThat(world.get("reporter", list + "?stage=none").json()).isEmpty();
        assertThat(world.get("reporter", list + "?per_page=1&all=1").header("X-Total-Pages"))
                .isEqualTo("3");
        assertThat(world.get("reporter", base + "/commits/" + id).json().get("status").asText())
                .isEqualTo("failed");
        assertThat(world.as("dev", "POST", post, "state=odd").text())
                .isEqualTo(
                        "{\"message\":{\"status\":[\"is invalid\",\"is not included in the list\"]}}");
        assertThat(world.as("dev", "POST", post, "").text())
                .isEqualTo("{\"message\":\"400 (Bad request) \\\"state\\\" not given\"}");
        assertThat(
                        world.as(
                                        "dev",
                                        "POST",
                                        path + "/statuses/" + "1".repeat(40),
                                        "state=success")
                                .text())
                .isEqualTo("{\"message\":\"404 Commit Not Found\"}");
    }

    @Test
    void tagsAndReleasesAreForDevelopers() {
        assertThat(roles.ask("POST", base + "/tags", "tag_name=v1&ref=master&message=One"))
                .isEqualTo("401 404 403 403 201 400 400 400");
        assertThat(roles.ask("POST", base + "/tags/v1/release", "description=Notes"))
                .isEqualTo("401 404 403 403 201 409 409 409");
        assertThat(roles.ask("PUT", base + "/tags/v1/release", "description=More"))
                .isEqualTo("401 404 403 403 200 200 200 200");
        assertThat(roles.get(base + "/tags/v1")).isEqualTo("401 404 403 200 200 200 200 200");
        var tag = world.get("reporter", base + "/tags/v1").json();
        assertThat(tag.get("message").asText()).isEqualTo("One");
        assertThat(tag.at("/release/description").asText()).isEqualTo("More");
        assertThat(tag.at("/commit/id").asText()).isEqualTo(id);
        assertThat(world.as("dev", "PUT", base + "/tags/v2/release", "description=x").text())
                .isEqualTo("{\"message\":\"Tag does not exist\"}");
        world.as("dev", "POST", base + "/tags", "tag_name=v2&ref=" + id);
        assertThat(world.as("dev", "PUT", base + "/tags/v2/release", "description=x").text())
                .isEqualTo("{\"message\":\"Release does not exist\"}");
        assertThat(world.as("dev", "POST", base + "/tags/v2/release", "").text())
                .isEqualTo("{\"message\":\"400 (Bad request) \\\"description\\\" not given\"}");
        for (var odd : List.of("", "a..b", "-x", "a b", "a~1", "x.lock", "a%0Ab", "%2F", "@{")) {
            assertThat(
                            world.as(
                                            "dev",
                                            "POST",
                                            base + "/tags",
                                            "tag_name=" + odd + "&ref=master")
                                    .text())
                    .as(odd)
                    .isEqualTo("{\"message\":\"Tag name invalid\"}");
        }
        assertThat(world.as("dev", "POST", base + "/tags", "tag_name=v3&ref=none").text())
                .isEqualTo("{\"message\":\"Target none is invalid\"}");
        var released =
                world.as(
                        "dev",
                        "POST",
                        base + "/tags",
                        "tag_name=rel/1&ref=master&release_description=Big");
        assertThat(released.json().at("/release/description").asText()).isEqualTo("Big");
        assertThat(world.get("dev", base + "/tags").json().findValuesAsText("name"))
                .containsExactly("v2", "v1", "rel/1");
        assertThat(roles.ask("DELETE", base + "/tags/rel%2F1", ""))
                .isEqualTo("401 404 403 403 400 200 404 404");
    }

    @Test
    void branchesAreMadeByDevelopersAndProtectedByMasters() {
        assertThat(roles.ask("POST", base + "/branches", "branch_name=topic/a&ref=master"))
                .isEqualTo("401 404 403 403 201 400 400 400");
        for (var odd : List.of("", "a..b", "-x", "a b", "a^", "x.lock", "a%0Ab", "%2F", "@{")) {
            assertThat(
                            world.as(
                                            "dev",
                                            "POST",
                                            base + "/branches",
                                            "branch_name=" + odd + "&ref=master")
                                    .text())
                    .as(odd)
                    .isEqualTo("{\"message\":\"Branch name is invalid\"}");
        }
        var branch = base + "/branches/topic/a";
        assertThat(roles.ask("PUT", branch + "/protect", ""))
                .isEqualTo("401 404 403 403 403 200 200 200");
        assertThat(world.as("master", "PUT", base + "/branches/none/protect", "").text())
                .isEqualTo("{\"message\":\"404 Branch Not Found\"}");
        var write = "file_path=n&branch_name=topic/a&content=n&commit_message=m";
        assertThat(world.as("dev", "POST", base + "/files", write).text())
                .isEqualTo("{\"message\":\"You are not allowed to push into this branch\"}");
        var loosened =
                world.as(
                        "master",
                        "PUT",
                        branch + "/protect",
                        "developers_can_push=true&developers_can_merge=true");
        assertThat(loosened.json().get("developers_can_merge").asBoolean()).isTrue();
        assertThat(world.as("dev", "POST", base + "/files", write).status()).isEqualTo(201);
        assertThat(
                        world.as("master", "PUT", branch + "/protect", "developers_can_push=false")
                                .json()
                                .get("developers_can_push")
                                .asBoolean())
                .isFalse();
        assertThat(world.as("owner", "DELETE", branch, "").text())
                .isEqualTo("{\"message\":\"Protected branch cant be removed\"}");
        assertThat(roles.ask("PUT", branch + "/unprotect", ""))
                .isEqualTo("401 404 403 403 403 200 200 200");
        assertThat(world.get("dev", branch).json().get("protected").asBoolean()).isFalse();
        assertThat(roles.ask("DELETE", branch, "")).isEqualTo("401 404 403 403 200 404 404 404");
    }
}
