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

    private static final int PAGE_SIZE = 30;
    private static final int MOST = 1_000;
    private static final int MOST_PAGES = 1_000_000;
    private static final double MILLISECONDS_FROM = 1e12;

    private static final Comparator<Entry> NEWEST_FIRST =
            Comparator.comparing(Entry::last)
                    .thenComparing(Entry::first)
                    .thenComparing(Entry::name)
                    .reversed();

    private static final Parameter FROM = time("start_time", "not before");
    private static final Parameter TO = time("end_time", "not after");
    private static final Parameter REASON =
            Parameter.text("reason", "one of these reasons, separated by commas");
    private static final Parameter KIND =
            Parameter.text("kind", "of an object of these kinds, separated by commas");
    private static final Parameter NAME =
            Parameter.text("name", "of an object whose name has this in it");
    private static final Parameter TYPE =
            Parameter.text("event_type", "Normal or Warning, separated by commas");
    private static final Parameter PAGE =
            Parameter.number("pageno", "number of the page, from 1", 1, MOST_PAGES, 1);
    private static final Parameter SIZE =
            Parameter.number("size", "how many on a page", 1, MOST, PAGE_SIZE);

    private final Applications applications;
    private final ApplicationObjects objects;
    private final Callers callers;

    EventCalls(Applications applications, ApplicationObjects objects, Callers callers) {
        this.applications = applications;
        this.objects = objects;
        this.callers = callers;
    }

    private static Parameter time(String name, String purpose) {
        return Parameter.text(
                name, purpose + " this time: Unix seconds, Unix milliseconds or RFC 3339");
    }

    List<Call> table() {
        return List.of(
                Call.get(
                                ApplicationsApi.ONE + "/events",
                                "listEvents",
                                "What happened to an application and its objects, newest first",
                                this::list)
                        .takes(FROM, TO, REASON, KIND, NAME, TYPE, PAGE, SIZE)
                        .gives(200, "a page of events", "EventList"));
    }

    Reply list(Request request) {
        var caller = callers.of(request);
        var project = request.path("project");
        var stored = applications.get(caller, project, request.path("name"));
        long page = PAGE.numberIn(request, MOST_PAGES).orElse(1L);
        long size = SIZE.numberIn(request, MOST).orElse((long) PAGE_SIZE);
        var from = moment(request, FROM);
        var to = moment(request, TO);
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
        long start = (page - 1) * size;
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
                        (wanted.size() + size - 1) / size));
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
        var reasons = words(request, REASON);
        var types = words(request, TYPE);
        var kinds = words(request, KIND);
        var name = NAME.in(request).map(n -> n.toLowerCase(Locale.ROOT));
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

    private static Optional<Set<String>> words(Request request, Parameter parameter) {
        return parameter
                .in(request)
                .map(t ->
                        Arrays.stream(t.split(",")).map(String::strip).collect(Collectors.toSet()));
    }

    /** Unix seconds or milliseconds, or RFC 3339. */
    private static Optional<Instant> moment(Request request, Parameter parameter) {
        return parameter
                .in(request)
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
                                parameter.name()
                                        + " must be Unix seconds, Unix milliseconds or RFC 3339");
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
