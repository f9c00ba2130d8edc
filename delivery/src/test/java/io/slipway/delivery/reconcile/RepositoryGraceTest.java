package io.slipway.delivery.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.Conditions;
import io.slipway.delivery.application.StoredApplication;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Spec gitops-engine-automation A11 and gitops-engine F 23: errors of sources that may pass. */
class RepositoryGraceTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Target BROKEN = Target.failed(List.of(), "no such branch");
    private static final Target WHOLE = Target.of(List.of(), List.of("c0ffee"), List.of());

    private final RepositoryGrace grace = new RepositoryGrace(Duration.ofMinutes(3));
    private final StoredApplication quiet = stored(application());

    private static Application application() {
        return ApplicationFormat.read(Map.of("metadata", Map.of("name", "web")), false)
                .application();
    }

    private static StoredApplication stored(Application application) {
        return new StoredApplication(
                new ApplicationId(1), 1, "demo_web", application, Optional.empty(), "", 1);
    }

    @Test
    void theFirstErrorThatNobodyAskedForIsNotToldBeforeTheGraceIsOver() {
        assertThat(grace.hides(quiet, BROKEN, false, NOW)).contains(NOW.plusSeconds(180));
        assertThat(grace.hides(quiet, BROKEN, false, NOW.plusSeconds(100)))
                .contains(NOW.plusSeconds(180));
        assertThat(grace.hides(quiet, BROKEN, false, NOW.plusSeconds(180))).isEmpty();
    }

    @Test
    void whoAskedIsToldAtOnce() {
        assertThat(grace.hides(quiet, BROKEN, true, NOW)).isEmpty();
    }

    @Test
    void aSuccessBeginsAnew() {
        grace.hides(quiet, BROKEN, false, NOW);
        assertThat(grace.hides(quiet, WHOLE, false, NOW.plusSeconds(1))).isEmpty();
        assertThat(grace.hides(quiet, BROKEN, false, NOW.plusSeconds(200)))
                .contains(NOW.plusSeconds(380));
    }

    @Test
    void anErrorThatIsToldAlreadyStaysTold() {
        var status = quiet.application().status();
        var told =
                stored(
                        quiet.application()
                                .withStatus(
                                        status.withConditions(
                                                List.of(
                                                        Conditions.of(
                                                                Conditions.COMPARISON,
                                                                "no such branch")))));
        assertThat(grace.hides(told, BROKEN, false, NOW)).isEmpty();
    }
}
