package io.slipway.render.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    *.yaml       | a/b.yaml   | true
                    *.yaml       | a.yml      | false
                    a/**/c       | a/b/b/c    | true
                    ?.yaml       | ab.yaml    | false
                    [a-c]x       | bx         | true
                    [!a-c]x      | bx         | false
                    {a,b}.yaml   | b.yaml     | true
                    {a,b{c,d}}   | bd         | true
                    {a,b}.yaml   | c.yaml     | false
                    \\*          | *          | true
                    \\*          | a          | false
                    ''           | ''         | true
                    """)
    void starsCrossSlashes(String pattern, String text, boolean matches) {
        assertThat(Glob.crossing(pattern).orElseThrow().matches(text)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    https://h/*    | https://h/a     | true
                    https://h/*    | https://h/a/b   | false
                    https://h/**   | https://h/a/b   | true
                    a?b            | a/b             | false
                    """)
    void pathStarsStopAtSlashes(String pattern, String text, boolean matches) {
        assertThat(Glob.path(pattern).orElseThrow().matches(text)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a", "{a", "a}", "\\"})
    void malformedPatternsAreNone(String pattern) {
        assertThat(Glob.crossing(pattern)).isEmpty();
    }

    @Test
    void aPatternOfManyStarsIsStillQuick() {
        var glob = Glob.crossing("*a".repeat(500) + "b").orElseThrow();
        // Backtracking would take longer than anybody waits; a busy machine does not take this
        // long.
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> assertThat(glob.matches("a".repeat(2000))).isFalse());
    }

    @Test
    void tooManyAlternativesAreMalformed() {
        assertThat(Glob.crossing("{a,b}".repeat(30))).isEmpty();
    }
}
