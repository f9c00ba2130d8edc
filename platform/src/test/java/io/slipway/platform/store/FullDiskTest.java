package io.slipway.platform.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.platform.problem.Unavailable;
import org.junit.jupiter.api.Test;

/** A limit on the file's pages stands in for a full disk: SQLite fails with the same code. */
class FullDiskTest {

    @Test
    void aFullDiskRefusesTheChangeKeepsWhatIsThereAndWorksOnceThereIsRoom() {
        try (DatabaseFixture fixture = DatabaseFixture.fresh()) {
            Database database = fixture.database();
            database.execute(
                    Durability.FULL,
                    tx -> {
                        tx.execute(
                                "create table notes (id integer primary key autoincrement, body text)");
                        tx.insert("insert into notes (body) values (?) returning id", "kept");
                    });
            long pages = database.read(reading -> reading.count("pragma page_count"));
            database.execute(Durability.FULL, tx -> tx.count("pragma max_page_count = " + pages));
            assertThatThrownBy(() ->
                            database.execute(
                                    Durability.FULL,
                                    tx ->
                                            tx.insert(
                                                    "insert into notes (body) values (?) returning id",
                                                    "x".repeat(100_000))))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("full");
            long kept = database.read(reading -> reading.count("select count(*) from notes"));
            assertThat(kept).isEqualTo(1);
            database.execute(Durability.FULL, tx -> tx.count("pragma max_page_count = 1000000"));
            database.execute(
                    Durability.FULL,
                    tx ->
                            tx.insert(
                                    "insert into notes (body) values (?) returning id",
                                    "x".repeat(100_000)));
            assertThat(database.integrityProblems()).isEmpty();
        }
    }
}
