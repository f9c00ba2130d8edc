package io.slipway.forge.note;

import io.slipway.forge.access.ProjectId;
import io.slipway.forge.identity.UserId;
import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All SQL of notes. */
final class NoteStore {

    private static final String INSERT =
            """
            insert into notes (project_id, noteable_type, commit_sha, author_id, body, path, line,
              side, created_at, updated_at)
            values (?, 'Commit', ?, ?, ?, ?, ?, ?, ?, ?) returning id
            """;
    private static final String OF_COMMIT =
            """
            select * from notes
            where project_id = ? and commit_sha = ? and noteable_type = 'Commit'
            order by created_at, id limit ? offset ?
            """;
    private static final String COUNT =
            """
            select count(*) from notes
            where project_id = ? and commit_sha = ? and noteable_type = 'Commit'
            """;
    private static final String BY_IDS =
            """
            select * from notes where project_id = ? and noteable_type = 'Commit' and id in (?)
            """;

    CommitNote insert(
            Transaction tx,
            ProjectId project,
            String sha,
            Optional<UserId> author,
            String body,
            Optional<NotePosition> position,
            Instant now) {
        long id =
                tx.insert(
                        INSERT,
                        project.value(),
                        sha,
                        author.map(UserId::value),
                        body,
                        position.map(NotePosition::path),
                        position.map(NotePosition::line),
                        position.map(at -> at.side().name().toLowerCase(Locale.ROOT)),
                        now,
                        now);
        return new CommitNote(id, project, sha, body, author, position, now, now);
    }

    Page<CommitNote> of(Reading reading, ProjectId project, String sha, PageRequest page) {
        return new Page<>(
                reading.list(
                        OF_COMMIT,
                        NoteStore::note,
                        project.value(),
                        sha,
                        page.size(),
                        page.offset()),
                page,
                reading.count(COUNT, project.value(), sha));
    }

    List<CommitNote> byIds(Reading reading, ProjectId project, Collection<Long> ids) {
        return reading.list(
                BY_IDS, NoteStore::note, project.value(), ids.stream().distinct().toList());
    }

    private static CommitNote note(Row row) {
        return new CommitNote(
                row.number("id"),
                new ProjectId(row.number("project_id")),
                row.text("commit_sha"),
                row.text("body"),
                row.optionalNumber("author_id").map(UserId::new),
                row.optionalText("path")
                        .map(path ->
                                new NotePosition(
                                        path,
                                        (int) row.number("line"),
                                        NotePosition.Side.valueOf(
                                                row.text("side").toUpperCase(Locale.ROOT)))),
                row.instant("created_at"),
                row.instant("updated_at"));
    }
}
