package io.slipway.engine.diff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Canonical texts of quantities, as Kubernetes writes them (spec: diff C4 3). */
class QuantityTest {

    @ParameterizedTest
    @CsvSource({
        "0.1, 100m",
        "100m, 100m",
        "1000m, 1",
        "1, 1",
        "1.5, 1500m",
        "1000, 1k",
        "1024, 1024",
        "1Ki, 1Ki",
        "1024Ki, 1Mi",
        "1.5Gi, 1536Mi",
        "1024Mi, 1Gi",
        "0.5Ki, 512",
        "2e3, 2e3",
        "1E3, 1e3",
        "1000000, 1M",
        "0, 0",
        "0m, 0",
        "-5, -5",
        "500M, 500M",
        "0.0001, 100u",
        "+2, 2",
        "12e0, 12",
        "1E, 1E",
        ".5, 500m",
        "5., 5"
    })
    void haveOneSpelling(String text, String canonical) {
        assertThat(Quantity.canonical(text)).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1X", "1 Gi", "1mi", "--1", "1e", "e3", "Ki"})
    void whatIsNoneHasNoSpelling(String text) {
        assertThat(Quantity.canonical(text)).isEmpty();
    }
}
