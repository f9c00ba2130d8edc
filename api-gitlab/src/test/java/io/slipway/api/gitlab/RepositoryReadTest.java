package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.access.Visibility;
import io.slipway.git.RepositoryFixture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reading of repositories: who may, what they see, and what odd questions get. */
@Timeout(120)
class RepositoryReadTest {
    private static final String CODE = "401 404 403 200 200 200 200 200";
    private static final String OPEN = "401 200 200 200 200 200 200 200";

    private final World world = new World();
    private Roles roles;
    private String base;
    private RepositoryFixture git;

    @BeforeEach
    void fill() {
        var project = world.forge.project("demo/web");
        base = "/projects/" + project.id().value() + "/repository";
        roles = Roles.in(world, "demo");
        git = fixture(project);
        git.file("a/deep/x.txt", "x\n")
                .file("a.txt", "1\n")
                .executable("run.sh", "#!/bin/sh\n")
                .link("link", "a.txt")
                .commit("First");
    }

    private RepositoryFixture fixture(io.slipway.forge.project.Project project) {
        return RepositoryFixture.of(world.forge.forge().projects().openOrCreate(project))
                .branch("master");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private List<String> reads(String repository) {
        var blob = world.get("root", repository + "/tree").json().get(1).get("id").asText();
        return List.of(
                repository + "/tree?ref_name=master",
                repository + "/blobs/master?filepath=a.txt",
                repository + "/commits/master/blob?filepath=a.txt",
                repository + "/raw_blobs/" + blob,
                repository + "/archive?sha=master",
                repository + "/archive.zip?sha=master",
                repository + "/compare?from=master&to=master",
                repository + "/commits",
                repository + "/commits/master",
                repository + "/commits/master/diff",
                repository + "/branches",
                repository + "/branches/master",
                repository + "/tags",
                repository + "/files?file_path=a.txt&ref=master");
    }

    @Test
    void codeIsForReportersOfPrivateProjectsAndForAllOfPublicOnes() {
        for (var path : reads(base)) {
            assertThat(roles.get(path)).as(path).isEqualTo(CODE);
        }
        for (var visibility : List.of(Visibility.PUBLIC, Visibility.INTERNAL)) {
            var open = world.forge.project("demo/" + visibility.text(), visibility);
            fixture(open).file("dir/b", "b").file("a.txt", "1\n").commit("First");
            for (var path : reads("/projects/" + open.id().value() + "/repository")) {
                // Guests are members, yet see what everybody sees.
                assertThat(roles.get(path)).as(path).isEqualTo(OPEN);
            }
        }
    }

    private List<String> tree(String query) {
        var lines = new ArrayList<String>();
        world.get("reporter", base + "/tree?" + query)
                .json()
                .forEach(item ->
                        lines.add(
                                item.get("mode").asText()
                                        + " "
                                        + item.get("type").asText()
                                        + " "
                                        + item.get("name").asText()));
        return lines;
    }

    @Test
    void treesShowModesAndComeFoldersFirst() {
        assertThat(tree("ref_name=master"))
                .containsExactly(
                        "040000 tree a",
                        "100644 blob a.txt",
                        "120000 blob link",
                        "100755 blob run.sh");
        assertThat(tree("ref_name=master&path=a/deep")).containsExactly("100644 blob x.txt");
        assertThat(tree("ref_name=master&path=/a/")).containsExactly("040000 tree deep");
        for (var odd : List.of("a.txt", "../a", "a/../..", ".git", "a%0D%0Ab", "%2e%2e")) {
            assertThat(tree("ref_name=master&path=" + odd)).as(odd).isEmpty();
        }
    }

    @Test
    void refsAreNamedByBranchTagAndPartsOfIds() {
        git.branch("feature/x", "master").file("b", "b").commit("Second");
        git.tag("v1.0");
        var id = git.commitOf("feature/x").hex();
        for (var name :
                List.of(
                        "feature%2Fx",
                        "v1.0", id, id.substring(0, 8), "refs%2Fheads%2Ffeature%2Fx")) {
            assertThat(world.get("reporter", base + "/commits/" + name).json().get("id").asText())
                    .as(name)
                    .isEqualTo(id);
            assertThat(world.get("reporter", base + "/blobs/" + name + "?filepath=b").text())
                    .isEqualTo("b");
        }
        for (var odd :
                List.of(
                        "none",
                        "0".repeat(40),
                        "abc",
                        "HEAD~1",
                        "master%5E",
                        "..",
                        "-x",
                        "a%0Ab")) {
            assertThat(world.get("reporter", base + "/commits/" + odd).text())
                    .as(odd)
                    .isEqualTo("{\"message\":\"404 Commit Not Found\"}");
        }
    }

    @Test
    void rawFilesAreTextAndNothingElse() {
        var raw = world.get("reporter", base + "/blobs/master?filepath=link");
        assertThat(raw.text()).isEqualTo("a.txt");
        assertThat(raw.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(raw.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(world.get("reporter", base + "/blobs/master").text())
                .isEqualTo("{\"message\":\"400 (Bad request) \\\"filepath\\\" not given\"}");
        for (var odd : List.of("none", "a", "../a.txt", "a.txt/b", "a%0D%0Ab")) {
            assertThat(world.get("reporter", base + "/blobs/master?filepath=" + odd).text())
                    .as(odd)
                    .isEqualTo("{\"message\":\"404 File Not Found\"}");
        }
        var tree = world.get("reporter", base + "/tree?ref_name=master").json();
        var folder = tree.get(0).get("id").asText();
        assertThat(world.get("reporter", base + "/raw_blobs/" + folder).text())
                .isEqualTo("{\"message\":\"404 Blob Not Found\"}");
        assertThat(world.get("reporter", base + "/raw_blobs/master").status()).isEqualTo(404);
    }

    @Test
    void archivesAreNamedAfterProjectRefAndCommit() {
        var id = git.commitOf("master").hex();
        git.branch("a\"b;c", "master");
        var name = world.get("reporter", base + "/archive.zip?sha=a%22b%3Bc");
        assertThat(name.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"web-a-b-c-" + id + ".zip\"");
        for (var format :
                List.of("tar", "tar.gz", "tgz", "gz", "tar.bz2", "tbz", "tbz2", "tb2", "bz2")) {
            var made = world.get("reporter", base + "/archive." + format + "?sha=" + id);
            assertThat(made.status()).as(format).isEqualTo(200);
            assertThat(made.header("Content-Disposition")).contains("web-" + id + "-" + id + ".t");
        }
        assertThat(world.get("reporter", base + "/archive.rar?sha=master").status()).isEqualTo(404);
        assertThat(world.get("reporter", base + "/archive.zip?sha=a%0D%0AX:%20y").status())
                .isEqualTo(404);
    }

    @Test
    void comparisonsGoFromTheCommonAncestor() {
        git.branch("topic", "master").file("t.txt", "t\n").commit("Topic one");
        git.file("t.txt", "u\n").commit("Topic two");
        git.branch("master").file("m.txt", "m\n").commit("Master");
        var json = world.get("reporter", base + "/compare?from=master&to=topic").json();
        assertThat(json.get("commits").findValuesAsText("title"))
                .containsExactly("Topic one", "Topic two");
        assertThat(json.at("/commit/title").asText()).isEqualTo("Topic two");
        assertThat(json.get("diffs").findValuesAsText("new_path")).containsExactly("t.txt");
        assertThat(json.at("/diffs/0/diff").asText())
                .isEqualTo("--- /dev/null\n+++ b/t.txt\n@@ -0,0 +1 @@\n+u\n");
        assertThat(json.at("/diffs/0/a_mode").asText()).isEqualTo("0");
        assertThat(json.get("compare_timeout").asBoolean()).isFalse();
        var same = world.get("reporter", base + "/compare?from=topic&to=topic").json();
        assertThat(same.get("compare_same_ref").asBoolean()).isTrue();
        assertThat(same.get("commit").isNull()).isTrue();
        var none = world.get("reporter", base + "/compare?from=none&to=topic").json();
        assertThat(none.get("commits")).isEmpty();
        assertThat(none.get("compare_same_ref").asBoolean()).isFalse();
        assertThat(world.get("reporter", base + "/compare?to=topic").text())
                .contains("\\\"from\\\" not given");
        assertThat(world.get("reporter", base + "/compare?from=topic").text())
                .contains("\\\"to\\\" not given");
    }

    @Test
    void contributorsAreTheAuthorsOfTheDefaultBranch() {
        world.as(
                "master",
                "POST",
                base + "/files",
                "file_path=n&branch_name=master&content=n&commit_message=m");
        assertThat(roles.get(base + "/contributors")).isEqualTo(CODE);
        var people = world.get("reporter", base + "/contributors").json();
        assertThat(people.findValuesAsText("email"))
                .containsExactlyInAnyOrder("ada@example.com", "master@forge.test");
        assertThat(people.get(0).get("commits").asInt()).isEqualTo(1);
        assertThat(people.get(0).get("additions").asInt()).isZero();
    }

    @Test
    void commitPagesCountFromZeroAndAreNotAnnounced() {
        for (var n = 2; n <= 25; n++) {
            git.file("n", "" + n).commit("Commit " + n);
        }
        var first = world.get("reporter", base + "/commits?ref_name=master");
        assertThat(first.json()).hasSize(20);
        assertThat(first.header("X-Total")).isEqualTo("absent");
        assertThat(first.header("Link")).isEqualTo("absent");
        assertThat(world.get("reporter", base + "/commits?ref_name=master&page=1").json())
                .hasSize(5);
        assertThat(world.get("reporter", base + "/commits?ref_name=master&page=9").text())
                .isEqualTo("[]");
        assertThat(world.get("reporter", base + "/commits?ref_name=master&per_page=1000").json())
                .hasSize(25);
        assertThat(world.get("reporter", base + "/commits?ref_name=master&per_page=x").json())
                .hasSize(20);
        assertThat(world.get("reporter", base + "/commits?ref_name=none").text()).isEqualTo("[]");
        assertThat(world.get("reporter", base + "/commits?since=yesterday").text())
                .isEqualTo(
                        "{\"message\":\"\\\"since\\\" must be a timestamp in ISO 8601 format:"
                                + " YYYY-MM-DDTHH:MM:SSZ\"}");
        assertThat(
                        world.get(
                                        "reporter",
                                        base
                                                + "/commits?ref_name=master&until=2001-01-01T00:00:00Z")
                                .text())
                .isEqualTo("[]");
    }
}
