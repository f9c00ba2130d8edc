package io.slipway.delivery.appproject;

import io.slipway.forge.access.NamespaceId;
import io.slipway.platform.store.Dialect;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Which namespaces there are; the forge writes them. */
final class AppProjectStore {

    private static final String BY_PATH = "select id, path from namespaces where path_folded = ?";
    private static final String BY_ID = "select id, path from namespaces where id in (?)";
    private static final String WITH_APPLICATIONS =
            """
            select n.id, n.path from namespaces n
            where exists (select 1 from applications a where a.namespace_id = n.id) order by n.id
            """;

    Optional<AppProject> find(Reading reading, String path) {
        return reading.first(BY_PATH, AppProjectStore::read, Dialect.fold(path))
                .filter(p -> p.path().equals(path));
    }

    List<AppProject> find(Reading reading, Collection<Long> ids) {
        return ids.isEmpty() ? List.of() : reading.list(BY_ID, AppProjectStore::read, ids);
    }

    List<AppProject> withApplications(Reading reading) {
        return reading.list(WITH_APPLICATIONS, AppProjectStore::read);
    }

    private static AppProject read(Row row) {
        return new AppProject(new NamespaceId(row.number("id")), row.text("path"));
    }
}
