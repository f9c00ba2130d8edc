package io.slipway.platform.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A migrated SQLite file, made once, that fresh ones are copied from. */
final class SqliteTemplate {

    private static final Path TEMPLATE = make();

    private SqliteTemplate() {}

    static Path copy() {
        try {
            Path file = Files.createTempDirectory("slipway-db").resolve("slipway.db");
            return Files.copy(TEMPLATE, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path make() {
        try {
            Path folder = Files.createTempDirectory("slipway-template");
            Path file = folder.resolve("slipway.db");
            Database.open(DatabaseSettings.sqlite(file)).close(); // closing empties the WAL
            Runtime.getRuntime().addShutdownHook(new Thread(() -> DatabaseFixture.delete(folder)));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
