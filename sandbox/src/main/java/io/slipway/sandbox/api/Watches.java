package io.slipway.sandbox.api;

import io.slipway.manifests.yaml.Json;
import io.slipway.sandbox.registry.Registry;
import io.slipway.sandbox.registry.Target;
import io.slipway.sandbox.status.ApiFailure;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.store.ObjectStore;
import io.slipway.sandbox.store.Stored;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Watches: what is there, if asked for, then every change, with bookmarks, until the time is over.
 */
final class Watches {

    private static final Duration BOOKMARK_AFTER = Duration.ofSeconds(30);

    /** How often a watch looks whether its custom kind is still served. */
    private static final Duration LOOK_AFTER = Duration.ofSeconds(1);

    private static final long DEFAULT_SECONDS = 1800;

    private final Registry registry;
    private final Shapes shapes;

    Watches(Registry registry, Shapes shapes) {
        this.registry = registry;
        this.shapes = shapes;
    }

    Reply answer(Call call, Target target) {
        if (call.header("upgrade").equalsIgnoreCase("websocket")) {
            // Clients that try WebSocket first take a plain stream after an answer that is no
            // upgrade. It must not be an error: that they would try again and again.
            return Reply.text(200, "watches are served as plain streams, not over WebSocket\n");
        }
        var type = target.type();
        boolean initial = call.flag("sendInitialEvents");
        if (initial
                && call.parameter("resourceVersionMatch")
                        .filter("NotOlderThan"::equals)
                        .isEmpty()) {
            throw ApiFailure.invalid(
                    "meta.k8s.io",
                    "ListOptions",
                    "",
                    List.of(
                            ApiFailure.Cause.forbidden(
                                    "resourceVersionMatch",
                                    "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")));
        }
        var selection = ObjectCalls.selection(call, type);
        var accept = Accept.of(call.header("accept"));
        long since = call.parameter("resourceVersion").map(Lists::version).orElse(0L);
        Lists.awaitVersion(call, registry);
        long seconds =
                call.parameter("timeoutSeconds")
                        .map(ObjectCalls::number)
                        .filter(s -> s > 0)
                        .orElseGet(() ->
                                DEFAULT_SECONDS
                                        + ThreadLocalRandom.current().nextLong(DEFAULT_SECONDS));
        return new Reply.Stream(sink ->
                new Run(
                                call,
                                target,
                                selection,
                                accept,
                                sink,
                                System.nanoTime() + seconds * 1_000_000_000L)
                        .run(since, initial));
    }

    /** One watch as it runs. */
    private final class Run {
        private final Target target;
        private final ObjectCalls.Selection selection;
        private final Accept accept;
        private final Reply.Sink sink;
        private final long end;
        private final String include;
        private final boolean bookmarks;
        private boolean first = true;

        /** The client asked for the form of a list, which no single object has. */
        private boolean unshowable;

        Run(
                Call call,
                Target target,
                ObjectCalls.Selection selection,
                Accept accept,
                Reply.Sink sink,
                long end) {
            this.target = target;
            this.selection = selection;
            this.accept = accept;
            this.sink = sink;
            this.end = end;
            this.include = call.parameter("includeObject").orElse("");
            this.bookmarks = call.flag("allowWatchBookmarks");
        }

        void run(long since, boolean initial) throws IOException, InterruptedException {
            long from = since;
            if (since == 0 || initial) {
                var snapshot = registry.store().list(target.type().id(), target.namespace());
                from = snapshot.version();
                for (var stored : snapshot.objects()) {
                    if (matches(stored)) {
                        send("ADDED", stored);
                    }
                }
                if (initial && bookmarks) {
                    bookmark(from, true);
                }
                if (unshowable) {
                    return;
                }
            }
            var watch = registry.store().watch(target.type().id(), from);
            if (watch.isEmpty()) {
                expired(from);
                return;
            }
            follow(watch.get());
        }

