package io.slipway.delivery.appproject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spec gitops-engine-lifecycle P1: the patterns of a policy. */
class NamePatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*            | anything/at/all | true",
                "''           | ''              | true",
                "''           | x               | false",
                "team-*       | team-a          | true",
                "team-*       | teams           | false",
                "*-prod       | a/b-prod        | true",
                "te?m         | team            | true",
                "te?m         | tem             | false",
                "[a-c]x       | bx              | true",
                "[a-c]x       | dx              | false",
                "[!a-c]x      | dx              | true",
                "[^a]x        | ax              | false",
                "{dev,test}-1 | test-1          | true",
                "{dev,test}-1 | prod-1          | false",
                "{a*,b}       | abc             | true",
                "a\\*         | a*              | true",
                "a\\*         | ab              | false",
                "{a\\,b,c}    | 'a,b'           | true",
                "[]]x         | ]x              | true",
            })
    void namesAreMatchedAsAWhole(String pattern, String text, boolean matches) {
        assertThat(NamePattern.of(pattern).matches(text)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*                  | https://a/b/c | true",
                "https://a/*        | https://a/b   | true",
                "https://a/*        | https://a/b/c | false",
                "https://a/**       | https://a/b/c | true",
                "https://a/?/c      | https://a/b/c | true",
                "https://a?b        | https://a/b   | false",
                "https://*/b        | https://a/b   | true",
                "https://a[!x]b     | https://a/b   | false",
            })
    void oneStarStaysWithinASegment(String pattern, String text, boolean matches) {
        assertThat(NamePattern.ofSegments(pattern).matches(text)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a", "{a", "a}", "a\\", "{a,{b,c}}"})
    void brokenPatternsAreRefused(String text) {
        assertThatThrownBy(() -> NamePattern.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aHostilePatternIsNoBurden() {
        var pattern = NamePattern.of("a*".repeat(250) + "c");
        assertThat(pattern.matches("a".repeat(2_000) + "b")).isFalse();
        assertThatThrownBy(() -> NamePattern.of("*".repeat(513)))
                .hasMessageContaining("at most 512");
        assertThatThrownBy(() -> NamePattern.of("{a,b}".repeat(10)))
                .hasMessageContaining("64 alternatives");
    }
}
