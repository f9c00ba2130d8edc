package io.slipway.platform.store;

import io.slipway.platform.secret.Secret;
import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/**
 * Brings a schema up to date. One history; the files lie in each module under the same folder,
 * numbered 1 to 499 in platform and forge, from 500 in delivery, so they may arrive out of order.
 */
final class Migrations {

    private Migrations() {}

    static void run(DatabaseSettings settings) {
        try {
            Flyway flyway = Flyway.configure(Migrations.class.getClassLoader())
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

    private static void refuseFuture(Flyway flyway, DatabaseSettings settings) {
        Arrays.stream(flyway.info().all())
                .filter(Migrations::isUnknown)
                .findFirst()
                .ifPresent(unknown -> {
                    throw new CannotStart(
                            "the database " + settings + " was last used by a newer version of"
                                    + " Slipway (schema " + unknown.getVersion() + "); start that"
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
