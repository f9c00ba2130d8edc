package io.slipway.platform.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class LeasesTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final DatabaseFixture fixture;

    LeasesTest(DatabaseKind kind) {
        fixture = DatabaseFixture.fresh(kind);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aLeaseIsOneHoldersUntilItRunsOutOrIsGivenBack() {
        Leases now = at(START);
        assertThat(now.take("app 1", "alice", MINUTE)).isTrue();
        assertThat(now.take("app 1", "bob", MINUTE)).isFalse();
        assertThat(now.take("app 1", "alice", MINUTE)).isTrue();
        assertThat(now.take("app 2", "bob", MINUTE)).isTrue();
        assertThat(at(START.plusSeconds(59)).take("app 1", "bob", MINUTE)).isFalse();
        assertThat(at(START.plusSeconds(60)).take("app 1", "bob", MINUTE)).isTrue();
        now.release("app 1", "alice"); // she has lost it: nothing happens
        assertThat(now.take("app 1", "alice", MINUTE)).isFalse();
        now.releaseAll("bob");
        assertThat(now.take("app 1", "alice", MINUTE)).isTrue();
        assertThat(now.take("app 2", "alice", MINUTE)).isTrue();
    }

    @Test
    void aLeaseThatSomebodyElseHadMeanwhileIsNotRenewed() {
        Leases now = at(START);
        now.take("app 1", "alice", MINUTE);
        assertThat(now.renew("app 1", "alice", MINUTE)).isTrue();
        Leases later = at(START.plusSeconds(61));
        assertThat(later.take("app 1", "bob", MINUTE)).isTrue();
        assertThat(later.renew("app 1", "alice", MINUTE)).isFalse();
        later.release("app 1", "bob");
        assertThat(later.renew("app 1", "alice", MINUTE)).isFalse();
    }

    @Test
    void aTransactionCanAskWhetherItsHolderStillHasTheLease() {
        at(START).take("app 1", "alice", MINUTE);
        assertThat(isHeld(START, "alice")).isTrue();
        assertThat(isHeld(START, "bob")).isFalse();
        assertThat(isHeld(START.plusSeconds(60), "alice")).isFalse();
    }

    private boolean isHeld(Instant now, String holder) {
        return fixture.database()
                .write(Durability.NORMAL, tx -> at(now).isHeld(tx, "app 1", holder));
    }

    private Leases at(Instant instant) {
        return new Leases(fixture.database(), Clock.fixed(instant, ZoneOffset.UTC));
    }
}
