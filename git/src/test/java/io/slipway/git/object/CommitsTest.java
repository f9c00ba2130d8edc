package io.slipway.git.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.git.GitCommand;
import io.slipway.git.RepositoryFixture;
import io.slipway.tree.TreeException;
import io.slipway.tree.TreePath;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitsTest {

    @TempDir Path folder;
    private RepositoryFixture fixture;
    private Commits commits;
    private CommitId first;
    private CommitId second;
    private CommitId side;
    private CommitId merged;

    @BeforeEach
    void fill() {
        fixture = RepositoryFixture.in(folder);
        commits = fixture.repository().commits();
        first = fixture.file("a", "1").commit("first\n\nbody");
        second = fixture.file("b", "2").commit("second");
        side = fixture.branch("other", "main").file("c", "3").commit("side");
        fixture.branch("main").file("d", "4").commit("third");
        merged = fixture.file("c", "3").merge("other", "merge");
    }

    @Test
    void readsEverythingOfACommit() {
        var commit = commits.find(first).orElseThrow();
        assertThat(commit.title()).isEqualTo("first");
        assertThat(commit.message()).isEqualTo("first\n\nbody");
        assertThat(commit.parents()).isEmpty();
        assertThat(commit.author())
                .isEqualTo(
                        new Person(
                                "Ada Lovelace",
                                "ada@example.com",
                                OffsetDateTime.parse("2026-01-01T12:00:00+01:00")));
        var git = GitCommand.in(folder.resolve("01/1.git"));
        assertThat(git.run("log", "-1", "--format=%an %ae %ad %T", first.hex()).strip())
                .isEqualTo(
                        "Ada Lovelace ada@example.com Thu Jan 1 12:00:00 2026 +0100 "
                                + commit.tree());
        assertThat(commits.find(merged).orElseThrow().isMerge()).isTrue();
    }

    @Test
    void listsAHistoryNewestFirst() {
        assertThat(titles(LogQuery.newest(merged, 10)))
                .containsExactly("merge", "third", "side", "second", "first");
        assertThat(titles(LogQuery.newest(merged, 2).skipping(1))).containsExactly("third", "side");
        assertThat(titles(LogQuery.newest(merged, 10).withoutMerges())).hasSize(4);
        assertThat(titles(LogQuery.newest(merged, 10).without(second)))
                .containsExactly("merge", "third", "side");
        assertThat(titles(LogQuery.newest(merged, 10).touching(TreePath.of("c"))))
                .containsExactly("side");
        var at = commits.find(second).orElseThrow().committer().when().toInstant();
        assertThat(titles(LogQuery.newest(merged, 10).committed(Optional.of(at), Optional.of(at))))
                .containsExactly("second");
        assertThat(commits.count(merged, List.of(first), 100)).isEqualTo(4);
    }

    private List<String> titles(LogQuery query) {
        return commits.log(query).stream().map(Commit::title).toList();
    }

    @Test
    void findsWhereHistoriesPart() {
        var third = commits.find(merged).orElseThrow().parents().getFirst();
        assertThat(commits.mergeBase(third, side)).contains(second);
        assertThat(commits.isAncestor(first, merged)).isTrue();
        assertThat(commits.isAncestor(merged, first)).isFalse();
        assertThat(commits.isAncestor(first, first)).isTrue();
        assertThatThrownBy(() -> commits.isAncestor(first, CommitId.of("2".repeat(40))))
                .isInstanceOf(NoSuchObject.class);
    }

    @Test
    void writesOnlyWhatChangesAndKeepsModes() {
        var run = fixture.executable("x/run.sh", "1").file("x/y", "y").commit("run");
        var next = fixture.file("x/run.sh", "2").delete("x/y").commit("next");
        var git = GitCommand.in(folder.resolve("01/1.git"));
        assertThat(git.run("diff", "--raw", run.hex(), next.hex()))
                .contains("100755 100755")
                .contains("D\tx/y");
        fixture.delete("x/run.sh").commit("empty");
        assertThat(git.run("ls-tree", "main")).doesNotContain("x");
        assertThat(git.run("fsck", "--strict", "--full")).isEmpty();
    }

    @Test
    void changesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> fixture.file("a/b", "x").commit("below a file"))
                .isInstanceOf(TreeException.class);
        fixture.file("dir/x", "x").commit("dir");
        assertThatThrownBy(() -> fixture.file("dir", "x").commit("over a directory"))
                .isInstanceOf(TreeException.class);
        assertThatThrownBy(() -> fixture.delete("none").commit("nothing to delete"))
                .isInstanceOf(TreeException.class);
    }

    @Test
    void namesCannotBreakOutOfTheirLine() {
        var sly =
                new Person(
                        "Eve <eve@x>\nparent 123",
                        "e>\n@x",
                        OffsetDateTime.parse("2026-01-01T00:00:00Z"));
        var id = commits.write(new NewCommit(List.of(first), List.of(), sly, sly, "m"));
        var commit = commits.find(id).orElseThrow();
        assertThat(commit.parents()).containsExactly(first);
        assertThat(commit.author().name()).isEqualTo("Eve eve@xparent 123");
    }
}
