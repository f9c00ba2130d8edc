package io.slipway.forge.push;

import io.slipway.forge.access.ProjectId;
import io.slipway.forge.identity.UserId;
import io.slipway.git.repository.RepositoryId;
import io.slipway.platform.event.EventBody;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.util.List;

/** All SQL of push intents. */
final class PushIntentStore {

    private static final String INSERT =
            """
            insert into push_intents (project_id, repository_id, pusher_id, pusher, updates, at)
            values (?, ?, ?, ?, ?, ?) returning id
            """;
    private static final String DELETE = "delete from push_intents where id = ?";
    private static final String UNSETTLED = "select * from push_intents order by id";

    PushIntent insert(Transaction tx, PushIntent intent) {
        EventBody updates =
                EventBody.empty().putBodies("updates", RefsUpdated.bodies(intent.updates()));
        long id =
                tx.insert(
                        INSERT,
                        intent.project().value(),
                        intent.repository().value(),
                        intent.pusher().map(UserId::value),
                        intent.pusherName(),
                        updates.toJson(),
                        intent.at());
        return new PushIntent(
                id,
                intent.project(),
                intent.repository(),
                intent.pusher(),
                intent.pusherName(),
                intent.updates(),
                intent.at());
    }

    /** Removes an intent; false if it was settled already. */
    boolean delete(Transaction tx, long id) {
        return tx.execute(DELETE, id) > 0;
    }

    List<PushIntent> unsettled(Reading reading) {
        return reading.list(UNSETTLED, PushIntentStore::intent);
    }

    private static PushIntent intent(Row row) {
        return new PushIntent(
                row.number("id"),
                new ProjectId(row.number("project_id")),
                new RepositoryId(row.number("repository_id")),
                row.optionalNumber("pusher_id").map(UserId::new),
                row.text("pusher"),
                RefsUpdated.updates(EventBody.ofJson(row.text("updates"))),
                row.instant("at"));
    }
}
