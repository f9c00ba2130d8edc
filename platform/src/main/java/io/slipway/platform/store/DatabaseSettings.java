package io.slipway.platform.store;

import io.slipway.platform.secret.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the database is and how much of it to use.
 *
 * @param url a JDBC URL that begins with {@code jdbc:sqlite:} or {@code jdbc:postgresql:}
 * @param user for PostgreSQL, if the URL does not name one
 * @param password for PostgreSQL, if the URL does not hold one
 * @param connections readers of SQLite, or all connections to PostgreSQL; 1 to 200
 */
public record DatabaseSettings(
        String url, Optional<String> user, Optional<Secret> password, int connections) {

    /** Connections when nothing is said. */
    public static final int DEFAULT_CONNECTIONS = 8;

    /** Checks the range and the kind of the database. */
    public DatabaseSettings {
        if (connections < 1 || connections > 200) {
            throw new CannotStart("database connections must be 1 to 200, not " + connections);
        }
        if (!url.startsWith("jdbc:sqlite:") && !url.startsWith("jdbc:postgresql:")) {
            throw new CannotStart(
                    "the database URL must begin with jdbc:sqlite: or jdbc:postgresql:");
        }
    }

    /** The embedded database in a file. */
    public static DatabaseSettings sqlite(Path file) {
        return of("jdbc:sqlite:" + file.toAbsolutePath());
    }

    /** A database by its JDBC URL alone. */
    public static DatabaseSettings of(String url) {
        return new DatabaseSettings(url, Optional.empty(), Optional.empty(), DEFAULT_CONNECTIONS);
    }

    /** Which of the two it is. */
    public Dialect dialect() {
        return url.startsWith("jdbc:sqlite:") ? Dialect.SQLITE : Dialect.POSTGRESQL;
    }

    /** Whether it is a file that is not there, which a mere question would make. */
    boolean isMissingFile() {
        return dialect() == Dialect.SQLITE
                && !Files.exists(Path.of(url.substring("jdbc:sqlite:".length())));
    }

    /** Leaves out the URL's parameters, which may hold a password. */
    @Override
    public String toString() {
        int parameters = url.indexOf('?');
        return parameters < 0 ? url : url.substring(0, parameters);
    }
}
