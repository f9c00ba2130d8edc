package io.slipway.server.git;

import io.slipway.git.RepositoryFixture;
import io.slipway.git.maintenance.Maintenance;
import io.slipway.git.maintenance.MaintenanceSettings;
import io.slipway.git.repository.Repositories;
import io.slipway.git.repository.RepositoryId;
import io.slipway.git.repository.RepositorySettings;
import io.slipway.testkit.Await;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpkeepTest {

    @TempDir Path folder;

    private final Maintenance maintenance =
            new Maintenance(
                    new MaintenanceSettings(5, 10, Duration.ofDays(1), Duration.ZERO),
                    Clock.systemUTC());

    private RepositoryFixture filled(Repositories repositories, long id) {
        var fixture = RepositoryFixture.in(repositories, id);
        for (int i = 0; i < 8; i++) {
            fixture.file("f" + i, "text " + i).commit("commit " + i);
        }
        return fixture;
    }

    @Test
    void whatWasPushedToIsTidiedSoon() {
        var repositories = new Repositories(folder, RepositorySettings.defaults());
        var fixture = filled(repositories, 1);
        try (var upkeep = Upkeep.start(repositories, maintenance, Duration.ofHours(1))) {
            upkeep.look(new RepositoryId(1));
            upkeep.look(new RepositoryId(99));
            Await.until(
                    "one pack", () -> maintenance.state(fixture.repository()).looseObjects() == 0);
        }
    }

    @Test
    void allAreLookedAtNowAndThen() {
        var repositories = new Repositories(folder, RepositorySettings.defaults());
        var fixture = filled(repositories, 1);
        try (var _ = Upkeep.start(repositories, maintenance, Duration.ofMillis(50))) {
            Await.until(
                    "one pack", () -> maintenance.state(fixture.repository()).looseObjects() == 0);
        }
    }
}
