package io.slipway.api.applications;

import io.slipway.delivery.application.ApplicationFacet;
import io.slipway.delivery.application.ApplicationFilter;
import io.slipway.delivery.application.ApplicationLists;
import io.slipway.delivery.application.ApplicationOrder;
import io.slipway.delivery.application.ApplicationOrder.By;
import io.slipway.http.Request;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which applications a list call wants, in which order, and which part of them (spec gitops-engine
 * A1).
 *
 * @param limit 0 for all
 */
record ListQuery(
        ApplicationFilter filter,
        ApplicationOrder order,
        int limit,
        Optional<Token> after,
        Map<String, ApplicationFacet> facets) {

    /** Where a page ended, of the list of that version. */
    record Token(long version, ApplicationOrder.Place place) {}

    private static final int EVERYTHING = Integer.MAX_VALUE - 1;
    private static final int MOST_RULES = 50;
    private static final int MOST = 10_000;
    private static final Parameter LIMIT =
            Parameter.number("limit", "how many on a page; 0 is all", 0, MOST, 0);
    private static final Parameter CONTINUE =
            Parameter.text("continue", "the token that the page before ended with");
    private static final Parameter LABELS =
            Parameter.text(
                    "labelSelector", "labels, as Kubernetes selects them: a=b,c!=d,e in (f)");
    private static final Parameter SELECTED_FIELDS =
            Parameter.text(
                    "fieldSelector", "fields, as Kubernetes selects them: " + Selector.NAMES);
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

    static ListQuery of(Request request, Clock clock) {
        var filter =
                new ApplicationFilter(
                        LABELS.in(request).map(Selector::labels).orElse(List.of()),
                        SELECTED_FIELDS.in(request).map(Selector::fields).orElse(List.of()),
                        REPO.in(request),
                        SEARCH.in(request).orElse(""));
        if (filter.labels().size() + filter.fields().size() > MOST_RULES) {
            throw Refusal.badRequest("the selectors have more than " + MOST_RULES + " parts");
        }
        var order = order(SORT.choiceIn(request).orElse("name"));
        return new ListQuery(
                filter,
                order,
                LIMIT.numberIn(request, MOST).orElse(0L).intValue(),
                CONTINUE.in(request).map(t -> token(t, order, clock)),
                FACETS.in(request).map(ListQuery::facets).orElse(Map.of()));
    }

    private static ApplicationOrder order(String sort) {
        boolean down = sort.startsWith("-");
        return new ApplicationOrder(
                By.valueOf((down ? sort.substring(1) : sort).toUpperCase(Locale.ROOT)), down);
    }

    private static Map<String, ApplicationFacet> facets(String text) {
        var facets = new LinkedHashMap<String, ApplicationFacet>();
        for (var part : text.split(",")) {
            if (!part.isBlank()) {
                facets.put(part.strip(), Selector.facet(part.strip()));
            }
        }
        if (facets.size() > MOST_RULES) {
            throw Refusal.badRequest("there are more than " + MOST_RULES + " facets");
        }
        return facets;
    }

    /** What the lists are asked for. */
    ApplicationLists.Wish wish() {
        return new ApplicationLists.Wish(
                filter, order, after.map(Token::place), limit == 0 ? EVERYTHING : limit);
    }

    /** The version that all pages of a list tell: that of the first. */
    long version(ApplicationLists.Page page) {
        return after.map(Token::version).orElse(page.version());
    }

    /** Where the next page begins. */
    String next(ApplicationLists.Page page, Clock clock) {
        var place = order.placeOf(page.applications().getLast());
        var text =
                Json.write(
                        List.of(
                                version(page),
                                name(order),
                                place.key(),
                                place.name(),
                                place.namespace(),
                                clock.instant().getEpochSecond()));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String name(ApplicationOrder order) {
        return (order.descending() ? "-" : "") + order.by().name().toLowerCase(Locale.ROOT);
    }

    private static Token token(String token, ApplicationOrder order, Clock clock) {
        try {
            var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            var parts = Trees.list(Json.read(text));
            if (parts.size() == 6
                    && parts.get(0) instanceof Long version
                    && parts.get(1) instanceof String sort
                    && parts.get(2) instanceof String key
                    && parts.get(3) instanceof String name
                    && parts.get(4) instanceof Long namespace
                    && parts.get(5) instanceof Long at) {
                if (Instant.ofEpochSecond(at).plus(TOKEN_LIFE).isBefore(clock.instant())) {
                    throw Refusal.expired(
                            "the continue token is too old: list from the start again");
                }
                if (!sort.equals(name(order))) {
                    throw Refusal.badRequest("the continue token is of a list sorted by " + sort);
                }
                if (order.by() == By.CREATED) {
                    Long.parseLong(key);
                }
                return new Token(version, new ApplicationOrder.Place(key, name, namespace));
            }
        } catch (IllegalArgumentException | DateTimeException | ManifestException e) {
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
