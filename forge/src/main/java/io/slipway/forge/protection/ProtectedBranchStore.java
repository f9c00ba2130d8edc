package io.slipway.forge.protection;

import io.slipway.forge.access.ProjectId;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All SQL of protected branches. */
final class ProtectedBranchStore {

    private static final String LIST =
            "select * from protected_branches where project_id = ? order by name";
    private static final String FIND =
            "select * from protected_branches where project_id = ? and name = ?";
    private static final String PROTECT =
            """
            insert into protected_branches (project_id, name, developers_can_push,
              developers_can_merge, created_at)
            values (?, ?, ?, ?, ?)
            on conflict (project_id, name) do update set
              developers_can_push = excluded.developers_can_push,
              developers_can_merge = excluded.developers_can_merge
            """;
    private static final String UNPROTECT =
            "delete from protected_branches where project_id = ? and name = ?";

    List<ProtectedBranch> list(Reading reading, ProjectId project) {
        return reading.list(LIST, ProtectedBranchStore::branch, project.value());
    }

    Optional<ProtectedBranch> find(Reading reading, ProjectId project, String name) {
        return reading.first(FIND, ProtectedBranchStore::branch, project.value(), name);
    }

    void protect(Transaction tx, ProjectId project, ProtectedBranch branch, Instant now) {
        tx.execute(
                PROTECT,
                project.value(),
                branch.name(),
                branch.developersCanPush(),
                branch.developersCanMerge(),
                now);
    }

    boolean unprotect(Transaction tx, ProjectId project, String name) {
        return tx.execute(UNPROTECT, project.value(), name) > 0;
    }

    private static ProtectedBranch branch(Row row) {
        return new ProtectedBranch(
                row.text("name"),
                row.flag("developers_can_push"),
                row.flag("developers_can_merge"));
    }
}
