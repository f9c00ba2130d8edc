package io.slipway.git.ref;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionConstraintTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1.2.*; 1.2.3; true",
                "1.2.*; 1.3.0; false",
                "1.x; 1.9.9; true",
                "~1.2; 1.2.9; true",
                "~1.2; 1.3.0; false",
                "~1; 1.9.0; true",
                "~1.2.3; 1.2.2; false",
                "^1; 1.9.9; true",
                "^1.2.3; 2.0.0; false",
                "^0.2.3; 0.2.9; true",
                "^0.2.3; 0.3.0; false",
                "^0.0.3; 0.0.4; false",
                "^0.0; 0.0.9; true",
                "^0; 0.9.0; true",
                ">=1 <2; 1.5.0; true",
                ">=1, <2; 2.0.0; false",
                ">=1,<2; 1.0.0; true",
                "=>1; 1.0.0; true",
                "1 - 2; 2.9.0; true",
                "1.2.3 - 2.0.0; 2.0.1; false",
                "<1 || >2.5; 2.6.0; true",
                "<1 || >2.5; 2.0.0; false",
                "!=1.2.3; 1.2.3; false",
                "!=1.2.3; 1.2.4; true",
                ">1; 1.5.0; false",
                ">1; 2.0.0; true",
                "<=1; 1.9.0; true",
                "*; 3.0.0; true",
                "*; 3.0.0-rc1; false",
                ">=3.0.0-0; 3.0.0-rc1; true",
                "^1.0.0-0; 1.1.0-beta.2; true",
                ">=1.0.0-alpha.2; 1.0.0-alpha.10; true",
            })
    void matchesAsItIsWritten(String constraint, String version, boolean expected) {
        assertThat(
                        VersionConstraint.parse(constraint)
                                .orElseThrow()
                                .matches(Version.parse(version).orElseThrow()))
                .isEqualTo(expected);
    }

    @Test
    void namesAreNoConstraints() {
        for (var name :
                new String[] {"main", "feature/x", "", "||", ">", "release-1.x", "1.2.3.4"}) {
            assertThat(VersionConstraint.parse(name)).as(name).isEmpty();
        }
    }
}
