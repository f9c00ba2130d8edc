package io.slipway.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReadSetTest {

    private static final Map<String, String> FILES =
            Map.of("app/a.yaml", "a", "app/b.yaml", "b", "base/c.yaml", "c");

    private static ReadSet reads(Consumer<FileTree> work) {
        var tree = new RecordingTree(MapTree.of(FILES));
        work.accept(tree);
        return tree.readSet();
    }

    private static MapTree changed(String path, String content) {
        var files = new HashMap<>(FILES);
        if (content.isEmpty()) {
            files.remove(path);
        } else {
            files.put(path, content);
        }
        return MapTree.of(files);
    }

    @Test
    void aFileThatWasReadMustStayAsItIs() {
        var read = reads(t -> t.read(new TreePath("app/a.yaml")));
        assertThat(read.holdsIn(changed("app/b.yaml", "other"))).isTrue();
        assertThat(read.holdsIn(changed("app/a.yaml", "other"))).isFalse();
        assertThat(read.holdsIn(changed("app/a.yaml", ""))).isFalse();
    }

    @Test
    void aListingHoldsWhileTheNamesStay() {
        var read = reads(t -> t.list(new TreePath("app")));
        assertThat(read.holdsIn(changed("app/a.yaml", "other"))).isTrue();
        assertThat(read.holdsIn(changed("app/new.yaml", "x"))).isFalse();
        assertThat(read.holdsIn(changed("app/b.yaml", ""))).isFalse();
        assertThat(read.holdsIn(changed("base/new.yaml", "x"))).isTrue();
    }

    @Test
    void whatWasAbsentMustStayAbsent() {
        var read = reads(t -> t.entry(new TreePath("app/kustomization.yaml")));
        assertThat(read.holdsIn(MapTree.of(FILES))).isTrue();
        assertThat(read.holdsIn(changed("app/kustomization.yaml", "x"))).isFalse();
        assertThat(
                        read.holdsAt(
                                new TreePath("app/kustomization.yaml"),
                                changed("app/kustomization.yaml", "x")))
                .isFalse();
    }

    @Test
    void whatWasOnlyLookedForMayChangeItsContent() {
        var read = reads(t -> t.isDirectory(new TreePath("base")));
        assertThat(read.holdsIn(changed("base/c.yaml", "other"))).isTrue();
        assertThat(read.holdsIn(changed("base/c.yaml", ""))).isFalse();
    }

    @Test
    void aPathThatWasNotReadHolds() {
        assertThat(ReadSet.EMPTY.holdsAt(new TreePath("x"), MapTree.of(FILES))).isTrue();
    }

    @Test
    void fingerprintsTellReadsApart() {
        var one = reads(t -> t.read(new TreePath("app/a.yaml")));
        var other = reads(t -> t.entry(new TreePath("app/a.yaml")));
        assertThat(one.fingerprint())
                .hasSize(64)
                .isEqualTo(reads(t -> t.read(new TreePath("app/a.yaml"))).fingerprint())
                .isNotEqualTo(other.fingerprint());
    }

    @Test
    void aDirectoryCannotBeReadNorAFileListed() {
        var tree = MapTree.of(FILES);
        assertThatThrownBy(() -> tree.read(new TreePath("app")))
                .isInstanceOf(TreeException.class)
                .hasMessageContaining("app is a directory");
        assertThatThrownBy(() -> tree.list(new TreePath("app/a.yaml")))
                .isInstanceOf(TreeException.class);
        assertThatThrownBy(() -> tree.read(new TreePath("nothing")))
                .hasMessageContaining("does not exist");
    }

    /** The promise itself: while the read set holds, the same work reads the same. */
    @Property(tries = 200)
    void whileTheReadSetHoldsTheSameWorkSeesTheSame(
            @ForAll @IntRange(max = 4) int what, @ForAll @IntRange(max = 4) int change) {
        var paths =
                new String[] {"app/a.yaml", "app/b.yaml", "base/c.yaml", "app/new.yaml", "base"};
        Map<String, String> seen = new HashMap<>();
        Map<String, String> again = new HashMap<>();
        var read = reads(t -> look(t, paths[what], seen));
        var other = change == 4 ? MapTree.of(FILES) : changed(paths[change], "changed");
        if (read.holdsIn(other)) {
            look(other, paths[what], again);
            assertThat(again).isEqualTo(seen);
        }
    }

    private static void look(FileTree tree, String path, Map<String, String> seen) {
        var at = new TreePath(path);
        if (tree.isFile(at)) {
            seen.put(path, new String(tree.read(at), java.nio.charset.StandardCharsets.UTF_8));
        } else if (tree.isDirectory(at)) {
            tree.list(at).forEach(e -> seen.put(e.name(), e.kind().name()));
        } else {
            seen.put(path, "absent");
        }
    }
}
