package io.slipway.delivery.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.delivery.application.ApplicationId;
import io.slipway.platform.store.DatabaseFixture;
import io.slipway.platform.store.DatabaseKind;
import io.slipway.testkit.Await;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkQueueTest {

    private final DatabaseFixture fixture = DatabaseFixture.fresh(DatabaseKind.SQLITE);
    private final Holder holder =
            new Holder(fixture.database(), Clock.systemUTC(), LeaseSettings.defaults());

    @AfterEach
    void close() {
        holder.close();
        fixture.close();
    }

    private WorkQueue queue(int parallel, WorkQueue.Worker worker) {
        return new WorkQueue(worker, holder, parallel, Duration.ofSeconds(1), Clock.systemUTC());
    }

    private static ApplicationId id(long number) {
        return new ApplicationId(number);
    }

    @Test
    void whatSomebodyWaitsForGoesBeforeWhatIsOnlyLookedAtAgain() throws Exception {
        var begun = new CountDownLatch(1);
        var held = new CountDownLatch(1);
        var order = new CopyOnWriteArrayList<Long>();
        try (var queue =
                queue(
                        1,
                        (id, _) -> {
                            order.add(id.value());
                            begun.countDown();
                            awaitUninterrupted(held);
                        })) {
            queue.requestInTurn(id(1), Need.LATEST);
            begun.await();
            queue.requestInTurn(id(2), Need.LATEST);
            queue.requestInTurn(id(3), Need.LATEST);
            queue.requestInTurn(id(4), Need.LATEST);
            queue.request(id(4), Need.OPERATION);
            queue.request(id(5), Need.FORCED);
            held.countDown();
            Await.until("all were worked on", queue::isIdle);
        }
        assertThat(order).containsExactly(1L, 4L, 5L, 2L, 3L);
    }

    @Test
    void wishesArePutTogetherAndOneOfBothKindsIsWorkedOffOnce() throws Exception {
        var begun = new CountDownLatch(1);
        var held = new CountDownLatch(1);
        var needs = new CopyOnWriteArrayList<Need>();
        try (var queue =
                queue(
                        3,
                        (_, need) -> {
                            needs.add(need);
                            begun.countDown();
                            awaitUninterrupted(held);
                        })) {
            queue.request(id(1), Need.OPERATION);
            begun.await();
            queue.requestInTurn(id(1), Need.LATEST);
            queue.request(id(1), Need.RECENT);
            queue.requestInTurn(id(1), Need.OPERATION);
            held.countDown();
            Await.until("all was worked off", queue::isIdle);
        }
        assertThat(needs).isEqualTo(List.of(Need.OPERATION, Need.LATEST));
    }

    @Test
    void aThousandAtOnceAreWorkedOnByAFewThreadsAndNeverTwiceAtOnce() {
        var inside = ConcurrentHashMap.<ApplicationId>newKeySet();
        var threads = ConcurrentHashMap.<Thread>newKeySet();
        var most = new AtomicInteger();
        var twice = new AtomicBoolean();
        var seen = ConcurrentHashMap.<ApplicationId>newKeySet();
        try (var queue =
                queue(
                        4,
                        (id, _) -> {
                            twice.compareAndSet(false, !inside.add(id));
                            most.accumulateAndGet(inside.size(), Math::max);
                            threads.add(Thread.currentThread());
                            seen.add(id);
                            inside.remove(id);
                        })) {
            LongStream.range(0, 3_000)
                    .forEach(i -> queue.requestInTurn(id(i % 1_000), Need.LATEST));
            LongStream.range(0, 1_000).forEach(i -> queue.request(id(i), Need.RECENT));
            Await.until("all were worked on", queue::isIdle);
        }
        assertThat(twice).isFalse();
        assertThat(most.get()).isBetween(1, 4);
        assertThat(seen).hasSize(1_000);
        assertThat(threads).noneMatch(Thread::isVirtual);
    }

    @Test
    void aWorkerThatDiesTakesNobodysWorkAlong() {
        var worked = ConcurrentHashMap.<Long>newKeySet();
        try (var queue =
                queue(
                        1,
                        (id, _) -> {
                            if (id.value() == 1) {
                                Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {});
                                throw new StackOverflowError("of a test");
                            }
                            worked.add(id.value());
                        })) {
            queue.request(id(1), Need.LATEST);
            queue.request(id(2), Need.LATEST);
            Await.until("the other one was worked on", () -> worked.equals(Set.of(2L)));
            Await.until("nothing is left", queue::isIdle);
        }
    }

    @Test
    void failuresWaitLongerEachTimeUntilOneRunWorks() {
        var backoff = new Backoff(Duration.ofSeconds(5), Duration.ofSeconds(30));
        var now = Instant.EPOCH;
        for (long wait : List.of(5, 10, 20, 30, 30, 30)) {
            var again = backoff.next(id(1), now);
            assertThat(again).isEqualTo(now.plusSeconds(wait));
            // Tried for another reason meanwhile: that counts for nothing.
            assertThat(backoff.next(id(1), now.plusSeconds(1))).isEqualTo(again);
            now = again;
        }
        assertThat(backoff.next(id(2), now)).isEqualTo(now.plusSeconds(5));
        backoff.forget(id(1));
        assertThat(backoff.next(id(1), now)).isEqualTo(now.plusSeconds(5));
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
