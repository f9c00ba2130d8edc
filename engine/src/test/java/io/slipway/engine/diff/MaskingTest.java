package io.slipway.engine.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.fixture.Manifests;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.yaml.Json;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Secrets in output (spec: diff S). */
class MaskingTest {

    private static ResourceObject secret(String fields) {
        return Manifests.object("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n" + fields);
    }

    @Test
    void equalValuesLookEqualAndDifferentOnesDifferent() {
        var masked =
                Masking.masked(
                        List.of(
                                secret("data: {a: aGVsbG8=, b: eA==}"),
                                secret("data: {a: aGVsbG8=, b: eQ==}")),
                        Set.of());
        var left = masked.getFirst().at("data").orElseThrow();
        var right = masked.getLast().at("data").orElseThrow();
        assertThat(masked.toString()).doesNotContain("aGVsbG8");
        assertThat(masked.getFirst().at("data", "a")).isEqualTo(masked.getLast().at("data", "a"));
        assertThat(left).isNotEqualTo(right);
        assertThat(Json.write(left)).matches("\\{\"a\":\"\\++\",\"b\":\"\\++\"}");
    }

    @Test
    void textDataLooksAsItsEncodedForm() {
        var masked =
                Masking.masked(
                        List.of(secret("data: {a: aGVsbG8=}"), secret("stringData: {a: hello}")),
                        Set.of());
        assertThat(masked.getFirst().at("data", "a"))
                .isEqualTo(masked.getLast().at("stringData", "a"));
    }

    @Test
    void annotationsThatHoldSecretsAreHiddenToo() {
        var object =
                secret("data: {a: aGVsbG8=}")
                        .withAnnotation("token", "t0ps3cret")
                        .withAnnotation(
                                ThreeWayMerge.LAST_APPLIED,
                                "{\"data\":{\"a\":\"aGVsbG8=\"},\"stringData\":{\"b\":\"plain\"}}");
        var text = Json.write(Masking.masked(object, Set.of("token")).tree());
        assertThat(text)
                .doesNotContain("aGVsbG8")
                .doesNotContain("t0ps3cret")
                .doesNotContain("plain");
    }

    @Test
    void invalidSecretsAreHiddenWhole() {
        assertThat(Json.write(Masking.masked(secret("data: oops"), Set.of()).tree()))
                .doesNotContain("oops");
        assertThat(Json.write(Masking.masked(secret("data: {a: {b: deep}}"), Set.of()).tree()))
                .doesNotContain("deep");
        var annotated =
                secret("data: {}").withAnnotation(ThreeWayMerge.LAST_APPLIED, "{not json: hidden");
        assertThat(Json.write(Masking.masked(annotated, Set.of()).tree())).doesNotContain("hidden");
    }

    @Test
    void errorTextsLoseTheSecretInBothForms() {
        var text =
                Masking.text(
                        "cannot take hello, which is aGVsbG8= encoded",
                        secret("stringData: {a: hello}"));
        assertThat(text).doesNotContain("hello").doesNotContain("aGVsbG8=");
    }

    @Test
    void otherKindsStayAsTheyAre() {
        var object = Manifests.configMap("c", "value");
        assertThat(Masking.masked(object, Set.of())).isEqualTo(object);
        assertThat(Masking.text("value", object)).isEqualTo("value");
    }
}
