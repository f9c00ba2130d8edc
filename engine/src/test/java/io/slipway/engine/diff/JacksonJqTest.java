package io.slipway.engine.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.manifests.yaml.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JacksonJqTest {

    private final JacksonJq jq = new JacksonJq(Duration.ofSeconds(5));

    @Test
    void deletesWhatTheExpressionNames() throws Jq.JqException {
        var tree = Json.readObject("{\"a\":[{\"n\":1,\"v\":2},{\"n\":2,\"v\":3}],\"b\":1}");
        assertThat(jq.delete(".a[] | select(.n == 2)", tree))
                .isEqualTo(Json.readObject("{\"a\":[{\"n\":1,\"v\":2}],\"b\":1}"));
        assertThat(jq.delete(".a[]?.v, .b", tree))
                .isEqualTo(Json.readObject("{\"a\":[{\"n\":1},{\"n\":2}]}"));
        assertThat(jq.delete(".none.below", tree)).isEqualTo(tree);
    }

    @Test
    void refusesWhatIsNoPathOrNoProgram() {
        var tree = Json.readObject("{\"a\":1}");
        assertThatThrownBy(() -> jq.delete(".a[[", tree)).isInstanceOf(Jq.JqException.class);
        assertThatThrownBy(() -> jq.delete(".a + 1", tree)).isInstanceOf(Jq.JqException.class);
    }

    @Test
    void whatDoesTooMuchIsStopped() {
        var tree = Json.readObject("{\"a\":1}");
        for (var expression :
                new String[] {
                    "[range(1; 100000000)] | .a",
                    "[repeat(1)] | .a",
                    "[limit(100000000; repeat(.a))]",
                    "[recurse(.)]",
                    "until(false; .)"
                }) {
            assertThatThrownBy(() -> jq.delete(expression, tree))
                    .as(expression)
                    .isInstanceOf(Jq.JqException.class);
        }
        assertThat(jq.runaways()).isEmpty();
    }

    @Test
    void textsCannotBeMultiplied() {
        var tree = Json.readObject("{\"a*\":1}");
        assertThatThrownBy(() -> jq.delete("(\"x\" * 1000000000) | .a", tree))
                .hasMessageContaining("multiplication");
        assertThat(
                        org.assertj.core.api.Assertions.catchThrowable(
                                () -> jq.delete(".[\"a*\"]", tree)))
                .isNull();
    }

    @Test
    void whatTakesTooLongIsNotRunAgain() {
        var quick = new JacksonJq(Duration.ofNanos(1));
        var tree = Json.readObject("{\"a\":1}");
        assertThatThrownBy(() -> quick.delete(".a", tree)).hasMessageContaining("took longer");
        assertThatThrownBy(() -> quick.delete(".a", tree))
                .hasMessageContaining("took too long before");
    }
}
