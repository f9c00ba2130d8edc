package io.slipway.delivery.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.delivery.application.SyncPolicy.Backoff;
import io.slipway.delivery.application.SyncPolicy.RetryStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Spec gitops-engine-sync Q and gitops-engine E: how often, and after which wait. */
class RetriesTest {

    private static final Instant END = Instant.parse("2026-01-01T00:00:00Z");

    private static RetryStrategy strategy(long limit, String first, long factor, String longest) {
        return new RetryStrategy(
                limit, Optional.of(new Backoff(first, Optional.of(factor), longest)), false);
    }

    private static List<Long> waits(RetryStrategy strategy, int tries) {
        return LongStream.rangeClosed(1, tries)
                .mapToObj(n -> Duration.between(END, Retries.at(strategy, n, END)).toSeconds())
                .toList();
    }

    @Test
    void theWaitBeforeTryKIsDurationTimesFactorToThePowerOfK() {
        var unset = new RetryStrategy(5, Optional.empty(), false);
        assertThat(waits(unset, 7)).containsExactly(10L, 20L, 40L, 80L, 160L, 180L, 180L);
        assertThat(waits(strategy(5, "1s", 3L, "1m"), 5)).containsExactly(3L, 9L, 27L, 60L, 60L);
        assertThat(waits(strategy(5, "30", 1L, ""), 3)).containsExactly(30L, 30L, 30L);
    }

    @Test
    void withALongestWaitOfZeroThereIsNoCap() {
        assertThat(waits(strategy(5, "1m", 2L, "0"), 5))
                .containsExactly(120L, 240L, 480L, 960L, 1920L);
    }

    @Test
    void aHugeNumberOfTriesIsNoProblem() {
        assertThat(Retries.at(strategy(-1, "1h", 1000L, "0"), Long.MAX_VALUE, END)).isAfter(END);
    }

    @Test
    void aLimitOfZeroIsNeverAndANegativeOneAlways() {
        assertThat(Retries.isLeft(RetryStrategy.NONE, 0)).isFalse();
        assertThat(Retries.isLeft(strategy(2, "", 2, ""), 1)).isTrue();
        assertThat(Retries.isLeft(strategy(2, "", 2, ""), 2)).isFalse();
        assertThat(Retries.isLeft(strategy(-1, "", 2, ""), 1_000_000)).isTrue();
    }
}
