package io.slipway.platform.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.testkit.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SignalsTest {

    private static final class Ear implements Signals.Listener {
        final List<String> heard = new CopyOnWriteArrayList<>();
        final AtomicInteger missed = new AtomicInteger();

        @Override
        public void heard(String text) {
            heard.add(text);
        }

        @Override
        public void missed() {
            missed.incrementAndGet();
        }
    }

    private static void send(Database from, String topic, String text) {
        from.execute(Durability.NORMAL, tx -> from.signals().send(tx, topic, text));
    }

    @Test
    void anotherProcessHearsWhatIsCommittedAndTheSenderDoesNot() {
        try (var fixture = DatabaseFixture.fresh(DatabaseKind.POSTGRESQL);
                var other = Database.connect(fixture.settings())) {
            var mine = new Ear();
            var theirs = new Ear();
            fixture.database().signals().listen("ships", mine);
            other.signals().listen("ships", theirs);
            Await.until("both listen", () -> mine.missed.get() > 0 && theirs.missed.get() > 0);

            send(fixture.database(), "ships", "sailed 1");
            assertThatThrownBy(() ->
                            fixture.database()
                                    .execute(
                                            Durability.NORMAL,
                                            tx -> {
                                                fixture.database()
                                                        .signals()
                                                        .send(tx, "ships", "sank");
                                                throw new IllegalStateException("no");
                                            }))
                    .hasMessage("no");
            send(fixture.database(), "boats", "elsewhere");
            send(fixture.database(), "ships", "sailed 2");

            Await.until("both are heard", () -> theirs.heard.size() >= 2);
            assertThat(theirs.heard).containsExactly("sailed 1", "sailed 2");
            assertThat(mine.heard).isEmpty();
        }
    }

    @Test
    void whoLosesTheConnectionIsToldThatSomethingMayBeMissing() {
        try (var fixture = DatabaseFixture.fresh(DatabaseKind.POSTGRESQL);
                var other = Database.connect(fixture.settings())) {
            var ear = new Ear();
            other.signals().listen("ships", ear);
            Await.until("it listens", () -> ear.missed.get() == 1);

            fixture.database()
                    .read(reading ->
                            reading.list(
                                    """
                                    select pg_terminate_backend(pid) as gone from pg_stat_activity
                                    where application_name = 'slipway signals'
                                    """,
                                    _ -> true));

            Await.until("it listens again", () -> ear.missed.get() == 2);
            send(fixture.database(), "ships", "sailed");
            Await.until("it is heard", () -> ear.heard.contains("sailed"));
        }
    }

    @Test
    void withOneProcessNothingIsSent() {
        try (var fixture = DatabaseFixture.fresh(DatabaseKind.SQLITE)) {
            var ear = new Ear();
            fixture.database().signals().listen("ships", ear);
            send(fixture.database(), "ships", "sailed");
            assertThat(ear.heard).isEmpty();
            assertThat(ear.missed).hasValue(0);
        }
    }
}
