package io.slipway.platform.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A migrated SQLite file, made once, that fresh ones are copied from. */
final class SqliteTemplate {

    private static final Path TEMPLATE = make();

    private SqliteTemplate() {}

    /** A new folder with a fresh {@code slipway.db} in it. */
    static Path copy() {
        try {
            Path folder = Files.createTempDirectory("slipway-db");
            Files.copy(TEMPLATE, folder.resolve("slipway.db"));
            return folder;
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
