package io.slipway.api.applications;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationEvent;
import io.slipway.delivery.application.Applications;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.objects.ApplicationObjects;
import io.slipway.forge.identity.Caller;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The events of an application (spec gitops-engine D). */
final class EventCalls {

    private static final int PAGE = 30;
    private static final int MOST = 1_000;
    private static final int MOST_PAGES = 1_000_000;
    private static final double MILLISECONDS_FROM = 1e12;

    private static final Comparator<Entry> NEWEST_FIRST =
            Comparator.comparing(Entry::last)
                    .thenComparing(Entry::first)
                    .thenComparing(Entry::name)
                    .reversed();

    private final Applications applications;
    private final ApplicationObjects objects;
    private final Callers callers;

    EventCalls(Applications applications, ApplicationObjects objects, Callers callers) {
        this.applications = applications;
        this.objects = objects;
        this.callers = callers;
    }

    Reply list(Request request) {
        var caller = callers.of(request);
        var project = request.path("project");
        var stored = applications.get(caller, project, request.path("name"));
        int page = Bodies.number(request, "pageno", 1, MOST_PAGES, 1);
        int size = Bodies.number(request, "size", 1, MOST, PAGE);
        var from = time(request, "start_time");
        var to = time(request, "end_time");
        if (from.isPresent() && to.isPresent() && from.get().isAfter(to.get())) {
            throw Refusal.badRequest("start_time is after end_time");
        }
        var wanted =
                all(caller, stored).stream()
                        .filter(filter(request))
                        .filter(e -> from.map(f -> !e.last().isBefore(f)).orElse(true))
                        .filter(e -> to.map(t -> !e.last().isAfter(t)).orElse(true))
                        .sorted(NEWEST_FIRST)
                        .toList();
        long start = (page - 1L) * size;
        var items = wanted.stream().skip(start).limit(size).map(Entry::tree).toList();
        return Bodies.reply(
                request,
                200,
                Json.object(
                        "apiVersion",
                        "v1",
                        "kind",
                        "EventList",
                        "metadata",
                        Map.of("resourceVersion", Long.toString(stored.version())),
                        "items",
                        items,
                        "total_items",
                        (long) wanted.size(),
                        "total_page",
                        (wanted.size() + size - 1L) / size));
    }

    /** An event of the application or of one of its objects. */
    private record Entry(Instant last, Instant first, String name, Map<String, Object> tree) {

        String text(String... fields) {
            return Trees.stringAt(tree, fields).orElse("");
        }
    }

    private List<Entry> all(Caller caller, StoredApplication stored) {
        var application = stored.application();
        var entries = new ArrayList<Entry>();
        applications
                .events(caller, application.project(), application.name())
                .forEach(e ->
                        entries.add(
                                new Entry(e.lastAt(), e.firstAt(), e.name(), event(stored, e))));
        objects.clusterEvents(caller, application.project(), application.name())
                .forEach(e -> entries.add(ofCluster(e)));
        return entries;
    }

    private static Entry ofCluster(ResourceObject event) {
        var tree = event.tree();
        var created = moment(tree, "metadata", "creationTimestamp").orElse(Instant.EPOCH);
        var last =
                moment(tree, "lastTimestamp")
                        .or(() -> moment(tree, "series", "lastObservedTime"))
                        .or(() -> moment(tree, "eventTime"))
                        .orElse(created);
        return new Entry(last, moment(tree, "firstTimestamp").orElse(last), event.name(), tree);
    }

    private static Optional<Instant> moment(Map<String, Object> tree, String... fields) {
        try {
            return Trees.stringAt(tree, fields).map(t -> OffsetDateTime.parse(t).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty(); // some component wrote a time that is none
        }
    }

    private static Predicate<Entry> filter(Request request) {
        var reasons = words(request, "reason");
        var types = words(request, "event_type");
        var kinds = words(request, "kind");
        var name = request.query("name").map(n -> n.toLowerCase(Locale.ROOT));
        return e ->
                reasons.map(r -> r.contains(e.text("reason"))).orElse(true)
                        && types.map(t -> t.contains(e.text("type"))).orElse(true)
                        && kinds.map(k -> k.contains(e.text("involvedObject", "kind"))).orElse(true)
                        && name.map(n ->
                                        e.text("involvedObject", "name")
                                                .toLowerCase(Locale.ROOT)
                                                .contains(n))
                                .orElse(true);
    }

    private static Optional<Set<String>> words(Request request, String name) {
        return request.query(name)
                .filter(t -> !t.isBlank())
                .map(t ->
                        Arrays.stream(t.split(",")).map(String::strip).collect(Collectors.toSet()));
    }

    /** Unix seconds or milliseconds, or RFC 3339. */
    static Optional<Instant> time(Request request, String name) {
        return request.query(name)
                .filter(t -> !t.isBlank())
                .map(text -> {
                    try {
                        if (text.matches("-?[0-9]{1,15}(\\.[0-9]{1,9})?")) {
                            double number = Double.parseDouble(text);
                            return Instant.ofEpochMilli(
                                    (long) (number >= MILLISECONDS_FROM ? number : number * 1000));
                        }
                        return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
                    } catch (DateTimeException e) {
                        throw Refusal.badRequest(
                                name + " must be Unix seconds, Unix milliseconds or RFC 3339");
                    }
                });
    }

    private static Map<String, Object> event(StoredApplication stored, ApplicationEvent event) {
        var application = stored.application();
        var metadata = application.metadata();
        var annotations = new LinkedHashMap<String, Object>();
        var destination = application.spec().destination();
        annotations.put("dest-server", destination.clusterText());
        annotations.put("dest-namespace", destination.namespace());
        if (!event.username().isEmpty()) {
            annotations.put("user", event.username());
        }
        return new LinkedHashMap<>(
                Json.object(
                        "apiVersion", "v1",
                        "kind", "Event",
                        "metadata",
                                Json.object(
                                        "name", event.name(),
                                        "namespace", metadata.namespace(),
                                        "uid", metadata.uid() + "-" + event.id(),
                                        "resourceVersion", Long.toString(event.id()),
                                        "creationTimestamp", text(event.firstAt()),
                                        "annotations", annotations),
                        "involvedObject",
                                Json.object(
                                        "kind", Application.KIND,
                                        "namespace", metadata.namespace(),
                                        "name", metadata.name(),
                                        "uid", metadata.uid(),
                                        "apiVersion", Application.API_VERSION,
                                        "resourceVersion", metadata.resourceVersion()),
                        "reason", event.reason(),
                        "message", event.message(),
                        "source", Map.of("component", event.component()),
                        "firstTimestamp", text(event.firstAt()),
                        "lastTimestamp", text(event.lastAt()),
                        "count", event.count(),
                        "type", event.type()));
    }

    private static String text(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
