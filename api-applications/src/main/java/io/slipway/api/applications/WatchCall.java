package io.slipway.api.applications;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationChange;
import io.slipway.delivery.application.ApplicationChanges;
import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.ApplicationLists;
import io.slipway.delivery.application.ApplicationOrder;
import io.slipway.delivery.application.Applications;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.appproject.AppProject;
import io.slipway.forge.identity.Caller;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.manifests.yaml.Json;
import io.slipway.platform.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The stream of changes of applications (applications-api, "Beyond the document"). */
final class WatchCall {

    private static final int WAITING_CHANGES = 4096;
    private static final long BOOKMARK_MILLISECONDS = 15_000;
    private static final long MOST_SECONDS = 24 * 3600;
    private static final int PAGE = 500;

    static final Parameter WATCH =
            Parameter.flag("watch", "stay and tell every change, one object a line");
    static final Parameter VERSION =
            Parameter.text("resourceVersion", "tell what changed after this version of a list");
    static final Parameter TIMEOUT =
            Parameter.number("timeoutSeconds", "end the stream after this", 1, MOST_SECONDS, 0);

    private final Applications applications;
    private final ApplicationLists lists;
    private final ApplicationChanges changes;
    private final Callers callers;
    private final Clock clock;

    WatchCall(
            Applications applications,
            ApplicationLists lists,
            ApplicationChanges changes,
            Callers callers,
            Clock clock) {
        this.applications = applications;
        this.lists = lists;
        this.changes = changes;
        this.callers = callers;
        this.clock = clock;
    }

    /** Refuses a bound that is none, also where no stream is asked for. */
    static void checkTimeout(Request request) {
        TIMEOUT.numberIn(request, MOST_SECONDS);
    }

    Reply watch(Request request) {
        var caller = callers.of(request);
        var project = request.path("project");
        if (project.equals("-")) {
            applications.projects(caller);
        } else {
            applications.project(caller, project);
        }
        var query = ListQuery.of(request, clock);
        var from = VERSION.in(request).filter(v -> !v.equals("0"));
        from.filter(v -> !v.matches("[0-9]{1,18}"))
                .ifPresent(v -> {
                    throw Refusal.badRequest("resourceVersion must be one that a list answered");
                });
        var until =
                TIMEOUT.numberIn(request, MOST_SECONDS).map(s -> clock.instant().plusSeconds(s));
        boolean events =
                request.header("Accept").filter(a -> a.contains("text/event-stream")).isPresent();
        return Reply.endless(
                200,
                events ? "text/event-stream" : "application/json",
                out ->
                        new Stream(caller, project, query, events, until, out)
                                .run(from.map(Long::parseLong)));
    }

    /** One client's stream. */
    private final class Stream {
        private final Caller caller;
        private final String project;
        private final ListQuery query;
        private final boolean events;
        private final Optional<Instant> until;
        private final OutputStream out;
        private final ArrayBlockingQueue<ApplicationChange> queue =
                new ArrayBlockingQueue<>(WAITING_CHANGES);
        private final AtomicBoolean overrun = new AtomicBoolean();
        private final Set<ApplicationId> shown = new HashSet<>();
        private final Map<ApplicationId, Long> told = new HashMap<>();
        private long base;
        private long version;

        Stream(
                Caller caller,
                String project,
                ListQuery query,
                boolean events,
                Optional<Instant> until,
                OutputStream out) {
            this.caller = caller;
            this.project = project;
            this.query = query;
            this.events = events;
            this.until = until;
            this.out = out;
        }

        void run(Optional<Long> from) throws IOException, InterruptedException {
            try (var _ = changes.subscribe(this::offer)) {
                if (from.isEmpty()) {
                    list();
                } else if (!catchUp(from.get())) {
                    error(
                            410,
                            "Expired",
                            "too old resource version: " + from.get() + "; list again");
                    return;
                }
                out.flush();
                follow();
            }
        }

        private void offer(ApplicationChange change) {
            if (!queue.offer(change)) {
                overrun.set(true);
            }
        }

