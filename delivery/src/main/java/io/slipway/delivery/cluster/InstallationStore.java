package io.slipway.delivery.cluster;

import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;

/** The name that marks what this installation keeps in clusters; made once, never changed. */
final class InstallationStore {

    private static final String NAME = "select name from installation where one = 1";
    private static final String INSERT =
            "insert into installation (one, name) values (1, ?) on conflict (one) do nothing";

    /** The stored name, or the offered one when there is none yet. */
    String name(Database database, String offered) {
        var known = database.read(r -> r.first(NAME, row -> row.text("name")));
        if (known.isPresent()) {
            return known.get();
        }
        database.execute(Durability.FULL, tx -> tx.execute(INSERT, offered));
        return database.read(r -> r.first(NAME, row -> row.text("name"))).orElseThrow();
    }
}
