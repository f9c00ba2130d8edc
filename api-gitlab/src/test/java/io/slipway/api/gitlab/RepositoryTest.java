package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.access.Role;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.TreeSet;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files, commits, branches, tags and archives of a repository that is filled over the API. */
@Timeout(120)
class RepositoryTest {
    private final World world = new World();
    private String base;

    @BeforeEach
    void fill() {
        base = "/projects/" + world.forge.project("demo/web").id().value() + "/repository";
        world.forge.member("master", "demo", Role.MASTER);
        world.forge.member("dev", "demo", Role.DEVELOPER);
        world.forge.member("reporter", "demo", Role.REPORTER);
        world.forge.member("guest", "demo", Role.GUEST);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private World.Answer write(
            String who, String method, String path, String content, String branch) {
        return world.as(
                who,
                method,
                base + "/files",
                "file_path=%s&branch_name=%s&content=%s&commit_message=Change+%s"
                        .formatted(path, branch, content, path));
    }

    private void seed() {
        assertThat(write("master", "POST", "README.md", "hello%0A", "master").status())
                .isEqualTo(201);
        assertThat(write("master", "POST", "dir/a.txt", "a%0A", "master").status()).isEqualTo(201);
    }

    @Test
    void theFirstFileMakesTheDefaultBranchAndProtectsIt() {
        var made = write("master", "POST", "README.md", "hello%0A", "master");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.text())
                .isEqualTo("{\"file_path\":\"README.md\",\"branch_name\":\"master\"}");
        assertThat(world.get("dev", "/projects/demo%2Fweb").json().get("default_branch").asText())
                .isEqualTo("master");
        var branch = world.get("reporter", base + "/branches/master").json();
        assertThat(branch.get("protected").asBoolean()).isTrue();
        assertThat(branch.at("/commit/message").asText()).startsWith("Change README.md");
        assertThat(branch.at("/commit/author_email").asText()).isEqualTo("master@forge.test");
        assertThat(branch.at("/commit").has("short_id")).isFalse();
    }

    @Test
    void filesAreReadUpdatedAndDeleted() {
        seed();
        var read = world.get("reporter", base + "/files?file_path=dir/a.txt&ref=master").json();
        assertThat(
                        new String(
                                Base64.getDecoder().decode(read.get("content").asText()),
                                StandardCharsets.UTF_8))
                .isEqualTo("a\n");
        assertThat(read.get("file_name").asText()).isEqualTo("a.txt");
        assertThat(read.get("size").asInt()).isEqualTo(2);
        assertThat(read.get("last_commit_id").asText()).hasSize(40);
        assertThat(write("master", "PUT", "dir/a.txt", "b", "master").status()).isEqualTo(200);
        var base64 =
                world.as(
                        "master",
                        "PUT",
                        base + "/files",
                        "file_path=bin&branch_name=master&encoding=base64&content=AAEC&commit_message=m");
        assertThat(base64.status()).isEqualTo(200);
        assertThat(world.get("dev", base + "/blobs/master?filepath=bin").response().body())
                .containsExactly(0, 1, 2);
        var gone =
                world.as(
                        "master",
                        "DELETE",
                        base + "/files?file_path=dir/a.txt&branch_name=master&commit_message=m",
                        "");
        assertThat(gone.status()).isEqualTo(200);
        assertThat(world.get("dev", base + "/files?file_path=dir/a.txt&ref=master").text())
                .isEqualTo("{\"message\":\"404 File Not Found\"}");
        assertThat(world.get("dev", base + "/files?file_path=a&ref=none").text())
                .isEqualTo("{\"message\":\"404 Commit Not Found\"}");
        assertThat(world.get("dev", base + "/files?ref=master").text()).contains("file_path");
    }

    @Test
    void badFileChangesAreRefusedInTheWordsOfTheApi() {
        seed();
        assertThat(write("dev", "POST", "x", "y", "master").text())
                .isEqualTo("{\"message\":\"You are not allowed to push into this branch\"}");
        assertThat(write("master", "POST", "README.md", "y", "master").text())
                .contains("a file with the same name already exists");
        assertThat(write("master", "POST", "x", "y", "nope").text())
                .contains("when you are on a branch");
        assertThat(write("master", "POST", "../x", "y", "master").text())
                .contains("directory traversal");
        assertThat(write("master", "PUT", "../x", "y", "master").text()).contains("Invalid path");
        assertThat(write("master", "POST", "a%24b", "y", "master").text())
                .contains("can contain only letters");
        assertThat(write("master", "POST", ".git/config", "y", "master").status()).isEqualTo(400);
        assertThat(write("master", "POST", "x", "", "master").text()).contains("\\\"content\\\"");
        assertThat(write("reporter", "POST", "x", "y", "master").status()).isEqualTo(403);
        assertThat(write("guest", "POST", "x", "y", "master").status()).isEqualTo(403);
        assertThat(
                        world.as(
                                        "master",
                                        "DELETE",
                                        base + "/files",
                                        "file_path=none&branch_name=master&commit_message=m")
                                .status())
                .isEqualTo(400);
    }

