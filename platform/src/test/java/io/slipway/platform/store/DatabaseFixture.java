package io.slipway.platform.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A fresh database with this version's schema, in milliseconds: copied from one that was migrated
 * once in the process. {@link #reopen} is a restart.
 *
 * <pre>{@code
 * @ParameterizedClass
 * @EnumSource(DatabaseKind.class)
 * class IssueStoreTest {
 *     private final DatabaseFixture fixture;
 *     IssueStoreTest(DatabaseKind kind) { fixture = DatabaseFixture.fresh(kind); }
 *     @AfterEach void close() { fixture.close(); }
 * }
 * }</pre>
 */
public final class DatabaseFixture implements AutoCloseable {

    private final DatabaseSettings settings;
    private final Runnable cleanUp;
    private Database database;

    private DatabaseFixture(DatabaseSettings settings, Runnable cleanUp) {
        this.settings = settings;
        this.cleanUp = cleanUp;
        this.database = Database.connect(settings);
    }

    /** A fresh database of the given kind. */
    public static DatabaseFixture fresh(DatabaseKind kind) {
        return switch (kind) {
            case SQLITE -> {
                Path folder = SqliteTemplate.copy();
                yield new DatabaseFixture(
                        DatabaseSettings.sqlite(folder.resolve("slipway.db")),
                        () -> delete(folder));
            }
            case POSTGRESQL -> new DatabaseFixture(EmbeddedPostgres.shared().fresh(), () -> {});
        };
    }

    /** A fresh SQLite database, for tests of things other than stores. */
    public static DatabaseFixture fresh() {
        return fresh(DatabaseKind.SQLITE);
    }

    /** The database. */
    public Database database() {
        return database;
    }

    /** Where it is, for tests that start a server on it. */
    public DatabaseSettings settings() {
        return settings;
    }

    /** Closes the database and opens it again, as a restart does. */
    public Database reopen() {
        database.close();
        database = Database.connect(settings);
        return database;
    }

    @Override
    public void close() {
        database.close();
        cleanUp.run();
    }

    static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
