package io.slipway.platform.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class DatabaseTest {

    private final DatabaseFixture fixture;
    private final Database database;

    DatabaseTest(DatabaseKind kind) {
        fixture = DatabaseFixture.fresh(kind);
        database = fixture.database();
    }

    @BeforeEach
    void table() {
        database.execute(
                Durability.FULL,
                tx ->
                        tx.execute(
                                """
                                create table things (name text primary key, size bigint, made_at bigint,
                                  good boolean not null default false, data text)
                                """));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void whatIsWrittenIsRead() {
        Instant at = Instant.parse("2026-01-02T03:04:05.678901Z");
        database.execute(
                Durability.NORMAL,
                tx ->
                        tx.execute(
                                "insert into things (name, size, made_at, good, data) values (?, ?, ?, ?, ?)",
                                "a",
                                7L,
                                at,
                                true,
                                Optional.empty()));
        List<Object> row =
                database.read(reading ->
                                reading.first(
                                        "select * from things where name = ?",
                                        r ->
                                                List.<Object>of(
                                                        r.text("name"),
                                                        r.number("size"),
                                                        r.instant("made_at"),
                                                        r.flag("good"),
                                                        r.optionalText("data")),
                                        "a"))
                        .orElseThrow();
        assertThat(row).containsExactly("a", 7L, at, true, Optional.empty());
    }

    @Test
    void aFailureRollsEverythingBack() {
        assertThatThrownBy(() ->
                        database.execute(
                                Durability.FULL,
                                tx -> {
                                    insert(tx, "a");
                                    throw new IllegalStateException("no");
                                }))
                .hasMessage("no");
        assertThat(count()).isZero();
    }

    @Test
    void theSameKeyTwiceIsToldApart() {
        database.execute(Durability.FULL, tx -> insert(tx, "a"));
        assertThatThrownBy(() -> database.execute(Durability.FULL, tx -> insert(tx, "a")))
                .isInstanceOf(DuplicateException.class);
        database.execute(Durability.FULL, tx -> insert(tx, "b"));
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void aCollectionFillsAnInList() {
        database.execute(
                Durability.FULL,
                tx -> {
                    insert(tx, "a");
                    insert(tx, "b");
                    insert(tx, "c");
                });
        assertThat(named(List.of("a", "c", "x"))).containsExactly("a", "c");
        assertThat(named(List.of())).isEmpty();
    }

    @Test
    void whatRunsAfterCommitSeesTheCommit() {
        List<Long> seen = new ArrayList<>();
        database.execute(
                Durability.NORMAL,
                tx -> {
                    insert(tx, "a");
                    tx.afterCommit(() -> seen.add(count()));
                });
        assertThat(seen).containsExactly(1L);
    }

    @Test
    void whatRunsAfterCommitDoesNotAfterARollback() {
        List<String> seen = new ArrayList<>();
        assertThatThrownBy(() ->
                        database.execute(
                                Durability.NORMAL,
                                tx -> {
                                    tx.afterCommit(() -> seen.add("ran"));
                                    throw new IllegalStateException("no");
                                }))
                .hasMessage("no");
        assertThat(seen).isEmpty();
    }

    @Test
    void aQuestionWithinATransactionIsPartOfItAndTakesNoConnection() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) { // more than there are connections
                String name = "n" + i;
                all.add(
                        threads.submit(() ->
                                database.write(
                                        Durability.NORMAL,
                                        tx -> {
                                            insert(tx, name);
                                            return named(List.of(name)).size()
                                                    + database.read(r -> count());
                                        })));
            }
            for (Future<Long> one : all) {
                assertThat(one.get()).isGreaterThanOrEqualTo(2);
            }
        }
    }

    @Test
    void workInTheBackgroundLeavesConnectionsToPeople() throws Exception {
        var held = new CountDownLatch(1);
        var asking = new Semaphore(0);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) { // more than there are connections
                all.add(
                        threads.submit(() ->
                                database.inBackground(() ->
                                        database.read(reading -> {
                                            asking.release();
                                            awaitUninterrupted(held);
                                            return reading.count("select count(*) from things");
                                        }))));
            }
            try {
                asking.acquire(); // at least one of them is in its question, and stays there
                database.execute(Durability.NORMAL, tx -> insert(tx, "of a person"));
                assertThat(database.<Long>read(r -> count())).isEqualTo(1);
            } finally {
                held.countDown();
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    @Test
    void whatABackgroundChangeLeadsToNeedsNoSecondPlace() {
        var seen = new ArrayList<Long>();
        database.inBackground(() ->
                database.execute(
                        Durability.NORMAL,
                        tx -> {
                            insert(tx, "a");
                            tx.afterCommit(() -> seen.add(database.read(r -> count())));
                        }));
        assertThat(seen).containsExactly(1L);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aWriteWithinAWriteIsABug() {
        assertThatThrownBy(() ->
                        database.execute(
                                Durability.FULL,
                                tx ->
                                        database.execute(
                                                Durability.FULL, inner -> insert(inner, "a"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pass the transaction down");
        assertThat(count()).isZero();
    }

    @Test
    void manyWritersAndReadersAtOnceLoseNothing() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String name = "n" + i;
                Durability durability = i % 2 == 0 ? Durability.FULL : Durability.NORMAL;
                all.add(threads.submit(() -> database.execute(durability, tx -> insert(tx, name))));
                all.add(threads.submit(this::count));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        assertThat(count()).isEqualTo(200);
    }

    @Test
    void aRestartHasEverythingBack() {
        database.execute(Durability.FULL, tx -> insert(tx, "a"));
        Database again = fixture.reopen();
        long count = again.read(reading -> reading.count("select count(*) from things"));
        assertThat(count).isEqualTo(1);
        assertThat(again.integrityProblems()).isEmpty();
    }

    private static int insert(Transaction tx, String name) {
        return tx.execute("insert into things (name) values (?)", name);
    }

    private long count() {
        return database.read(reading -> reading.count("select count(*) from things"));
    }

    private List<String> named(List<String> names) {
        return database.read(reading ->
                reading.list(
                        "select name from things where name in (?) order by name",
                        row -> row.text("name"),
                        names));
    }
}
