package io.slipway.forge.status;

import io.slipway.forge.access.ProjectId;
import io.slipway.forge.identity.UserId;
import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.util.List;
import java.util.Optional;

/** All SQL of commit statuses. */
final class CommitStatusStore {

    private static final String INSERT =
            """
            insert into commit_statuses (project_id, sha, ref, name, stage, state, target_url,
              description, author_id, allow_failure, created_at, started_at, finished_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id
            """;
    private static final String UPDATE =
            """
            update commit_statuses set state = ?, target_url = ?, description = ?, started_at = ?,
              finished_at = ? where id = ?
            """;
    private static final String OPEN =
            """
            select * from commit_statuses
            where project_id = ? and sha = ? and ref = ? and name = ?
              and state in ('pending', 'running')
            order by id desc
            """;
    private static final String FROM =
            """
            from commit_statuses s
            where s.project_id = ? and s.sha = ? and (? or s.ref = ?) and (? or s.stage = ?)
              and (? or s.name = ?)
              and (? or s.id in (select max(o.id) from commit_statuses o
                where o.project_id = s.project_id and o.sha = s.sha group by o.name, o.ref))
            """;
    private static final String LIST =
            "select s.* " + FROM + " order by s.id desc limit ? offset ?";
    private static final String COUNT = "select count(*) " + FROM;
    private static final String LATEST_STATES =
            """
            select s.state from commit_statuses s
            where s.project_id = ? and s.sha = ? and not s.allow_failure and s.id in
              (select max(o.id) from commit_statuses o
                where o.project_id = s.project_id and o.sha = s.sha group by o.name, o.ref)
            """;

    long insert(Transaction tx, ProjectId project, CommitStatus status) {
        return tx.insert(
                INSERT,
                project.value(),
                status.sha(),
                status.ref(),
                status.name(),
                status.stage(),
                status.state().text(),
                status.targetUrl(),
                status.description(),
                status.author().map(UserId::value),
                status.allowFailure(),
                status.createdAt(),
                status.startedAt(),
                status.finishedAt());
    }

    void update(Transaction tx, CommitStatus status) {
        tx.execute(
                UPDATE,
                status.state().text(),
                status.targetUrl(),
                status.description(),
                status.startedAt(),
                status.finishedAt(),
                status.id());
    }

    Optional<CommitStatus> open(
            Reading reading, ProjectId project, String sha, String ref, String name) {
        return reading.first(OPEN, CommitStatusStore::status, project.value(), sha, ref, name);
    }

    Page<CommitStatus> list(
            Reading reading, ProjectId project, String sha, StatusQuery query, PageRequest page) {
        Object[] filter = {
            project.value(),
            sha,
            query.ref().isEmpty(),
            query.ref().orElse(""),
            query.stage().isEmpty(),
            query.stage().orElse(""),
            query.name().isEmpty(),
            query.name().orElse(""),
            query.all()
        };
        Object[] paged = java.util.Arrays.copyOf(filter, filter.length + 2);
        paged[filter.length] = page.size();
        paged[filter.length + 1] = page.offset();
        return new Page<>(
                reading.list(LIST, CommitStatusStore::status, paged),
                page,
                reading.count(COUNT, filter));
    }

    List<CommitState> latestStates(Reading reading, ProjectId project, String sha) {
        return reading.list(
                LATEST_STATES,
                row -> CommitState.of(row.text("state")).orElseThrow(),
                project.value(),
                sha);
    }

    private static CommitStatus status(Row row) {
        return new CommitStatus(
                row.number("id"),
                row.text("sha"),
                row.text("ref"),
                row.text("name"),
                row.text("stage"),
                CommitState.of(row.text("state")).orElseThrow(),
                row.optionalText("target_url"),
                row.optionalText("description"),
                row.optionalNumber("author_id").map(UserId::new),
                row.flag("allow_failure"),
                row.instant("created_at"),
                row.optionalInstant("started_at"),
                row.optionalInstant("finished_at"));
    }
}