    @Test
    void treesAreListedFoldersFirst() {
        seed();
        var tree = world.get("reporter", base + "/tree").json();
        assertThat(tree).hasSize(2);
        assertThat(tree.get(0).get("name").asText()).isEqualTo("dir");
        assertThat(tree.get(0).get("mode").asText()).isEqualTo("040000");
        assertThat(tree.get(1).get("type").asText()).isEqualTo("blob");
        var blob = tree.get(1).get("id").asText();
        assertThat(world.get("reporter", base + "/raw_blobs/" + blob).text()).isEqualTo("hello\n");
        assertThat(world.get("reporter", base + "/raw_blobs/" + "0".repeat(40)).text())
                .contains("404 Blob Not Found");
        assertThat(
                        world.get("reporter", base + "/tree?path=dir")
                                .json()
                                .get(0)
                                .get("name")
                                .asText())
                .isEqualTo("a.txt");
        assertThat(world.get("reporter", base + "/tree?path=none").text()).isEqualTo("[]");
        assertThat(world.get("reporter", base + "/tree?path=../..").text()).isEqualTo("[]");
        assertThat(world.get("reporter", base + "/tree?ref_name=none").text())
                .isEqualTo("{\"message\":\"404 Tree Not Found\"}");
        var denied = world.get("guest", base + "/tree");
        assertThat(denied.status()).isEqualTo(403);
        assertThat(denied.text()).isEqualTo("{\"message\":\"403 Forbidden\"}");
    }

