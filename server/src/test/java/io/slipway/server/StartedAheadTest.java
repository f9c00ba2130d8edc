package io.slipway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StartedAheadTest {

    private final AtomicBoolean closed = new AtomicBoolean();
    private final AutoCloseable part =
            new AutoCloseable() {
                @Override
                public void close() {
                    closed.set(true);
                }
            };

    @Test
    void aPartIsAwaitedAndClosed() {
        try (var ahead = StartedAhead.begin("a part", () -> part)) {
            assertThat(ahead.await()).isSameAs(part);
            assertThat(closed).isFalse();
        }
        assertThat(closed).isTrue();
    }

    @Test
    void whatTheStartThrowsIsThrownToWhoAwaitsIt() {
        var refusal = new IllegalStateException("no room");
        try (var ahead =
                StartedAhead.<AutoCloseable>begin(
                        "a part",
                        () -> {
                            throw refusal;
                        })) {
            assertThatThrownBy(ahead::await).isSameAs(refusal);
        }
    }

    @Test
    void aPartThatIsStillStartingIsStoppedAsWell() {
        var go = new CountDownLatch(1);
        var ahead =
                StartedAhead.begin(
                        "a part",
                        () -> {
                            go.await();
                            return part;
                        });
        go.countDown();
        ahead.close();
        assertThat(closed).isTrue();
    }

    @Test
    void anInterruptionLosesNeitherThePartNorItself() {
        var go = new CountDownLatch(1);
        var ahead =
                StartedAhead.begin(
                        "a part",
                        () -> {
                            go.await();
                            return part;
                        });
        Thread.currentThread().interrupt();
        go.countDown();
        assertThat(ahead.await()).isSameAs(part);
        assertThat(Thread.interrupted()).isTrue();
    }
}
