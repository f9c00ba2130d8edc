package io.slipway.forge.release;

import io.slipway.forge.access.ProjectId;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All SQL of releases. */
final class ReleaseStore {

    private static final String INSERT =
            """
            insert into releases (project_id, tag, description, created_at, updated_at)
            values (?, ?, ?, ?, ?)
            """;
    private static final String UPDATE =
            """
            update releases set description = ?, updated_at = ? where project_id = ? and tag = ?
            """;
    private static final String LIST = "select * from releases where project_id = ?";
    private static final String FIND = "select * from releases where project_id = ? and tag = ?";
    private static final String DELETE = "delete from releases where project_id = ? and tag = ?";

    void insert(Transaction tx, ProjectId project, Release release) {
        tx.execute(
                INSERT,
                project.value(),
                release.tag(),
                release.description(),
                release.createdAt(),
                release.updatedAt());
    }

    void update(Transaction tx, ProjectId project, String tag, String text, Instant now) {
        tx.execute(UPDATE, text, now, project.value(), tag);
    }

    List<Release> list(Reading reading, ProjectId project) {
        return reading.list(LIST, ReleaseStore::release, project.value());
    }

    Optional<Release> find(Reading reading, ProjectId project, String tag) {
        return reading.first(FIND, ReleaseStore::release, project.value(), tag);
    }

    void delete(Transaction tx, ProjectId project, String tag) {
        tx.execute(DELETE, project.value(), tag);
    }

    private static Release release(Row row) {
        return new Release(
                row.text("tag"),
                row.text("description"),
                row.instant("created_at"),
                row.instant("updated_at"));
    }
}
