package io.slipway.git.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.git.GitCommand;
import io.slipway.git.RepositoryFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffsTest {

    @TempDir Path folder;
    private RepositoryFixture fixture;
    private Diffs diffs;

    @BeforeEach
    void fill() {
        fixture = RepositoryFixture.in(folder);
        diffs = fixture.repository().diffs();
    }

    @Test
    void showsTheSameTextAsGit() {
        var lines = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n";
        var from =
                fixture.file("a.txt", lines).file("b.txt", lines + "b").file("c", "x").commit("1");
        var to =
                fixture.file("a.txt", lines.replace("five", "FIVE"))
                        .delete("b.txt")
                        .file("moved/b.txt", lines + "b!")
                        .file("neu-ä.txt", "no line break")
                        .delete("c")
                        .commit("2");
        var diff = diffs.between(from, to, DiffSettings.defaults());
        assertThat(diff.complete()).isTrue();
        var git = GitCommand.in(folder.resolve("01/1.git"));
        for (var file : diff.files()) {
            var text =
                    git.run(
                            "-c",
                            "core.quotePath=false",
                            "diff",
                            "-M",
                            from.hex(),
                            to.hex(),
                            "--",
                            file.oldPath(),
                            file.newPath());
            assertThat(file.patch())
                    .as(file.newPath())
                    .isEqualTo(text.substring(text.indexOf("--- ")));
        }
        assertThat(diff.files())
                .extracting(f -> f.change() + " " + f.oldPath() + " " + f.newPath())
                .containsExactlyInAnyOrder(
                        "MODIFIED a.txt a.txt",
                        "RENAMED b.txt moved/b.txt",
                        "DELETED c c",
                        "ADDED neu-ä.txt neu-ä.txt");
        assertThat(diff.files())
                .filteredOn(f -> f.change() == FileDiff.Change.ADDED)
                .allSatisfy(f -> {
                    assertThat(f.oldMode()).isEqualTo("0");
                    assertThat(f.newMode()).isEqualTo("100644");
                    assertThat(f.patch()).startsWith("--- /dev/null\n+++ b/neu-ä.txt\n");
                });
    }

    @Test
    void pureRenamesAndModeChangesHaveNoText() {
        var text = "some text\n".repeat(20);
        var from = fixture.file("a", text).file("run", "x").commit("1");
        var to = fixture.delete("a").file("b", text).executable("run", "x").commit("2");
        assertThat(diffs.between(from, to, DiffSettings.defaults()).files())
                .allSatisfy(f -> assertThat(f.patch()).isEmpty())
                .hasSize(2);
    }

    @Test
    void binaryFilesAreOnlyNamed() {
        var from = fixture.file("a", "x\0y").commit("1");
        var to = fixture.file("a", "x\0z").commit("2");
        assertThat(diffs.between(from, to, DiffSettings.defaults()).files().getFirst().patch())
                .isEqualTo("Binary files a/a and b/a differ\n");
        assertThat(diffs.of(from, DiffSettings.defaults()).files().getFirst().patch())
                .isEqualTo("Binary files /dev/null and b/a differ\n");
    }

    @Test
    void limitsCutTextBeforeFiles() {
        var from = fixture.file("a", "a\n").commit("1");
        var to = fixture.file("b", "b\n".repeat(100)).file("c", "c\n").file("d", "d\n").commit("2");
        var small = new DiffSettings(2, 1 << 20, 100, 1 << 20, 3);
        var diff = diffs.between(from, to, small);
        assertThat(diff.complete()).isFalse();
        assertThat(diff.files()).hasSize(2);
        assertThat(diff.files().getFirst().tooLarge()).isTrue();
        assertThat(diff.files().getLast().patch()).isNotEmpty();
    }

    @Test
    void comparesFromWhereTwoBranchesParted() {
        fixture.file("a", "a").commit("base");
        fixture.branch("topic", "main").file("t", "t").commit("topic 1");
        var topic = fixture.file("u", "u").commit("topic 2");
        var main = fixture.branch("main").file("m", "m").commit("main");
        var comparison = diffs.compare(main, topic, 100, DiffSettings.defaults());
        assertThat(comparison.commits())
                .extracting(Commit::title)
                .containsExactly("topic 1", "topic 2");
        assertThat(comparison.diff().files())
                .extracting(FileDiff::newPath)
                .containsExactly("t", "u");
        var cut = diffs.compare(main, topic, 1, DiffSettings.defaults());
        assertThat(cut.complete()).isFalse();
        assertThat(cut.commits()).extracting(Commit::title).containsExactly("topic 2");
        assertThat(diffs.compare(topic, topic, 10, DiffSettings.defaults()).commits()).isEmpty();
        assertThat(fixture.repository().commits().contributors(topic, 100))
                .containsExactly(new Contributor("Ada Lovelace", "ada@example.com", 3));
    }
}
