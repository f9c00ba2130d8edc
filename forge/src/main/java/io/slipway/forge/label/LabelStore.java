package io.slipway.forge.label;

import io.slipway.forge.access.ProjectId;
import io.slipway.forge.identity.UserId;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All SQL of labels. */
final class LabelStore {

    private static final String INSERT =
            """
            insert into labels (project_id, title, color, description, created_at, updated_at)
            values (?, ?, ?, ?, ?, ?) returning id
            """;
    private static final String UPDATE =
            """
            update labels set title = ?, color = ?, description = ?, updated_at = ? where id = ?
            """;
    private static final String LIST = "select * from labels where project_id = ? order by title";
    private static final String FIND = "select * from labels where project_id = ? and title = ?";
    private static final String DELETE = "delete from labels where id = ?";

    private static final String SUBSCRIBE =
            """
            insert into label_subscriptions (label_id, user_id, created_at) values (?, ?, ?)
            on conflict (label_id, user_id) do nothing
            """;
    private static final String UNSUBSCRIBE =
            "delete from label_subscriptions where label_id = ? and user_id = ?";
    private static final String SUBSCRIBED =
            """
            select s.label_id from label_subscriptions s join labels l on l.id = s.label_id
            where l.project_id = ? and s.user_id = ?
            """;
    private static final String BY_ID = "select * from labels where project_id = ? and id = ?";

    Optional<Label> find(Reading reading, ProjectId project, long id) {
        return reading.first(BY_ID, LabelStore::label, project.value(), id);
    }

    boolean subscribe(Transaction tx, long label, UserId user, Instant now) {
        return tx.execute(SUBSCRIBE, label, user.value(), now) > 0;
    }

    boolean unsubscribe(Transaction tx, long label, UserId user) {
        return tx.execute(UNSUBSCRIBE, label, user.value()) > 0;
    }

    List<Long> subscribed(Reading reading, ProjectId project, UserId user) {
        return reading.list(
                SUBSCRIBED, row -> row.number("label_id"), project.value(), user.value());
    }

    Label insert(
            Transaction tx,
            ProjectId project,
            String title,
            String color,
            Optional<String> description,
            Instant now) {
        long id = tx.insert(INSERT, project.value(), title, color, description, now, now);
        return new Label(id, project, title, color, description, now, now);
    }

    void update(Transaction tx, Label label) {
        tx.execute(
                UPDATE,
                label.title(),
                label.color(),
                label.description(),
                label.updatedAt(),
                label.id());
    }

    List<Label> list(Reading reading, ProjectId project) {
        return reading.list(LIST, LabelStore::label, project.value());
    }

    Optional<Label> find(Reading reading, ProjectId project, String title) {
        return reading.first(FIND, LabelStore::label, project.value(), title);
    }

    void delete(Transaction tx, long id) {
        tx.execute(DELETE, id);
    }

    private static Label label(Row row) {
        return new Label(
                row.number("id"),
                new ProjectId(row.number("project_id")),
                row.text("title"),
                row.text("color"),
                row.optionalText("description"),
                row.instant("created_at"),
                row.instant("updated_at"));
    }
}
