package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.store.Stored;
import io.slipway.sandbox.type.ServedType;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Takes events away an hour after they were last written, whoever wrote them. */
final class ExpiredEvents implements Controller {

    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
    private static final Key ALL = new Key("", "events");

    private final Actor actor;
    private final ServedType events;

    /** Whether a look is due anyway, so that a new event asks for none. */
    private final AtomicBoolean planned = new AtomicBoolean();

    ExpiredEvents(Actor actor) {
        this.actor = actor;
        this.events = actor.type("", "events");
    }

    @Override
    public void observe(Change change, Consumer<Key> look) {
        if (change.now().resource().equals(events.id())
                && change.kind() == Change.Kind.ADDED
                && planned.compareAndSet(false, true)) {
            look.accept(ALL);
        }
    }

    @Override
    public void reconcile(Key key, Later later) {
        planned.set(false);
        var oldest = actor.instant().minus(KEPT);
        boolean left = false;
        for (var event : actor.list(events, "")) {
            if (written(event).isBefore(oldest)) {
                actor.registry()
                        .store()
                        .remove(events.id(), event.namespace(), event.name(), event.version());
            } else {
                left = true;
            }
        }
        if (left && planned.compareAndSet(false, true)) {
            later.after(LOOK_EVERY);
        }
    }

    /** The latest time that an event names, of those that a server or its reporter set. */
    private Instant written(Stored event) {
        var times = new ArrayList<String>();
        var tree = event.tree();
        Trees.stringAt(tree, "metadata", "creationTimestamp").ifPresent(times::add);
        Trees.stringAt(tree, "lastTimestamp").ifPresent(times::add);
        Trees.stringAt(tree, "series", "lastObservedTime").ifPresent(times::add);
        for (var entry : Trees.listAt(tree, "metadata", "managedFields")) {
            Trees.stringAt(entry, "time").ifPresent(times::add);
        }
        var now = actor.instant();
        var latest = Instant.EPOCH;
        for (var text : times) {
            var time = time(text);
            // What claims to come from the future is no younger than now.
            if (time.isAfter(latest) && !time.isAfter(now)) {
                latest = time;
            }
        }
        return latest;
    }

    /** The instant of a text; the earliest there is when it is none. */
    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
