package io.slipway.forge.push;

import io.slipway.forge.access.ProjectId;
import io.slipway.forge.identity.UserId;
import io.slipway.git.object.ObjectHash;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefUpdate;
import io.slipway.git.repository.RepositoryId;
import io.slipway.platform.event.EventBody;
import io.slipway.platform.event.EventType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Refs of a project's repository moved: by a push, a merge, or a commit over an API.
 *
 * @param push the push's own number, the same if this is delivered twice
 * @param updates what moved, in the order asked for
 * @param pusher who did it, if a person did
 * @param pusherName who did it, for a reader
 * @param at when the refs had moved; the moment from which times to Synced are measured
 */
public record RefsUpdated(
        long push,
        ProjectId project,
        RepositoryId repository,
        List<RefUpdate> updates,
        Optional<UserId> pusher,
        String pusherName,
        Instant at) {

    /** How it is stored. */
    public static final EventType<RefsUpdated> TYPE =
            new EventType<>(
                    "push.refs-updated", RefsUpdated.class, RefsUpdated::write, RefsUpdated::read);

    /** Copies the updates. */
    public RefsUpdated {
        updates = List.copyOf(updates);
    }

    private static EventBody write(RefsUpdated event) {
        EventBody body =
                EventBody.empty()
                        .put("push", event.push())
                        .put("project", event.project().value())
                        .put("repository", event.repository().value())
                        .putBodies("updates", bodies(event.updates()))
                        .put("pusherName", event.pusherName())
                        .put("at", event.at());
        event.pusher().ifPresent(user -> body.put("pusher", user.value()));
        return body;
    }

    private static RefsUpdated read(EventBody body) {
        return new RefsUpdated(
                body.number("push"),
                new ProjectId(body.number("project")),
                new RepositoryId(body.number("repository")),
                updates(body),
                body.optionalNumber("pusher").map(UserId::new),
                body.text("pusherName"),
                body.instant("at"));
    }

    static List<EventBody> bodies(List<RefUpdate> updates) {
        return updates.stream()
                .map(update ->
                        EventBody.empty()
                                .put("ref", update.ref().value())
                                .put("old", update.old().hex())
                                .put("new", update.next().hex()))
                .toList();
    }

    static List<RefUpdate> updates(EventBody body) {
        return body.bodies("updates").stream()
                .map(update ->
                        new RefUpdate(
                                new RefName(update.text("ref")),
                                new ObjectHash(update.text("old")),
                                new ObjectHash(update.text("new"))))
                .toList();
    }
}
