package io.slipway.delivery.appproject;

import io.slipway.delivery.window.SyncWindows;
import io.slipway.delivery.window.WindowFormat;
import io.slipway.forge.access.NamespaceId;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Transaction;
import java.util.Map;

/** All SQL of the windows of projects. */
final class WindowStore {

    private static final String FIND =
            "select sync_windows from project_policies where namespace_id = ?";
    private static final String SAVE =
            """
            insert into project_policies (namespace_id, sync_windows) values (?, ?)
            on conflict (namespace_id) do update set sync_windows = excluded.sync_windows
            """;

    SyncWindows find(Reading reading, NamespaceId project) {
        return reading.first(FIND, row -> row.text("sync_windows"), project.value())
                .map(Json::readObject)
                .map(tree -> WindowFormat.read(Trees.listAt(tree, "syncWindows")))
                .orElse(SyncWindows.NONE);
    }

    void save(Transaction transaction, NamespaceId project, SyncWindows windows) {
        transaction.execute(
                SAVE,
                project.value(),
                Json.write(Map.of("syncWindows", WindowFormat.write(windows))));
    }
}
