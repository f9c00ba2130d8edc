package io.slipway.manifests.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.manifests.ManifestException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void wholeNumbersAreLongs() {
        assertThat(Json.read("[1, 1.0, 12345678901234567890]"))
                .isEqualTo(List.of(1L, 1.0, new java.math.BigInteger("12345678901234567890")));
    }

    @Test
    void somethingBehindTheValueIsRefused() {
        assertThatThrownBy(() -> Json.read("{} x")).isInstanceOf(ManifestException.class);
        assertThatThrownBy(() -> Json.read("{}{}"))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("follows");
        assertThatThrownBy(() -> Json.read("")).hasMessageContaining("empty");
    }

    @Test
    void errorsNameThePlace() {
        assertThatThrownBy(() -> Json.read("{\n \"a\": tru\n}"))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("line 2");
    }

    @Test
    void depthIsLimited() {
        assertThatThrownBy(() -> Json.read("[".repeat(5_000)))
                .isInstanceOf(ManifestException.class);
    }

    @Test
    void onlyAnObjectIsAnObject() {
        assertThat(Json.readObject("{\"a\":1}")).isEqualTo(Map.of("a", 1L));
        assertThatThrownBy(() -> Json.readObject("[]")).hasMessageContaining("not a JSON object");
    }

    @Test
    void numbersThatJsonLacksAreRefused() {
        assertThatThrownBy(() -> Json.write(Double.NaN)).isInstanceOf(ManifestException.class);
    }
}