        private void list() throws IOException {
            var wish =
                    new ApplicationLists.Wish(
                            query.filter(), ApplicationOrder.NAME, Optional.empty(), PAGE);
            var page = lists.page(caller, wanted(), wish);
            // Whatever is written while later pages are read is told again by its change.
            base = page.version();
            version = base;
            while (true) {
                for (var stored : page.applications()) {
                    shown.add(stored.id());
                    write("ADDED", ApplicationFormat.write(stored.application()));
                }
                if (!page.more()) {
                    return;
                }
                var last = ApplicationOrder.NAME.placeOf(page.applications().getLast());
                page =
                        lists.page(
                                caller,
                                wanted(),
                                new ApplicationLists.Wish(
                                        query.filter(),
                                        ApplicationOrder.NAME,
                                        Optional.of(last),
                                        PAGE));
            }
        }

        private Optional<String> wanted() {
            return project.equals("-") ? Optional.empty() : Optional.of(project);
        }

        private boolean catchUp(long since) throws IOException {
            base = since;
            version = since;
            var missed = changes.since(since);
            if (missed.isEmpty()) {
                return false;
            }
            shown.addAll(lists.idsUntil(caller, wanted(), query.filter(), since));
            for (var change : missed.get()) {
                if (change.kind() != ApplicationChange.Kind.ADDED) {
                    shown.add(change.application().id());
                }
                tell(change);
            }
            return true;
        }

        private void follow() throws IOException, InterruptedException {
            while (true) {
                if (overrun.get()) {
                    error(410, "Expired", "the client reads too slowly; list again");
                    return;
                }
                long left = millisecondsLeft();
                if (left <= 0) {
                    bookmark();
                    out.flush();
                    return;
                }
                var change =
                        queue.poll(Math.min(left, BOOKMARK_MILLISECONDS), TimeUnit.MILLISECONDS);
                if (change == null) {
                    bookmark();
                } else {
                    tell(change);
                    if (!queue.isEmpty()) {
                        continue;
                    }
                }
                out.flush();
            }
        }

        private long millisecondsLeft() {
            return until.map(u -> Duration.between(clock.instant(), u).toMillis())
                    .orElse(BOOKMARK_MILLISECONDS);
        }

        private void tell(ApplicationChange change) throws IOException {
            var stored = change.application();
            // Changes of different applications may come in another order than they were written.
            boolean known =
                    change.version() <= Math.max(base, told.getOrDefault(stored.id(), base));
            if (known || !concerns(stored)) {
                return;
            }
            told.put(stored.id(), change.version());
            version = Math.max(version, change.version());
            var gone = change.kind() == ApplicationChange.Kind.DELETED;
            boolean matches = !gone && query.filter().test(stored.application());
            var tree = ApplicationFormat.write(stored.application());
            if (matches) {
                write(shown.add(stored.id()) ? "ADDED" : "MODIFIED", tree);
            } else if (shown.remove(stored.id())) {
                write("DELETED", tree);
            }
        }

        /** Asked at each change, so that who is no member any more sees nothing any more. */
        private boolean concerns(StoredApplication stored) {
            var path = stored.application().project();
            if (!project.equals("-") && !project.equals(path)) {
                return false;
            }
            try {
                AppProject found = applications.project(caller, path);
                return found.id().value() == stored.namespaceId();
            } catch (Problem e) {
                return false;
            }
        }

        private void bookmark() throws IOException {
            write(
                    "BOOKMARK",
                    Map.of(
                            "apiVersion", Application.API_VERSION,
                            "kind", Application.KIND,
                            "metadata", Map.of("resourceVersion", Long.toString(version))));
        }

        private void error(int code, String reason, String message) throws IOException {
            write(
                    "ERROR",
                    Map.of(
                            "kind",
                            "Status",
                            "apiVersion",
                            "v1",
                            "status",
                            "Failure",
                            "reason",
                            reason,
                            "message",
                            message,
                            "code",
                            (long) code));
            out.flush();
        }

        private void write(String type, Map<String, Object> object) throws IOException {
            var line = new LinkedHashMap<String, Object>();
            line.put("type", type);
            line.put("object", object);
            var text = Json.write(line);
            var framed = events ? "data: " + text + "\n\n" : text + "\n";
            out.write(framed.getBytes(StandardCharsets.UTF_8));
        }
    }
}
