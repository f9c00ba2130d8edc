package io.slipway.git.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.git.GitCommand;
import io.slipway.git.RepositoryFixture;
import io.slipway.git.repository.GitRepository;
import io.slipway.git.repository.Repositories;
import io.slipway.git.repository.RepositoryId;
import io.slipway.git.repository.RepositorySettings;
import io.slipway.tree.FileTree;
import io.slipway.tree.FileTree.Kind;
import io.slipway.tree.TreeException;
import io.slipway.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreesTest {

    @TempDir Path folder;

    private static String text(FileTree tree, String path) {
        return new String(tree.read(TreePath.of(path)), StandardCharsets.UTF_8);
    }

    private static Kind kind(FileTree tree, String path) {
        return tree.entry(TreePath.of(path)).orElseThrow().kind();
    }

    @Test
    void readsFilesDirectoriesAndLinks() {
        var fixture = RepositoryFixture.in(folder);
        var commit =
                fixture.file("app/base/a.yaml", "a: 1")
                        .file("app.txt", "x")
                        .executable("run.sh", "#!/bin/sh")
                        .link("link", "app/base/a.yaml")
                        .commit("first");
        var tree = fixture.repository().treeAt(commit);
        assertThat(text(tree, "app/base/a.yaml")).isEqualTo("a: 1");
        assertThat(text(tree, "link")).isEqualTo("app/base/a.yaml");
        assertThat(kind(tree, "link")).isEqualTo(Kind.SYMLINK);
        assertThat(kind(tree, "app")).isEqualTo(Kind.DIRECTORY);
        assertThat(tree.entry(TreePath.of("app/base/none"))).isEmpty();
        assertThat(tree.entry(TreePath.of("app.txt/none"))).isEmpty();
        assertThat(tree.list(TreePath.ROOT))
                .extracting(FileTree.Entry::name)
                .containsExactly("app", "app.txt", "link", "run.sh");
        assertThat(tree.entry(TreePath.of("app.txt")).orElseThrow().size()).isEqualTo(1);
        assertThatThrownBy(() -> tree.read(TreePath.of("app"))).isInstanceOf(TreeException.class);
        assertThatThrownBy(() -> tree.list(TreePath.of("link"))).isInstanceOf(TreeException.class);
        var git = GitCommand.in(folder.resolve("01/1.git"));
        for (var path : List.of("app", "app/base/a.yaml", "run.sh")) {
            assertThat(tree.entry(TreePath.of(path)).orElseThrow().id())
                    .isEqualTo(git.run("rev-parse", "main:" + path).strip());
        }
        assertThat(git.run("ls-tree", "main", "run.sh")).startsWith("100755");
        assertThat(git.run("fsck", "--strict")).isEmpty();
    }

    @Test
    void aDirectoryCanBeARootOfItsOwn() {
        var fixture = RepositoryFixture.in(folder);
        var commit = fixture.file("a/b/c.txt", "c").commit("first");
        var tree = fixture.repository().treeAt(commit, TreePath.of("a/b"));
        assertThat(text(tree, "c.txt")).isEqualTo("c");
        assertThat(tree.list(TreePath.ROOT).getFirst().path()).isEqualTo(TreePath.of("c.txt"));
        assertThatThrownBy(() -> fixture.repository().treeAt(commit, TreePath.of("a/none")))
                .isInstanceOf(TreeException.class)
                .hasMessageContaining("a/none");
    }

    @Test
    void aSubmoduleIsAnEmptyDirectory() {
        var fixture = RepositoryFixture.in(folder);
        fixture.file("a", "a").commit("first");
        var git = GitCommand.in(folder.resolve("01/1.git"));
        var tree = git.with("GIT_INDEX_FILE", folder.resolve("index").toString());
        tree.run("read-tree", "main");
        tree.run("update-index", "--add", "--cacheinfo", "160000," + "1".repeat(40) + ",sub");
        var written = tree.run("write-tree").strip();
        var commit = CommitId.of(git.run("commit-tree", written, "-m", "sub").strip());
        var files = fixture.repository().treeAt(commit);
        assertThat(kind(files, "sub")).isEqualTo(Kind.DIRECTORY);
        assertThat(files.list(TreePath.of("sub"))).isEmpty();
        assertThat(files.entry(TreePath.of("sub/x"))).isEmpty();
    }

    @Test
    void directoriesAreShownAsGitShowsThem() {
        var fixture = RepositoryFixture.in(folder);
        fixture.file("app/x", "x")
                .file("app.txt", "1")
                .file("app-b/y", "y")
                .executable("run.sh", "#!/bin/sh")
                .link("link", "app.txt")
                .file("Ünï/ç d.txt", "u")
                .commit("first");
        var git = GitCommand.in(folder.resolve("01/1.git"));
        var index = git.with("GIT_INDEX_FILE", folder.resolve("index").toString());
        index.run("read-tree", "main");
        index.run("update-index", "--add", "--cacheinfo", "160000," + "1".repeat(40) + ",apps");
        var written = index.run("write-tree").strip();
        var commit = CommitId.of(git.run("commit-tree", written, "-m", "sub").strip());
        var trees = fixture.repository().trees();
        for (var path : List.of("", "app", "Ünï")) {
            var shown =
                    trees.items(commit, TreePath.of(path)).orElseThrow().stream()
                            .map(i -> i.octal() + " " + i.id().hex() + "\t" + i.name())
                            .toList();
            var expected =
                    git.run("-c", "core.quotePath=false", "ls-tree", commit.hex() + ":" + path)
                            .lines()
                            .map(line -> line.replaceFirst(" (blob|tree|commit) ", " "))
                            .toList();
            assertThat(shown).isEqualTo(expected);
        }
        assertThat(trees.items(commit, TreePath.ROOT).orElseThrow())
                .extracting(TreeItem::name, TreeItem::kind)
                .contains(
                        org.assertj.core.groups.Tuple.tuple("apps", TreeItem.Kind.SUBMODULE),
                        org.assertj.core.groups.Tuple.tuple("link", TreeItem.Kind.BLOB),
                        org.assertj.core.groups.Tuple.tuple("app", TreeItem.Kind.TREE));
        for (var path : List.of("apps", "app.txt", "none", "app/x/y")) {
            assertThat(trees.items(commit, TreePath.of(path))).isEmpty();
        }
    }

    @Test
    void filesAboveTheLimitAreNotRead() {
        var settings = new RepositorySettings(8, new TreeSettings(3, 100));
        var repositories = new Repositories(folder, settings);
        var fixture = RepositoryFixture.in(repositories, 1);
        var commit = fixture.file("small", "abc").file("large", "abcd").commit("first");
        var tree = fixture.repository().treeAt(commit);
        assertThat(text(tree, "small")).isEqualTo("abc");
        assertThatThrownBy(() -> tree.read(TreePath.of("large")))
                .isInstanceOf(TreeException.class)
                .hasMessageContaining("large");
    }

    @Test
    void namesWhatDiffersBetweenTwoCommits() {
        var fixture = RepositoryFixture.in(folder);
        var from = fixture.file("a", "1").file("d/b", "1").file("d/c", "1").commit("first");
        var to = fixture.file("a", "2").delete("d/b").file("e/f", "1").commit("second");
        var repository = fixture.repository();
        var changed = repository.changedPaths(from, to, 10);
        assertThat(changed.complete()).isTrue();
        assertThat(changed.paths())
                .extracting(TreePath::value)
                .containsExactlyInAnyOrder("a", "d/b", "e/f");
        assertThat(repository.changedPaths(from, from, 10).paths()).isEmpty();
        var cut = repository.changedPaths(from, to, 2);
        assertThat(cut.complete()).isFalse();
        assertThat(cut.paths()).hasSize(2);
        assertThat(repository.changedPaths(from, to, 3).complete()).isTrue();
    }

    @Test
    void aMissingCommitIsNamed() {
        GitRepository repository = RepositoryFixture.in(folder).repository();
        var none = CommitId.of("1".repeat(40));
        assertThatThrownBy(() -> repository.treeAt(none))
                .isInstanceOf(NoSuchObject.class)
                .hasMessageContaining(none.hex());
        assertThat(repository.commit(none)).isEmpty();
        assertThat(repository.id()).isEqualTo(new RepositoryId(1));
    }
}
