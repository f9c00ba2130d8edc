package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.git.RepositoryFixture;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files committed over the API: who may, what is refused, and that a repository stays sound. */
@Timeout(120)
class FilesTest {
    private final World world = new World();
    private Roles roles;
    private String base;
    private String path;
    private io.slipway.forge.project.Project project;

    @BeforeEach
    void fill() {
        project = world.forge.project("demo/web");
        path = "/projects/" + project.id().value();
        base = path + "/repository";
        roles = Roles.in(world, "demo");
        write("master", "POST", "a.txt", "a", "First");
        write("master", "POST", "dir/b.txt", "b", "Second");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private World.Answer write(
            String who, String method, String file, String text, String message) {
        return world.as(
                who,
                method,
                base + "/files",
                "branch_name=master&file_path="
                        + file
                        + "&content="
                        + text
                        + "&commit_message="
                        + message);
    }

    private String head() {
        return world.get("dev", base + "/commits/master").json().get("id").asText();
    }

    @Test
    void developersWriteWhereTheBranchIsTheirs() {
        world.as("dev", "POST", base + "/branches", "branch_name=topic&ref=master");
        var form = "branch_name=topic&content=x&commit_message=m&file_path=";
        assertThat(roles.ask("POST", base + "/files", form + "n.txt"))
                .isEqualTo("401 404 403 403 201 400 400 400");
        assertThat(roles.ask("PUT", base + "/files", form + "n.txt"))
                .isEqualTo("401 404 403 403 200 200 200 200");
        assertThat(roles.ask("DELETE", base + "/files", form + "n.txt"))
                .isEqualTo("401 404 403 403 200 400 400 400");
        assertThat(roles.get(base + "/files?file_path=a.txt&ref=topic"))
                .isEqualTo("401 404 403 200 200 200 200 200");
        assertThat(write("dev", "PUT", "a.txt", "x", "m").text())
                .isEqualTo("{\"message\":\"You are not allowed to push into this branch\"}");
    }

    @Test
    void parametersAreAskedForInTheirOrder() {
        var asked =
                List.of(
                        List.of("", "file_path"),
                        List.of("file_path=x", "branch_name"),
                        List.of("file_path=x&branch_name=master", "content"),
                        List.of("file_path=x&branch_name=master&content=x", "commit_message"),
                        List.of(
                                "file_path=x&branch_name=master&content=x&commit_message=%20",
                                "commit_message"));
        for (var one : asked) {
            for (var method : List.of("POST", "PUT")) {
                assertThat(world.as("master", method, base + "/files", one.get(0)).text())
                        .isEqualTo(
                                "{\"message\":\"400 (Bad request) \\\"%s\\\" not given\"}"
                                        .formatted(one.get(1)));
            }
        }
        assertThat(world.get("dev", base + "/files?file_path=a.txt").text())
                .contains("\\\"ref\\\" not given");
        assertThat(world.get("dev", base + "/files?ref=master").text())
                .contains("\\\"file_path\\\" not given");
    }

    @Test
    void pathsThatLeadElsewhereAreRefused() {
        var before = head();
        for (var odd :
                List.of(
                        "../x",
                        "a/../../x",
                        "..",
                        "dir/..",
                        "./x",
                        "a/./b",
                        "dir//x/..",
                        ".git/config",
                        ".GIT/hooks/x",
                        "dir/.git",
                        "git~1/x",
                        ".git./x",
                        ".git%20/x",
                        "%E2%80%8C.git/x",
                        ".g%E2%80%8Ci%E2%80%8Dt/x",
                        "a%0Ab",
                        "a%09b",
                        "a%7Fb",
                        "dir",
                        "a.txt/b",
                        "/",
                        "x".repeat(5000))) {
            for (var method : List.of("POST", "PUT", "DELETE")) {
                var refused = write("master", method, odd, "x", "m");
                assertThat(refused.status()).as(method + " " + odd + refused.text()).isEqualTo(400);
            }
        }
        assertThat(write("master", "PUT", "a%00b", "x", "m").status()).isEqualTo(400);
        assertThat(head()).isEqualTo(before);
        assertThat(write("master", "POST", "/lead.txt", "x", "m").json().get("file_path").asText())
                .isEqualTo("lead.txt");
        assertThat(write("master", "PUT", "%C3%9Cn%C3%AF/%E2%82%AC.txt", "x", "m").status())
                .isEqualTo(200);
    }

    @Test
    void branchesThatAreNoneAreRefused() {
        for (var odd :
                List.of(
                        "none",
                        "refs/heads/master",
                        "HEAD",
                        "..",
                        "a..b",
                        "-x",
                        "a%0Ab",
                        "x.lock")) {
            var refused =
                    world.as(
                            "master",
                            "POST",
                            base + "/files",
                            "file_path=n&content=x&commit_message=m&branch_name=" + odd);
            assertThat(refused.text())
                    .as(odd)
                    .isEqualTo(
                            "{\"message\":\"You can only create or edit files when you are on a"
                                    + " branch\"}");
        }
    }

    @Test
    void encodingsAreTextAndBase64() {
        var form = "file_path=bin&branch_name=master&commit_message=m&encoding=base64&content=";
        assertThat(world.as("master", "POST", base + "/files", form + "%2F%2F8A").status())
                .isEqualTo(201);
        assertThat(world.get("dev", base + "/blobs/master?filepath=bin").response().body())
                .containsExactly(-1, -1, 0);
        assertThat(world.as("master", "PUT", base + "/files", form + "a").text())
                .isEqualTo("{\"message\":\"The content is not valid base64\"}");
        var json =
                world.send(
                        "PUT",
                        base + "/files",
                        "{\"file_path\":\"n\",\"branch_name\":\"master\",\"content\":12,\"commit_message\":true}",
                        "Content-Type",
                        "application/json",
                        "PRIVATE-TOKEN",
                        world.token("master"));
        assertThat(json.status()).as(json.text()).isEqualTo(200);
        for (var wrong :
                List.of(
                        "{\"file_path\":{\"a\":1},\"branch_name\":\"master\",\"content\":\"x\",\"commit_message\":\"m\"}",
                        "{\"file_path\":[\"a\"],\"branch_name\":\"master\",\"content\":\"x\",\"commit_message\":\"m\"}",
                        "[1]",
                        "{\"file_path\":",
                        "{\"file_path\":null}")) {
            var refused =
                    world.send(
                            "POST",
                            base + "/files",
                            wrong,
                            "Content-Type",
                            "application/json",
                            "PRIVATE-TOKEN",
                            world.token("master"));
            assertThat(refused.status()).as(wrong).isEqualTo(400);
        }
    }

    @Test
    void whoKnowsAnOldFileIsTold() {
        var last =
                world.get("dev", base + "/files?file_path=a.txt&ref=master")
                        .json()
                        .get("last_commit_id")
                        .asText();
        // Another file's commit does not matter.
        var form = "file_path=a.txt&branch_name=master&commit_message=m&content=";
        assertThat(
                        world.as(
                                        "master",
                                        "PUT",
                                        base + "/files",
                                        form + "1&last_commit_sha=" + last)
                                .status())
                .isEqualTo(200);
        for (var method : List.of("PUT", "DELETE")) {
            var stale =
                    world.as("master", method, base + "/files", form + "2&last_commit_id=" + last);
            assertThat(stale.status()).isEqualTo(400);
            assertThat(stale.text()).contains("has changed since you started editing it");
        }
        assertThat(world.get("dev", base + "/blobs/master?filepath=a.txt").text()).isEqualTo("1");
    }

    @Test
    void messagesAndNamesStayWhereTheyBelong() {
        world.as("root", "PUT", "/users/" + world.id("master"), "name=Eve%0Aparent+x+%3Ce%3E");
        var made = write("master", "POST", "m.txt", "x", "One%0A%0ATwo%0D%0A");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        var commit = world.get("dev", base + "/commits/master").json();
        assertThat(commit.get("title").asText()).isEqualTo("One");
        assertThat(commit.get("author_name").asText()).doesNotContain("\n", "<", ">");
        assertThat(commit.get("parent_ids")).hasSize(1);
        var repository = world.forge.forge().projects().openOrCreate(project);
        assertThat(RepositoryFixture.of(repository).commitOf("master").hex())
                .isEqualTo(commit.get("id").asText());
    }

    @Test
    void modesStayWhenFilesChange() {
        var repository = world.forge.forge().projects().openOrCreate(project);
        RepositoryFixture.of(repository)
                .branch("master")
                .executable("run.sh", "1")
                .link("link", "a.txt")
                .commit("Modes");
        write("master", "PUT", "run.sh", "2", "m");
        var tree = world.get("dev", base + "/tree?ref_name=master").json();
        assertThat(tree.findValuesAsText("mode")).contains("100755");
        var read = world.get("dev", base + "/files?file_path=link&ref=master").json();
        assertThat(read.get("size").asInt()).isEqualTo(5);
        assertThat(world.get("dev", base + "/files?file_path=dir&ref=master").text())
                .isEqualTo("{\"message\":\"404 File Not Found\"}");
    }

    @Test
    void idsOfPrivateThingsTellNothing() {
        var secret = world.forge.project("hidden/secret").id().value();
        for (var call :
                List.of(
                        "/repository/tree",
                        "/repository/commits",
                        "/members",
                        "/events",
                        "/labels",
                        "/hooks",
                        "/keys",
                        "/users",
                        "/repository/files?file_path=a&ref=b")) {
            var hidden = world.get("dev", "/projects/" + secret + call);
            var missing = world.get("dev", "/projects/99999" + call);
            assertThat(hidden.status()).as(call).isEqualTo(missing.status());
            assertThat(hidden.text()).as(call).isEqualTo(missing.text());
        }
        assertThat(world.get("dev", "/projects/hidden%2Fsecret").text())
                .isEqualTo(world.get("dev", "/projects/hidden%2Fnone").text());
        for (var odd :
                List.of(
                        "0",
                        "-1",
                        "9999999999999999999",
                        "1%20",
                        "1e3",
                        "%00",
                        "a%2Fb%2Fc",
                        "%2F",
                        "..")) {
            assertThat(world.get("dev", "/projects/" + odd).status()).as(odd).isIn(400, 404);
        }
    }
}
