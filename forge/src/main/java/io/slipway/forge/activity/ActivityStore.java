package io.slipway.forge.activity;

import io.slipway.forge.access.ProjectId;
import io.slipway.forge.identity.UserId;
import io.slipway.git.object.ObjectHash;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefUpdate;
import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/** All SQL of activity. */
final class ActivityStore {

    private static final String INSERT =
            """
            insert into activities (project_id, author_id, action, target_type, target_id,
              target_title, ref, old_id, new_id, created_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String LIST =
            "select * from activities where project_id = ? order by id desc limit ? offset ?";
    private static final String COUNT = "select count(*) from activities where project_id = ?";

    void insert(
            Transaction tx,
            ProjectId project,
            Optional<UserId> author,
            String action,
            Optional<Activity.Target> target,
            Optional<RefUpdate> push,
            Instant at) {
        tx.execute(
                INSERT,
                project.value(),
                author.map(UserId::value),
                action,
                target.map(Activity.Target::type),
                target.map(Activity.Target::id),
                target.map(Activity.Target::title),
                push.map(update -> update.ref().value()),
                push.map(update -> update.old().hex()),
                push.map(update -> update.next().hex()),
                at);
    }

    Page<Activity> list(Reading reading, ProjectId project, PageRequest page) {
        return new Page<>(
                reading.list(
                        LIST, ActivityStore::activity, project.value(), page.size(), page.offset()),
                page,
                reading.count(COUNT, project.value()));
    }

    private static Activity activity(Row row) {
        return new Activity(
                row.number("id"),
                new ProjectId(row.number("project_id")),
                row.optionalNumber("author_id").map(UserId::new),
                row.text("action"),
                row.optionalText("target_type")
                        .map(type ->
                                new Activity.Target(
                                        type, row.number("target_id"), row.text("target_title"))),
                row.optionalText("ref")
                        .map(ref ->
                                new RefUpdate(
                                        new RefName(ref),
                                        new ObjectHash(row.text("old_id")),
                                        new ObjectHash(row.text("new_id")))),
                row.instant("created_at"));
    }
}
