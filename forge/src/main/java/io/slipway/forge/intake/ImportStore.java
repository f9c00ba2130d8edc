package io.slipway.forge.intake;

import io.slipway.forge.access.ProjectId;
import io.slipway.forge.identity.UserId;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All SQL of imports. */
final class ImportStore {

    private static final String INSERT =
            """
            insert into project_imports (project_id, url, login_sealed, state, user_id, created_at,
              updated_at)
            values (?, ?, ?, 'scheduled', ?, ?, ?)
            on conflict (project_id) do update set url = excluded.url,
              login_sealed = excluded.login_sealed, state = excluded.state, error = null,
              user_id = excluded.user_id, updated_at = excluded.updated_at
            """;
    private static final String SET_STATE =
            "update project_imports set state = ?, error = ?, updated_at = ? where project_id = ?";
    private static final String FORGET_LOGIN =
            "update project_imports set login_sealed = null where project_id = ?";
    private static final String OPEN =
            """
            select * from project_imports where state in ('scheduled', 'started')
            order by project_id
            """;
    private static final String FIND = "select * from project_imports where project_id = ?";
    private static final String OF_PROJECTS =
            "select * from project_imports where project_id in (?)";

    /** What is needed to run an import. */
    record Job(
            ProjectId project,
            String url,
            Optional<String> login,
            UserId user,
            ImportState state) {}

    void insert(
            Transaction tx,
            ProjectId project,
            String url,
            Optional<String> login,
            Optional<UserId> user,
            Instant now) {
        tx.execute(
                INSERT, project.value(), url, login, user.map(UserId::value).orElse(0L), now, now);
    }

    void setState(
            Transaction tx,
            ProjectId project,
            ImportState state,
            Optional<String> error,
            Instant now) {
        tx.execute(SET_STATE, state.text(), error, now, project.value());
        if (state.isOver()) {
            tx.execute(FORGET_LOGIN, project.value());
        }
    }

    List<Job> open(Reading reading) {
        return reading.list(OPEN, ImportStore::job);
    }

    Optional<Job> job(Reading reading, ProjectId project) {
        return reading.first(FIND, ImportStore::job, project.value());
    }

    List<Import> of(Reading reading, Collection<ProjectId> projects) {
        return reading.list(
                OF_PROJECTS,
                row ->
                        new Import(
                                new ProjectId(row.number("project_id")),
                                row.text("url"),
                                state(row),
                                row.optionalText("error"),
                                row.instant("updated_at")),
                projects.stream().map(ProjectId::value).distinct().toList());
    }

    private static Job job(Row row) {
        return new Job(
                new ProjectId(row.number("project_id")),
                row.text("url"),
                row.optionalText("login_sealed"),
                new UserId(row.number("user_id")),
                state(row));
    }

    private static ImportState state(Row row) {
        return ImportState.valueOf(row.text("state").toUpperCase(Locale.ROOT));
    }
}
