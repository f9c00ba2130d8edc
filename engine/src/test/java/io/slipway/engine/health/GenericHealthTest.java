package io.slipway.engine.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.fixture.Manifests;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule for custom kinds without one of their own (spec: health H4, generic fallback). */
class GenericHealthTest {

    private static final Instant NOW = Instant.parse("2026-11-23T20:00:00Z");

    private static java.util.Optional<Health> health(String body) {
        return HealthRules.builtIn()
                .assess(Manifests.object("apiVersion: example.com/v1\nkind: Widget\n" + body), NOW);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2 observed late      | metadata: {generation: 2}\\nstatus: {observedGeneration: 1, phase: Ready} | Progressing
                    3 stalled            | status: {conditions: [{type: Stalled, status: 'True'}, {type: Ready, status: 'True'}]} | Degraded
                    3 degraded           | status: {conditions: [{type: Degraded, status: 'True'}]} | Degraded
                    3 degraded False     | status: {conditions: [{type: Degraded, status: 'False'}, {type: Available, status: 'True'}]} | Healthy
                    4 reconciling        | status: {conditions: [{type: Reconciling, status: 'True'}, {type: Ready, status: 'True'}]} | Progressing
                    4 progressing        | status: {conditions: [{type: Progressing, status: 'True'}, {type: Ready, status: 'False'}]} | Progressing
                    4 progressing, ready | status: {conditions: [{type: Progressing, status: 'True'}, {type: Ready, status: 'True'}]} | Healthy
                    5 suspended          | spec: {suspend: true}\\nstatus: {phase: Ready} | Suspended
                    6 ready              | status: {conditions: [{type: Ready, status: 'True'}]} | Healthy
                    6 ready unknown      | status: {conditions: [{type: Ready, status: 'Unknown'}]} | Progressing
                    6 not ready for long | status: {conditions: [{type: Ready, status: 'False', lastTransitionTime: '2026-11-23T19:50:00Z'}]} | Degraded
                    6 not ready just now | status: {conditions: [{type: Ready, status: 'False', lastTransitionTime: '2026-11-23T19:59:00Z'}]} | Progressing
                    6 synced             | status: {conditions: [{type: Synced, status: 'True'}]} | Healthy
                    6 ready before synced| status: {conditions: [{type: Synced, status: 'True'}, {type: Ready, status: 'Unknown'}]} | Progressing
                    7 running            | status: {phase: Running} | Healthy
                    7 creating           | status: {phase: Creating} | Progressing
                    7 failed             | status: {phase: Failed} | Degraded
                    8 nothing known      | status: {phase: Strange} | none
                    1 no status, old     | metadata: {creationTimestamp: '2026-11-23T19:00:00Z'}\\nspec: {a: 1} | none
                    1 no status, new     | metadata: {creationTimestamp: '2026-11-23T19:59:30Z'}\\nspec: {a: 1} | Progressing
                    """)
    void readsWhatControllersWrite(String row, String body, String expected) {
        assertThat(health(body.replace("\\n", "\n")).map(h -> h.status().text()).orElse("none"))
                .as(row)
                .isEqualTo(expected);
    }

    @Test
    void aVerdictThatTimeChangesSaysWhenToLookAgain() {
        assertThat(
                        health(
                                        "status: {conditions: [{type: Ready, status: 'False', lastTransitionTime: '2026-11-23T19:59:00Z'}]}")
                                .flatMap(Health::checkAgain))
                .contains(Instant.parse("2026-11-23T20:04:00Z"));
        assertThat(
                        health(
                                        "metadata: {creationTimestamp: '2026-11-23T19:59:30Z'}\nspec: {a: 1}")
                                .flatMap(Health::checkAgain))
                .contains(Instant.parse("2026-11-23T20:00:30Z"));
    }
}