    @Test
    void branchesAreMadeProtectedAndRemoved() {
        seed();
        var made = world.as("dev", "POST", base + "/branches", "branch_name=feature/x&ref=master");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.json().get("protected").asBoolean()).isFalse();
        assertThat(world.get("dev", base + "/branches/feature/x").status()).isEqualTo(200);
        assertThat(world.get("dev", base + "/branches/feature%2Fx").status()).isEqualTo(200);
        assertThat(world.get("dev", base + "/branches").json()).hasSize(2);
        assertThat(
                        world.as(
                                        "dev",
                                        "POST",
                                        base + "/branches",
                                        "branch_name=feature/x&ref=master")
                                .text())
                .contains("Branch already exists");
        assertThat(
                        world.as("dev", "POST", base + "/branches", "branch_name=a..b&ref=master")
                                .text())
                .contains("Branch name is invalid");
        assertThat(world.as("dev", "POST", base + "/branches", "branch_name=b&ref=none").text())
                .contains("Invalid reference name");
        assertThat(
                        world.as("reporter", "POST", base + "/branches", "branch_name=b&ref=master")
                                .status())
                .isEqualTo(403);
        assertThat(world.as("dev", "PUT", base + "/branches/feature/x/protect", "").status())
                .isEqualTo(403);
        var protectedBranch =
                world.as(
                        "master",
                        "PUT",
                        base + "/branches/feature/x/protect",
                        "developers_can_push=true");
        assertThat(protectedBranch.json().get("protected").asBoolean()).isTrue();
        assertThat(protectedBranch.json().get("developers_can_push").asBoolean()).isTrue();
        assertThat(world.as("dev", "DELETE", base + "/branches/feature/x", "").text())
                .isEqualTo("{\"message\":\"Protected branch cant be removed\"}");
        world.as("master", "PUT", base + "/branches/feature%2Fx/unprotect", "");
        assertThat(world.as("dev", "DELETE", base + "/branches/feature%2Fx", "").text())
                .isEqualTo("{\"branch_name\":\"feature/x\"}");
        assertThat(world.as("dev", "DELETE", base + "/branches/feature/x", "").text())
                .isEqualTo("{\"message\":\"No such branch\"}");
        assertThat(world.as("dev", "DELETE", base + "/branches/master", "").status())
                .isEqualTo(405);
        assertThat(world.get("dev", base + "/branches/none").text())
                .isEqualTo("{\"message\":\"404 Branch Not Found\"}");
    }

    @Test
    void tagsAreListedLastNameFirst() {
        seed();
        var plain = world.as("dev", "POST", base + "/tags", "tag_name=v1&ref=master");
        assertThat(plain.status()).as(plain.text()).isEqualTo(201);
        assertThat(plain.json().get("message").isNull()).isTrue();
        var told = world.as("dev", "POST", base + "/tags", "tag_name=v2&ref=master&message=Second");
        assertThat(told.json().get("message").asText()).isEqualTo("Second");
        var tags = world.get("reporter", base + "/tags").json();
        assertThat(tags.get(0).get("name").asText()).isEqualTo("v2");
        assertThat(tags.get(0).at("/commit/id").asText()).hasSize(40);
        assertThat(world.as("dev", "POST", base + "/tags", "tag_name=v1&ref=master").text())
                .contains("Tag v1 already exists");
        assertThat(world.as("dev", "POST", base + "/tags", "tag_name=v3&ref=foo").text())
                .contains("Target foo is invalid");
        assertThat(world.as("dev", "POST", base + "/tags", "tag_name=a b&ref=master").text())
                .contains("Tag name invalid");
        assertThat(world.get("dev", base + "/tags/none").text())
                .isEqualTo("{\"message\":\"404 Tag Not Found\"}");
        assertThat(world.as("master", "DELETE", base + "/tags/v1", "").text())
                .isEqualTo("{\"tag_name\":\"v1\"}");
        assertThat(world.as("master", "DELETE", base + "/tags/v1", "").text())
                .isEqualTo("{\"message\":\"No such tag\"}");
    }

    @Test
    void commitsArePagedFromZeroWithoutHeaders() {
        seed();
        var all = world.get("reporter", base + "/commits");
        assertThat(all.json()).hasSize(2);
        assertThat(all.header("X-Total")).isEqualTo("absent");
        var first = all.json().get(0);
        assertThat(first.get("title").asText()).isEqualTo("Change dir/a.txt");
        assertThat(first.get("created_at").asText()).matches(".*\\.000[+-]\\d\\d:\\d\\d");
        assertThat(
                        world.get("reporter", base + "/commits?per_page=1&page=1")
                                .json()
                                .get(0)
                                .get("title")
                                .asText())
                .isEqualTo("Change README.md");
        assertThat(world.get("reporter", base + "/commits?ref_name=none").text()).isEqualTo("[]");
        assertThat(world.get("reporter", base + "/commits?since=yesterday").text())
                .isEqualTo(
                        "{\"message\":\"\\\"since\\\" must be a timestamp in ISO 8601 format: YYYY-MM-DDTHH:MM:SSZ\"}");
        assertThat(world.get("reporter", base + "/commits?until=2000-01-01T00:00:00Z").text())
                .isEqualTo("[]");
        var sha = first.get("id").asText();
        var one = world.get("reporter", base + "/commits/" + sha.substring(0, 8)).json();
        assertThat(one.get("id").asText()).isEqualTo(sha);
        assertThat(one.get("parent_ids")).hasSize(1);
        assertThat(one.get("status").isNull()).isTrue();
        assertThat(world.get("reporter", base + "/commits/none").text())
                .isEqualTo("{\"message\":\"404 Commit Not Found\"}");
        var diff = world.get("reporter", base + "/commits/master/diff").json().get(0);
        assertThat(diff.get("new_file").asBoolean()).isTrue();
        assertThat(diff.get("a_mode").asText()).isEqualTo("0");
        assertThat(diff.get("diff").asText()).startsWith("--- /dev/null\n+++ b/dir/a.txt\n@@");
    }

    @Test
    void comparisonsArchivesAndContributors() {
        seed();
        world.as("dev", "POST", base + "/branches", "branch_name=next&ref=master");
        write("dev", "PUT", "README.md", "bye%0A", "next");
        var compared = world.get("reporter", base + "/compare?from=master&to=next").json();
        assertThat(compared.get("commits")).hasSize(1);
        assertThat(compared.at("/diffs/0/new_path").asText()).isEqualTo("README.md");
        assertThat(compared.get("compare_same_ref").asBoolean()).isFalse();
        assertThat(
                        world.get("reporter", base + "/compare?from=next&to=next")
                                .json()
                                .get("compare_same_ref")
                                .asBoolean())
                .isTrue();
        assertThat(
                        world.get("reporter", base + "/compare?from=x&to=next")
                                .json()
                                .get("commit")
                                .isNull())
                .isTrue();
        assertThat(world.get("reporter", base + "/compare?from=x").status()).isEqualTo(400);
        assertThat(
                        world.get("reporter", base + "/contributors")
                                .json()
                                .get(0)
                                .get("commits")
                                .asInt())
                .isEqualTo(2);
    }

    @Test
    void archivesHoldTheFilesInOneFolder() throws Exception {
        seed();
        var zip = world.get("reporter", base + "/archive.zip?sha=master");
        assertThat(zip.status()).isEqualTo(200);
        assertThat(zip.header("Content-Disposition"))
                .matches("attachment; filename=\"web-master-[0-9a-f]{40}\\.zip\"");
        var names = new TreeSet<String>();
        try (var in = new ZipInputStream(new ByteArrayInputStream(zip.response().body()))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName().replaceFirst("^web-master-[0-9a-f]{40}/", ""));
            }
        }
        assertThat(names).contains("README.md", "dir/a.txt");
        for (var format : new String[] {"", ".tar", ".tar.gz", ".tgz", ".tar.bz2"}) {
            assertThat(world.get("reporter", base + "/archive" + format).status()).isEqualTo(200);
        }
        assertThat(world.get("reporter", base + "/archive?sha=none").text())
                .isEqualTo("{\"message\":\"404 File Not Found\"}");
    }

    @Test
    void anEmptyRepositoryHasNothing() {
        assertThat(world.get("reporter", base + "/branches").text()).isEqualTo("[]");
        assertThat(world.get("reporter", base + "/tags").text()).isEqualTo("[]");
        assertThat(world.get("reporter", base + "/commits").text()).isEqualTo("[]");
        assertThat(world.get("reporter", base + "/tree").status()).isEqualTo(404);
        assertThat(world.get("reporter", base + "/contributors").text())
                .isEqualTo("{\"message\":\"404 Not Found\"}");
    }
}
