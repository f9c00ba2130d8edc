package io.slipway.cli.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthCommandTest {

    private static final String POD =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: p, namespace: ns}
            status: {phase: Failed, message: evicted}
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String input, String... arguments) {
        var in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        var clock = Clock.fixed(Instant.parse("2026-01-01T00:10:00Z"), ZoneOffset.UTC);
        return HealthCommand.create(in, clock)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void oneObjectGivesOneAssessment(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("pod.yaml"), POD);
        assertThat(run("", file.toString())).isZero();
        assertThat(out.toString()).isEqualTo("{\"status\":\"Degraded\",\"message\":\"evicted\"}\n");
    }

    @Test
    void aKindWithoutHealthHasNoStatus() {
        assertThat(run("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"}", "-")).isZero();
        assertThat(out.toString()).isEqualTo("{\"status\":null,\"message\":\"\"}\n");
    }

    @Test
    void severalObjectsAndListsGiveALineEach() {
        assertThat(
                        run(
                                POD
                                        + "---\n---\napiVersion: v1\nkind: List\nitems:\n"
                                        + "- {apiVersion: v1, kind: Service, metadata: {name: s}}\n",
                                "-"))
                .isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"namespace\":\"ns\",\"name\":\"p\",\"status\":\"Degraded\",\"message\":\"evicted\"}",
                        "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"namespace\":\"\",\"name\":\"s\",\"status\":\"Healthy\",\"message\":\"\"}");
    }

    @Test
    void theTimeCanBeGiven() {
        var widget =
                """
                apiVersion: example.com/v1
                kind: Widget
                status:
                  conditions:
                    - {type: Ready, status: "False", lastTransitionTime: "2026-01-01T00:00:00Z"}
                """;
        assertThat(run(widget, "-")).isZero();
        assertThat(run(widget, "-", "--now", "2026-01-01T00:01:00Z")).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "{\"status\":\"Degraded\",\"message\":\"\"}",
                        "{\"status\":\"Progressing\",\"message\":\"\",\"checkAgain\":\"2026-01-01T00:05:00Z\"}");
        assertThat(run(widget, "-", "--now", "yesterday")).isEqualTo(2);
        assertThat(err.toString()).contains("--now wants a time like");
    }

    @Test
    void whatIsNoObjectIsRefusedByName(@TempDir Path folder) {
        assertThat(run("- a\n", "-")).isEqualTo(2);
        assertThat(err.toString()).startsWith("Error: standard input: ");
        assertThat(run("kind: Pod\n", "-")).isEqualTo(2);
        assertThat(run("", "-")).isEqualTo(2);
        assertThat(err.toString()).contains("standard input holds no object");
        assertThat(run("a: [", "-")).isEqualTo(2);
        assertThat(run("", folder.resolve("none.yaml").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("none.yaml: there is no such file");
        assertThat(run("", folder.toString())).isEqualTo(2);
        assertThat(run("")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aliasBombsAndDeepInputAreRefused() {
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 9; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i))
                    .append("*a%d,".formatted(i - 1).repeat(10))
                    .append("]\n");
        }
        assertThat(run(bomb.toString(), "-")).isEqualTo(2);
        assertThat(run("[".repeat(5000), "-")).isEqualTo(2);
        assertThat(run("apiVersion: v1\nkind: Pod\nstatus: [1]\nmetadata: 7\n", "-")).isZero();
        assertThat(out.toString()).startsWith("{\"status\":\"Unknown\"");
    }

    @Test
    void helpSaysHowToUseIt() {
        assertThat(run("", "--help")).isZero();
        assertThat(out.toString()).contains("Usage: health").contains("Exit status:");
    }
}
