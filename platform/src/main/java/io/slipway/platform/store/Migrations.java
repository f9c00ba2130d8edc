package io.slipway.platform.store;

import io.slipway.platform.secret.Secret;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/**
 * Brings a schema up to date. One history; the files lie in each module under the same folder,
 * numbered 1 to 499 in platform and forge, from 500 in delivery, so they may arrive out of order.
 */
final class Migrations {

    private static final String APPLIED =
            """
            select version, checksum, success from flyway_schema_history
            where version is not null
            """;

    private Migrations() {}

    static void run(DatabaseSettings settings) {
        if (isUpToDate(settings)) {
            return;
        }
        try {
            Flyway flyway =
                    Flyway.configure(Migrations.class.getClassLoader())
                            .dataSource(
                                    settings.url(),
                                    settings.user().orElse(null),
                                    settings.password().map(Secret::reveal).orElse(null))
                            .locations("classpath:" + settings.dialect().migrations())
                            .sqlMigrationPrefix("V")
                            .outOfOrder(true)
                            .failOnMissingLocations(true)
                            .load();
            refuseFuture(flyway, settings);
            flyway.migrate();
        } catch (FlywayException e) {
            throw new CannotStart(
                    "cannot bring the database " + settings + " up to date: " + e.getMessage(), e);
        }
    }

    /** Whether exactly the known migrations are there; false also when in doubt. */
    static boolean isUpToDate(DatabaseSettings settings) {
        try {
            Optional<Map<String, Integer>> known =
                    KnownMigrations.on(
                            Migrations.class.getClassLoader(), settings.dialect().migrations());
            return known.isPresent() && known.get().equals(applied(settings));
        } catch (SQLException | IOException e) {
            return false; // no schema yet, or no database: Flyway says what is wrong
        }
    }

    private static Map<String, Integer> applied(DatabaseSettings settings) throws SQLException {
        if (settings.isMissingFile()) {
            return Map.of();
        }
        Properties login = new Properties();
        settings.user().ifPresent(user -> login.setProperty("user", user));
        settings.password().ifPresent(password -> login.setProperty("password", password.reveal()));
        Map<String, Integer> applied = new HashMap<>();
        try (Connection connection = DriverManager.getConnection(settings.url(), login);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(APPLIED)) {
            while (rows.next()) {
                applied.put(
                        rows.getString("version"),
                        rows.getBoolean("success") ? rows.getInt("checksum") : 0);
            }
        }
        return applied;
    }

    private static void refuseFuture(Flyway flyway, DatabaseSettings settings) {
        Arrays.stream(flyway.info().all())
                .filter(Migrations::isUnknown)
                .findFirst()
                .ifPresent(unknown -> {
                    throw new CannotStart(
                            "the database "
                                    + settings
                                    + " was last used by a newer version of"
                                    + " Slipway (schema "
                                    + unknown.getVersion()
                                    + "); start that"
                                    + " version, or restore a backup from before the upgrade");
                });
    }

    private static boolean isUnknown(MigrationInfo migration) {
        MigrationState state = migration.getState();
        return state == MigrationState.FUTURE_SUCCESS
                || state == MigrationState.MISSING_SUCCESS
                || state == MigrationState.FUTURE_FAILED
                || state == MigrationState.MISSING_FAILED;
    }
}