        private void follow(ObjectStore.Watch watch) throws IOException, InterruptedException {
            long bookmarkAt = System.nanoTime() + BOOKMARK_AFTER.toNanos();
            while (true) {
                long now = System.nanoTime();
                if (now >= end) {
                    return;
                }
                boolean over = !isServed();
                long until = Math.min(end, bookmarkAt);
                if (target.type().custom().isPresent()) {
                    until = Math.min(until, now + LOOK_AFTER.toNanos());
                }
                var wait = over ? Duration.ZERO : Duration.ofNanos(Math.max(1, until - now));
                var batch = watch.next(wait);
                if (batch.isEmpty()) {
                    return;
                }
                for (var change : batch.get().changes()) {
                    send(change);
                }
                if (unshowable) {
                    return;
                }
                if (over && batch.get().changes().isEmpty()) {
                    return;
                }
                if (System.nanoTime() >= bookmarkAt) {
                    if (bookmarks) {
                        bookmark(batch.get().version(), false);
                    }
                    bookmarkAt = System.nanoTime() + BOOKMARK_AFTER.toNanos();
                }
            }
        }

        /** A watch ends when its kind is no longer what it was: redefined, or gone. */
        @SuppressWarnings("ReferenceEquality") // a definition that is made anew is another one
        private boolean isServed() {
            var type = target.type();
            return registry.types()
                    .find(type.group(), type.kind().version(), type.plural())
                    .filter(now -> now == type)
                    .isPresent();
        }

        private boolean matches(Stored stored) {
            return (target.namespace().isEmpty() || target.namespace().equals(stored.namespace()))
                    && (selection.isAll()
                            || selection.matches(registry.shown(stored, target.type())));
        }

        /** An object that begins or ceases to match is added or deleted, for the watcher. */
        private void send(Change change) throws IOException {
            boolean is = change.kind() != Change.Kind.DELETED && matches(change.now());
            Optional<Stored> before = change.before();
            boolean was = before.isPresent() && matches(before.get());
            if (is) {
                send(was ? "MODIFIED" : "ADDED", change.now());
            } else if (was) {
                send("DELETED", change.now());
            }
        }

        /**
         * As a real API server, which ends the stream at an object that it cannot show as asked.
         */
        private void send(String event, Stored stored) throws IOException {
            if (accept.isMetadataList()) {
                unshowable = true;
                return;
            }
            if (accept.equals(Accept.JSON) && registry.isStoredAs(stored, target.type())) {
                write(event, stored.json());
            } else {
                var shown =
                        shapes.event(
                                target.type(),
                                registry.shown(stored, target.type()),
                                accept,
                                include,
                                first);
                first = false;
                write(event, Json.writeBytes(shown));
            }
        }

        private void bookmark(long version, boolean initial) throws IOException {
            var metadata =
                    Shapes.tree(
                            "resourceVersion", Long.toString(version), "creationTimestamp", null);
            if (initial) {
                metadata.put("annotations", Shapes.tree("k8s.io/initial-events-end", "true"));
            }
            var object =
                    Shapes.tree(
                            "kind",
                            target.type().kind().kind(),
                            "apiVersion",
                            target.type().kind().apiVersion(),
                            "metadata",
                            metadata);
            var shown =
                    accept.isMetadata()
                            ? Shapes.metadataOf(object)
                            : accept.isTable()
                                    ? shapes.list(
                                            target.type(), List.of(), metadata, accept, include)
                                    : object;
            write("BOOKMARK", Json.writeBytes(shown));
        }

        private void expired(long since) throws IOException {
            long floor = registry.store().floor(target.type().id());
            write(
                    "ERROR",
                    Json.writeBytes(
                            ApiFailure.expired(
                                            "too old resource version: "
                                                    + since
                                                    + " ("
                                                    + floor
                                                    + ")")
                                    .status()));
        }

        private void write(String event, byte[] object) throws IOException {
            var out = new ByteArrayOutputStream(object.length + 40);
            out.writeBytes(
                    ("{\"type\":\"" + event + "\",\"object\":").getBytes(StandardCharsets.UTF_8));
            out.writeBytes(object);
            out.writeBytes("}\n".getBytes(StandardCharsets.UTF_8));
            sink.send(out.toByteArray());
        }
    }
}
