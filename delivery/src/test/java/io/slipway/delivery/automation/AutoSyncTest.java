package io.slipway.delivery.automation;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.delivery.application.Operation;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoSyncTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String DRIFTED =
            "{kind: ConfigMap, name: a, namespace: ns, status: OutOfSync}";
    private static final String EXTRA =
            "{kind: ConfigMap, name: b, namespace: ns, status: OutOfSync, requiresPruning: true}";

    private final AutoSync autoSync = new AutoSync(SelfHealSettings.defaults());

    private static Application application(String automated, String status) {
        var yaml =
                """
                spec:
                  project: demo
                  destination: {name: sandbox}
                  source: {repoURL: u, path: p}
                  syncPolicy: {automated: %s}
                status: %s
                """
                        .formatted(automated, status);
        return ApplicationFormat.read(Trees.map(Yaml.document(yaml)).orElseThrow(), true)
                .application();
    }

    private static String status(String sync, String resources, String operationState) {
        return "{sync: {status: "
                + sync
                + ", revision: new}, resources: ["
                + resources
                + "]"
                + (operationState.isEmpty() ? "" : ", operationState: " + operationState)
                + "}";
    }

    private static String done(String phase, String revision, long attempts, Duration ago) {
        return "{phase: "
                + phase
                + ", message: it broke, startedAt: '"
                + NOW.minus(ago)
                + "', finishedAt: '"
                + NOW.minus(ago)
                + "', operation: {sync: {autoHealAttemptsCount: "
                + attempts
                + "}}, syncResult: {revision: "
                + revision
                + ", source: {repoURL: u, path: p}}}";
    }

    private Decision decide(Application application) {
        return autoSync.decide(application, false, NOW);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                | OutOfSync | drifted       | Start
                    {enabled: false}  | OutOfSync | drifted       | Nothing
                    {}                | Synced    | drifted       | Nothing
                    {}                | Unknown   | drifted       | Nothing
                    {}                | OutOfSync | extra         | Nothing
                    {}                | OutOfSync | none          | Nothing
                    {}                | OutOfSync | drifted,extra | Start
                    {prune: true}     | OutOfSync | extra         | Refused
                    {prune: true}     | OutOfSync | none          | Refused
                    {prune: true, allowEmpty: true} | OutOfSync | extra | Start
                    {prune: true}     | OutOfSync | drifted,extra | Start
                    """)
    void theTableOfTheSpecificationHolds(
            String automated, String sync, String resources, String decision) {
        var list =
                resources.replace("drifted", DRIFTED).replace("extra", EXTRA).replace("none", "");
        assertThat(
                        decide(application(automated, status(sync, list, "")))
                                .getClass()
                                .getSimpleName())
                .isEqualTo(decision);
    }

    @Test
    void nothingStartsWhileAnOperationIsThere() {
        var application = application("{}", status("OutOfSync", DRIFTED, ""));
        var operation = ApplicationFormat.readOperation(java.util.Map.of());
        assertThat(decide(application.withOperation(Optional.of(operation))))
                .isInstanceOf(Decision.Nothing.class);
    }

    @Test
    void aFailedRevisionIsNotTriedAgain() {
        var failed = status("OutOfSync", DRIFTED, done("Failed", "new", 0, Duration.ofHours(1)));
        assertThat(decide(application("{selfHeal: true}", failed)))
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        r -> assertThat(r.message()).contains("new").contains("it broke"));
    }

    @Test
    void aNewRevisionIsTriedAfterAFailedOne() {
        var failed = status("OutOfSync", DRIFTED, done("Failed", "old", 0, Duration.ofHours(1)));
        assertThat(decide(application("{}", failed))).isInstanceOf(Decision.Start.class);
    }

    @Test
    void aNewRevisionWithTheSameContentIsNotTriedAgain() {
        var application =
                application(
                        "{}",
                        status(
                                "OutOfSync",
                                DRIFTED,
                                done("Succeeded", "old", 0, Duration.ofHours(1))));
        assertThat(autoSync.decide(application, true, NOW)).isInstanceOf(Decision.Nothing.class);
    }

    @Test
    void anOperationWithoutResultCountsAsAnAttemptOnceItEnded() {
        var state = "{phase: Error, startedAt: '2026-11-23T11:00:00Z', operation: {}}";
        assertThat(decide(application("{}", status("OutOfSync", DRIFTED, state))))
                .isInstanceOf(Decision.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "1, 1, 1",
        "1, 2, 0",
        "2, 5, 1",
        "2, 6, 0",
        "3, 17, 1",
        "3, 18, 0",
        "6, 299, 1",
        "6, 300, 0",
        "60, 299, 1",
        "60, 300, 0",
        "3, 331, 0"
    })
    void selfHealWaitsLongerEachTime(long attempts, long secondsAgo, int waits) {
        var state = done("Succeeded", "new", attempts, Duration.ofSeconds(secondsAgo));
        var decision = decide(application("{selfHeal: true}", status("OutOfSync", DRIFTED, state)));
        assertThat(decision instanceof Decision.Later).isEqualTo(waits == 1);
    }

    @Test
    void selfHealIsAPartialSyncOfWhatDrifted() {
        var state = done("Succeeded", "new", 2, Duration.ofSeconds(100));
        var decision =
                decide(
                        application(
                                "{selfHeal: true, prune: true}",
                                status("OutOfSync", DRIFTED, state)));
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Start.class,
                        start -> {
                            var sync = start.operation().sync().orElseThrow();
                            assertThat(sync.autoHealAttemptsCount()).isEqualTo(3);
                            assertThat(sync.prune()).isTrue();
                            assertThat(sync.resources())
                                    .containsExactly(
                                            new Operation.SyncResource("", "ConfigMap", "a", ""));
                        });
    }

    @Test
    void anAutomatedSyncNamesItsRevisionAndRetriesFiveTimes() {
        var decision = decide(application("{}", status("OutOfSync", DRIFTED, "")));
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Start.class,
                        start -> {
                            assertThat(start.operation().initiatedBy().automated()).isTrue();
                            assertThat(start.operation().retry().limit()).isEqualTo(5);
                            assertThat(start.operation().sync().orElseThrow().revision())
                                    .isEqualTo("new");
                        });
    }
}
