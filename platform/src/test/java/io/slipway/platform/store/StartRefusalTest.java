package io.slipway.platform.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartRefusalTest {

    @TempDir Path folder;

    @Test
    void aDataFolderInUseIsRefused() {
        try (DataFolder held = DataFolder.open(folder)) {
            assertThat(held.path()).isEqualTo(folder.toAbsolutePath());
            assertThatThrownBy(() -> DataFolder.open(folder))
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining("is in use by");
        }
        DataFolder.open(folder).close();
    }

    @Test
    void aFileIsNoDataFolder() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> DataFolder.open(file))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("cannot write to the data folder");
    }

    @Test
    void aSchemaFromTheFutureIsRefused() {
        DatabaseSettings settings = DatabaseSettings.sqlite(folder.resolve("slipway.db"));
        try (Database database = Database.open(settings)) {
            database.execute(
                    Durability.FULL,
                    tx ->
                            tx.execute(
                                    """
                                    insert into flyway_schema_history (installed_rank, version, description, type,
                                      script, checksum, installed_by, execution_time, success)
                                    values (9999, '9999', 'future', 'SQL', 'V9999__future.sql', 1, 'x', 1, true)
                                    """));
        }
        assertThatThrownBy(() -> Database.open(settings))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("newer version");
    }

    @Test
    void openingTwiceMigratesOnce() {
        DatabaseSettings settings = DatabaseSettings.sqlite(folder.resolve("slipway.db"));
        assertThat(Migrations.isUpToDate(settings)).isFalse();
        Database.open(settings).close();
        assertThat(Migrations.isUpToDate(settings)).isTrue();
        try (Database database = Database.open(settings)) {
            assertThat(database.integrityProblems()).isEmpty();
        }
    }

    @Test
    void aMigrationThatWasChangedAfterwardsIsRefused() {
        DatabaseSettings settings = DatabaseSettings.sqlite(folder.resolve("slipway.db"));
        try (Database database = Database.open(settings)) {
            database.execute(
                    Durability.FULL,
                    tx ->
                            tx.execute(
                                    "update flyway_schema_history set checksum = 1 where version = '0001'"));
        }
        assertThatThrownBy(() -> Database.open(settings))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("checksum mismatch");
    }

    @Test
    void anUpToDateServerDatabaseIsKnownAsSuch() {
        DatabaseSettings settings = EmbeddedPostgres.shared().empty();
        assertThat(Migrations.isUpToDate(settings)).isFalse();
        Database.open(settings).close();
        assertThat(Migrations.isUpToDate(settings)).isTrue();
    }

    @Test
    void aFileThatIsNoDatabaseIsRefused() throws Exception {
        Path file = folder.resolve("slipway.db");
        Files.writeString(
                file, "this is not a database, but it is longer than a header ".repeat(9));
        assertThatThrownBy(() -> Database.open(DatabaseSettings.sqlite(file)))
                .isInstanceOf(CannotStart.class);
    }
}
