package io.slipway.forge.setting;

import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Transaction;
import java.util.Optional;

/** All SQL of the settings: one row. */
final class SettingsStore {

    private static final String FIND = "select * from application_settings where id = 1";
    private static final String SAVE =
            """
            insert into application_settings (id, body, created_at, updated_at)
            values (1, ?, ?, ?)
            on conflict (id) do update set body = excluded.body, updated_at = excluded.updated_at
            """;

    Optional<ApplicationSettings> find(Reading reading) {
        return reading.first(
                FIND,
                row ->
                        SettingsText.read(
                                row.text("body"),
                                row.instant("created_at"),
                                row.instant("updated_at")));
    }

    void save(Transaction tx, ApplicationSettings settings) {
        tx.execute(SAVE, SettingsText.write(settings), settings.createdAt(), settings.updatedAt());
    }
}
