package io.slipway.platform.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.platform.store.Database;
import io.slipway.platform.store.DatabaseFixture;
import io.slipway.platform.store.DatabaseKind;
import io.slipway.platform.store.Dialect;
import io.slipway.platform.store.Durability;
import io.slipway.testkit.Await;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class EventsTest {

    record Sailed(String ship, long crew, List<String> ports) {}

    private static final EventType<Sailed> SAILED =
            new EventType<>(
                    "test.sailed",
                    Sailed.class,
                    e ->
                            EventBody.empty()
                                    .put("ship", e.ship())
                                    .put("crew", e.crew())
                                    .putTexts("ports", e.ports()),
                    b -> new Sailed(b.text("ship"), b.number("crew"), b.texts("ports")));

    private final DatabaseFixture fixture;
    private final BlockingQueue<Delivered<?>> got = new LinkedBlockingQueue<>();
    private Events events;

    EventsTest(DatabaseKind kind) {
        fixture = DatabaseFixture.fresh(kind);
        events = start(got::add);
    }

    @AfterEach
    void close() {
        events.close();
        fixture.close();
    }

    @Test
    void aSubscriberGetsWhatIsCommittedInOrder() throws Exception {
        for (int i = 0; i < 250; i++) {
            sail("ship" + i);
        }
        for (int i = 0; i < 250; i++) {
            assertThat(next().event()).isEqualTo(new Sailed("ship" + i, 3, List.of("Bergen")));
        }
    }

    @Test
    void whatOneProcessAppendsWakesTheOther() throws Exception {
        if (fixture.database().dialect() == Dialect.SQLITE) {
            return; // one process
        }
        BlockingQueue<Delivered<?>> elsewhere = new LinkedBlockingQueue<>();
        try (var other = Database.open(fixture.settings());
                var others = new Events(other, Clock.systemUTC())) {
            others.register(SAILED);
            others.subscribe("test", List.of(Sailed.class), elsewhere::add);
            others.start();
            sail("first");
            assertThat(ship(next())).isEqualTo("first");
            assertThat(ship(elsewhere.poll(10, TimeUnit.SECONDS))).isEqualTo("first");
        }
    }

    @Test
    void whatIsRolledBackIsNeverTold() throws Exception {
        assertThatThrownBy(() ->
                        fixture.database()
                                .execute(
                                        Durability.FULL,
                                        tx -> {
                                            events.append(tx, new Sailed("ghost", 0, List.of()));
                                            throw new IllegalStateException("no");
                                        }))
                .hasMessage("no");
        sail("real");
        assertThat(next().event()).isEqualTo(new Sailed("real", 3, List.of("Bergen")));
    }

    @Test
    void afterARestartASubscriberGetsWhatItMissed() throws Exception {
        sail("first");
        next();
        events.close();
        sail("while it was down");
        Database again = fixture.reopen();
        assertThat(again).isNotNull();
        events = start(got::add);
        assertThat(ship(next())).isEqualTo("while it was down");
    }

    @Test
    void aFailingEventIsTriedAgainAndThenParkedAndTheNextOneComes() throws Exception {
        events.close();
        AtomicInteger tries = new AtomicInteger();
        events =
                start(event -> {
                    if (ship(event).equals("cursed")) {
                        tries.incrementAndGet();
                        throw new IllegalStateException("a storm");
                    }
                    got.add(event);
                });
        sail("cursed");
        sail("lucky");
        assertThat(ship(next())).isEqualTo("lucky");
        assertThat(tries).hasValue(3);
        assertThat(events.parked()).isEqualTo(1);
    }

    @Test
    void eventsOfManyThreadsAllArriveOnce() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String ship = "s" + i;
                all.add(threads.submit(() -> sail(ship)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ids.add(next().id());
        }
        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void eventsThatEverybodyHasAreForgottenInTime() throws Exception {
        sail("old");
        next();
        Await.until("all is delivered", events::isIdle);
        sail("new");
        next();
        Await.until("all is delivered", events::isIdle);
        assertThat(events.forget(Duration.ofDays(1))).isZero();
        assertThat(events.forget(Duration.ofSeconds(-1))).isEqualTo(2);
    }

    @Test
    void strangeTextsComeBackAsTheyWere() throws Exception {
        String strange = "a\"b\\c\u0000\n\t\ud800 é 漢 😀";
        sail(strange);
        assertThat(ship(next())).isEqualTo(strange);
    }

    private Events start(Subscriber subscriber) {
        EventSettings quick =
                new EventSettings(
                        100, 3, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofDays(1));
        Events fresh = new Events(fixture.database(), Clock.systemUTC(), quick);
        fresh.register(SAILED);
        fresh.subscribe("harbour", List.of(Sailed.class), subscriber);
        fresh.start();
        return fresh;
    }

    private void sail(String ship) {
        fixture.database()
                .execute(
                        Durability.NORMAL,
                        tx -> events.append(tx, new Sailed(ship, 3, List.of("Bergen"))));
    }

    private Delivered<?> next() throws InterruptedException {
        Delivered<?> event = got.poll(20, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        return event;
    }

    private static String ship(Delivered<?> event) {
        return ((Sailed) event.event()).ship();
    }
}
