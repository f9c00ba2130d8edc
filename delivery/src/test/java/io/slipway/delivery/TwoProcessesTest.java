package io.slipway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.refresh.Holder;
import io.slipway.platform.store.DatabaseFixture;
import io.slipway.platform.store.DatabaseKind;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TwoProcessesTest {

    private static final ApplicationId ONE = new ApplicationId(1);

    @Test
    void onlyOneProcessWorksOnAnApplication() {
        try (var fixture = DatabaseFixture.fresh(DatabaseKind.POSTGRESQL);
                var first = new Holder(fixture.database(), Clock.systemUTC());
                var second = new Holder(fixture.database(), Clock.systemUTC())) {
            assertThat(first.take(ONE)).isTrue();
            assertThat(second.take(ONE)).isFalse();
            assertThat(second.take(new ApplicationId(2))).isTrue();
            first.release(ONE);
            assertThat(second.take(ONE)).isTrue();
        }
    }

    @Test
    void whatADeadProcessHeldIsFreeSecondsLater() {
        try (var fixture = DatabaseFixture.fresh(DatabaseKind.POSTGRESQL);
                var dead = new Holder(fixture.database(), Clock.systemUTC());
                var other =
                        new Holder(
                                fixture.database(),
                                Clock.offset(Clock.systemUTC(), Duration.ofSeconds(20)))) {
            assertThat(dead.take(ONE)).isTrue();
            assertThat(other.take(ONE)).isTrue();
        }
    }
}
