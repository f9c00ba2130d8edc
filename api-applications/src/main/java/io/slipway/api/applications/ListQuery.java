package io.slipway.api.applications;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.http.Request;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which applications a list call wants, and which part of them (spec gitops-engine A1).
 *
 * @param selective whether anything but the project decides
 * @param byName whether the order is that of the names, so that a page can be cut by the database
 */
record ListQuery(
        Predicate<Application> test,
        boolean selective,
        boolean byName,
        Comparator<StoredApplication> order,
        int limit,
        Optional<Place> after) {

    private static final int MOST = 10_000;
    private static final Parameter LIMIT =
            Parameter.number("limit", "how many on a page; 0 is all", 0, MOST, 0);
    private static final Parameter CONTINUE =
            Parameter.text("continue", "the token that the page before ended with");
    private static final Parameter LABELS =
            Parameter.text("labelSelector", "labels, as Kubernetes selects them: a=b,c!=d,e in (f)");
    private static final Parameter SELECTED_FIELDS =
            Parameter.text("fieldSelector", "fields, as Kubernetes selects them: " + Selector.NAMES);
    private static final Parameter REPO =
            Parameter.text("repo", "URL of a source, however it is spelled");
    private static final Parameter SEARCH = Parameter.text("q", "a part of the name");
    private static final Parameter SORT =
            Parameter.choice(
                    "sort",
                    "the order; the name decides among equals",
                    "name",
                    "-name",
                    "created",
                    "-created",
                    "sync",
                    "-sync",
                    "health",
                    "-health",
                    "project",
                    "-project");
    static final Parameter FACETS =
            Parameter.text(
                    "facets",
                    "count the values of these, separated by commas: sync, health, project,"
                            + " cluster, namespace, label:KEY");

    /** All that a list can be told. */
    static final List<Parameter> PARAMETERS =
            List.of(LIMIT, CONTINUE, LABELS, SELECTED_FIELDS, REPO, SEARCH, SORT, FACETS);

    private static final Duration TOKEN_LIFE = Duration.ofHours(1);

    /** Where a page ended: behind this name in this project, of the list of that version. */
    record Place(long version, String name, long namespace) {}

    static ListQuery of(Request request, Clock clock) {
        Predicate<Application> test = _ -> true;
        boolean selective = false;
        for (var name : List.of("labelSelector", "fieldSelector", "repo", "q")) {
            var text = request.query(name).filter(t -> !t.isBlank());
            if (text.isPresent()) {
                selective = true;
                test = test.and(test(name, text.get()));
            }
        }
        return new ListQuery(
                test,
                selective,
                SORT.choiceIn(request).orElse("name").equals("name"),
                order(SORT.choiceIn(request).orElse("name")),
                LIMIT.numberIn(request, MOST).orElse(0L).intValue(),
                CONTINUE.in(request).map(t -> place(t, clock)));
    }

    private static Predicate<Application> test(String name, String text) {
        return switch (name) {
            case "labelSelector" -> Selector.labels(text);
            case "fieldSelector" -> Selector.fields(text);
            case "repo" -> {
                var wanted = repository(text);
                yield a ->
                        a.spec().effectiveSources().stream()
                                .anyMatch(s -> repository(s.repoURL()).equals(wanted));
            }
            default -> {
                var folded = text.toLowerCase(Locale.ROOT);
                yield a -> a.name().toLowerCase(Locale.ROOT).contains(folded);
            }
        };
    }

    /** A repository whatever the way it is written: host and path only. */
    static String repository(String url) {
        var text = url.strip().toLowerCase(Locale.ROOT);
        int scheme = text.indexOf("://");
        boolean scp = scheme < 0 && text.indexOf(':') > 0;
        text = scheme < 0 ? text : text.substring(scheme + 3);
        int at = text.indexOf('@');
        text = at >= 0 && at < text.indexOf('/', at) ? text.substring(at + 1) : text;
        text = scp ? text.replaceFirst(":", "/") : text.replaceFirst("^([^/:]+):[0-9]+/", "$1/");
        text = text.startsWith("ssh.") ? text.substring(4) : text;
        text = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        return text.endsWith(".git") ? text.substring(0, text.length() - 4) : text;
    }

    private static Comparator<StoredApplication> order(String sort) {
        boolean down = sort.startsWith("-");
        Comparator<StoredApplication> order =
                switch (down ? sort.substring(1) : sort) {
                    case "name" -> Comparator.comparing(s -> s.application().name());
                    case "created" ->
                            Comparator.comparing(s ->
                                    s.application()
                                            .metadata()
                                            .creationTimestamp()
                                            .orElse(Instant.EPOCH));
                    case "sync" -> Comparator.comparing(s -> Selector.sync(s.application()));
                    case "health" ->
                            Comparator.comparing(s -> s.application().status().health().status());
                    case "project" -> Comparator.comparing(s -> s.application().project());
                    default ->
                            throw Refusal.badRequest(
                                    "sort must be name, created, sync, health or project, with - before"
                                            + " it for the other direction");
                };
        return (down ? order.reversed() : order)
                .thenComparing(s -> s.application().name())
                .thenComparingLong(StoredApplication::namespaceId);
    }

    /** Whether a page token may be used: only the order by name can be continued from a name. */
    boolean isAfter(StoredApplication stored, List<StoredApplication> sorted) {
        if (after.isEmpty()) {
            return true;
        }
        var place = after.get();
        var last =
                sorted.stream()
                        .filter(s ->
                                s.application().name().equals(place.name())
                                        && s.namespaceId() == place.namespace())
                        .findFirst();
        if (last.isPresent()) {
            return order.compare(stored, last.get()) > 0;
        }
        var byName = stored.application().name().compareTo(place.name());
        return byName > 0 || (byName == 0 && stored.namespaceId() > place.namespace());
    }

    static String token(StoredApplication last, long version, Clock clock) {
        var text =
                Json.write(
                        List.of(
                                version,
                                last.application().name(),
                                last.namespaceId(),
                                clock.instant().getEpochSecond()));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Place place(String token, Clock clock) {
        try {
            var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            var parts = Trees.list(Json.read(text));
            if (parts.size() == 4
                    && parts.get(0) instanceof Long version
                    && parts.get(1) instanceof String name
                    && parts.get(2) instanceof Long namespace
                    && parts.get(3) instanceof Long at) {
                if (Instant.ofEpochSecond(at).plus(TOKEN_LIFE).isBefore(clock.instant())) {
                    throw Refusal.expired(
                            "the continue token is too old: list from the start again");
                }
                return new Place(version, name, namespace);
            }
        } catch (IllegalArgumentException | ManifestException e) {
            throw Refusal.badRequest("the continue token is not one of ours");
        }
        throw Refusal.badRequest("the continue token is not one of ours");
    }

    /** Only the wanted fields of an application; all when none is named. */
    static Map<String, Object> projected(Map<String, Object> tree, Optional<String> fields) {
        if (fields.isEmpty() || fields.get().isBlank()) {
            return tree;
        }
        var kept = new java.util.LinkedHashMap<String, Object>();
        for (var field : fields.get().split(",")) {
            var path = field.strip();
            path = path.startsWith("items.") ? path.substring("items.".length()) : path;
            if (path.isEmpty() || path.equals("items")) {
                continue;
            }
            var parts = path.split("\\.");
            Trees.at(tree, parts).ifPresent(v -> Trees.put(kept, Trees.copy(v), parts));
        }
        return kept;
    }
}
