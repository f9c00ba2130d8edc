package io.slipway.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreePathTest {

    @ParameterizedTest
    @CsvSource({
        "a/b, ../c, a/c",
        "a, ./b//c/, a/b/c",
        "a/b, ../.., ''",
        "'', x, x",
        "a/b, '', a/b"
    })
    void textIsResolvedFromADirectory(String directory, String text, String expected) {
        assertThat(TreePath.of(directory).resolve(text).value()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "..", "a/../../b", "a\0b"})
    void whatLeavesTheTreeIsRefused(String text) {
        assertThatThrownBy(() -> TreePath.of(text)).isInstanceOf(TreePath.PathEscape.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a//b", "a/./b", "a/..", "/a", "a/"})
    void onlyTheNormalFormIsAPath(String text) {
        assertThatThrownBy(() -> new TreePath(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSiblingWithTheSameBeginningIsNotWithin() {
        assertThat(new TreePath("apps/web").isWithin(new TreePath("apps"))).isTrue();
        assertThat(new TreePath("apps2/web").isWithin(new TreePath("apps"))).isFalse();
        assertThat(new TreePath("apps").isWithin(TreePath.ROOT)).isTrue();
    }

    @Test
    void parentsEndAtTheRoot() {
        assertThat(new TreePath("a/b").parent()).contains(new TreePath("a"));
        assertThat(new TreePath("a").parent()).contains(TreePath.ROOT);
        assertThat(TreePath.ROOT.parent()).isEmpty();
    }
}
