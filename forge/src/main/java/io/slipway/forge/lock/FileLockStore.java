package io.slipway.forge.lock;

import io.slipway.forge.access.ProjectId;
import io.slipway.forge.identity.UserId;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import io.slipway.tree.TreePath;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All SQL of locks. */
final class FileLockStore {

    private static final String LIST =
            """
            select l.id, l.path, l.user_id, u.username, l.locked_at
            from file_locks l join users u on u.id = l.user_id
            where l.project_id = ? and l.id > ?
            order by l.id limit ?
            """;
    private static final String BY_ID =
            """
            select l.id, l.path, l.user_id, u.username, l.locked_at
            from file_locks l join users u on u.id = l.user_id
            where l.project_id = ? and l.id = ?
            """;
    private static final String BY_PATH =
            """
            select l.id, l.path, l.user_id, u.username, l.locked_at
            from file_locks l join users u on u.id = l.user_id
            where l.project_id = ? and l.path = ?
            """;
    private static final String OF_OTHERS =
            """
            select l.id, l.path, l.user_id, u.username, l.locked_at
            from file_locks l join users u on u.id = l.user_id
            where l.project_id = ? and l.user_id <> ?
            order by l.id
            """;
    private static final String COUNT = "select count(*) from file_locks where project_id = ?";
    private static final String INSERT =
            """
            insert into file_locks (project_id, path, user_id, locked_at) values (?, ?, ?, ?)
            on conflict (project_id, path) do nothing
            """;
    private static final String DELETE = "delete from file_locks where project_id = ? and id = ?";

    List<FileLock> list(Reading reading, ProjectId project, long after, int limit) {
        return reading.list(LIST, FileLockStore::lock, project.value(), after, limit);
    }

    Optional<FileLock> find(Reading reading, ProjectId project, long id) {
        return reading.first(BY_ID, FileLockStore::lock, project.value(), id);
    }

    Optional<FileLock> find(Reading reading, ProjectId project, String path) {
        return reading.first(BY_PATH, FileLockStore::lock, project.value(), path);
    }

    /** User id 0 is nobody's. */
    List<FileLock> ofOthers(Reading reading, ProjectId project, long user) {
        return reading.list(OF_OTHERS, FileLockStore::lock, project.value(), user);
    }

    long count(Reading reading, ProjectId project) {
        return reading.count(COUNT, project.value());
    }

    /** False when the path is locked already, also by a transaction that ends meanwhile. */
    boolean insert(Transaction tx, ProjectId project, TreePath path, UserId owner, Instant now) {
        return tx.execute(INSERT, project.value(), path.value(), owner.value(), now) > 0;
    }

    boolean delete(Transaction tx, ProjectId project, long id) {
        return tx.execute(DELETE, project.value(), id) > 0;
    }

    private static FileLock lock(Row row) {
        return new FileLock(
                row.number("id"),
                TreePath.of(row.text("path")),
                new UserId(row.number("user_id")),
                row.text("username"),
                row.instant("locked_at"));
    }
}
