package io.slipway.forge.activity;

import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.access.ProjectId;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.project.Project;
import io.slipway.forge.push.RefsUpdated;
import io.slipway.git.ref.RefUpdate;
import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Transaction;
import java.time.Clock;
import java.util.Optional;

/** What happened in projects. */
public final class Activities {

    private static final int MOST_OF_ONE_PUSH = 100;

    private final Database database;
    private final Access access;
    private final Clock clock;
    private final ActivityStore store = new ActivityStore();

    /** The activity in the given database. */
    public Activities(Database database, Access access, Clock clock) {
        this.database = database;
        this.access = access;
        this.clock = clock;
    }

    /** What happened in a project, newest first. */
    public Page<Activity> list(Caller caller, Project project, PageRequest page) {
        access.require(caller, Ability.READ_PROJECT, project);
        return database.read(reading -> store.list(reading, project.id(), page));
    }

    /** Records that something happened, in the transaction that made it so. */
    public void record(
            Transaction tx,
            Optional<UserId> author,
            ProjectId project,
            String action,
            Optional<Activity.Target> target) {
        store.insert(tx, project, author, action, target, Optional.empty(), clock.instant());
    }

    /** Records a push, in the transaction that settles it; of a huge one, the first refs. */
    public void pushed(Transaction tx, RefsUpdated push) {
        push.updates().stream()
                .limit(MOST_OF_ONE_PUSH)
                .forEach(update ->
                        store.insert(
                                tx,
                                push.project(),
                                push.pusher(),
                                action(update),
                                Optional.empty(),
                                Optional.of(update),
                                push.at()));
    }

    private static String action(RefUpdate update) {
        if (update.isCreate()) {
            return "pushed new";
        }
        return update.isDelete() ? "deleted" : "pushed to";
    }
}
