package io.slipway.delivery.application;

import io.slipway.delivery.application.ApplicationFilter.Field;
import io.slipway.delivery.application.ApplicationFilter.LabelRule;
import io.slipway.platform.store.Dialect;
import io.slipway.platform.store.Reading;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The SQL of lists: the database selects, sorts, cuts and counts, so that only the rows of a page
 * are read. A query is put together of the constant pieces below; values are always bound.
 *
 * <p>Labels and destinations are asked of the stored JSON, within the projects of the caller.
 */
final class ApplicationListStore {

    private static final String FROM =
            " from applications a join namespaces n on n.id = a.namespace_id";
    private static final String OF_PROJECTS = " where a.namespace_id in (?)";
    private static final String URLS = "select distinct url from application_sources";
    private static final String IN_SOURCES =
            " and a.id in (select application_id from application_sources where url in (?))";

    /** A condition and what is bound to it. */
    private record Where(String text, List<Object> values) {}

    List<StoredApplication> page(
            Reading reading,
            Collection<Long> namespaces,
            ApplicationFilter filter,
            ApplicationOrder order,
            Optional<ApplicationOrder.Place> after,
            int limit) {
        var where = where(reading, namespaces, filter);
        var text = new StringBuilder(where.text());
        var values = new ArrayList<>(where.values());
        after.ifPresent(place -> {
            text.append(" and ").append(behind(order));
            values.add(key(order, place));
            values.add(key(order, place));
            values.add(place.name());
            values.add(place.name());
            values.add(place.namespace());
        });
        values.add(limit);
        var sorted = " order by " + sorted(order) + "a.name, a.namespace_id";
        // Sorting ids first leaves the wide rows of all other pages alone.
        return reading.list(
                ApplicationStore.COLUMNS
                        + "where a.id in (select a.id"
                        + FROM
                        + text
                        + sorted
                        + " limit ?)"
                        + sorted,
                ApplicationStore::read,
                values.toArray());
    }

    /** How many are behind a place. */
    long countBehind(
            Reading reading,
            Collection<Long> namespaces,
            ApplicationOrder order,
            ApplicationOrder.Place place) {
        return reading.count(
                "select count(*)" + FROM + OF_PROJECTS + " and " + behind(order),
                namespaces,
                key(order, place),
                key(order, place),
                place.name(),
                place.name(),
                place.namespace());
    }

    /** The ids of those that were not written after a version. */
    List<ApplicationId> idsUntil(
            Reading reading, Collection<Long> namespaces, ApplicationFilter filter, long version) {
        var where = where(reading, namespaces, filter);
        var values = new ArrayList<>(where.values());
        values.add(version);
        return reading.list(
                "select a.id" + FROM + where.text() + " and a.version <= ?",
                row -> new ApplicationId(row.number("id")),
                values.toArray());
    }

    /** How many have each value. */
    Map<String, Long> counts(
            Reading reading,
            Collection<Long> namespaces,
            ApplicationFilter filter,
            ApplicationFacet facet) {
        var where = where(reading, namespaces, filter);
        var values = new ArrayList<Object>();
        var value =
                switch (facet) {
                    case ApplicationFacet.OfField(var field) -> column(reading, field);
                    case ApplicationFacet.OfCluster() -> cluster(reading);
                    case ApplicationFacet.OfLabel(var key) -> {
                        values.add(key);
                        yield label(reading);
                    }
                };
        values.addAll(where.values());
        boolean sync = facet.equals(new ApplicationFacet.OfField(Field.SYNC));
        var counts = new TreeMap<String, Long>();
        reading.list(
                        "select coalesce("
                                + value
                                + ", '') as facet, count(*) as number"
                                + FROM
                                + where.text()
                                + " group by 1",
                        row -> Map.entry(row.text("facet"), row.number("number")),
                        values.toArray())
                .forEach(e -> counts.put(sync ? outside(e.getKey()) : e.getKey(), e.getValue()));
        return counts;
    }

    private static Where where(
            Reading reading, Collection<Long> namespaces, ApplicationFilter filter) {
        var text = new StringBuilder(OF_PROJECTS);
        var values = new ArrayList<Object>();
        values.add(namespaces);
        for (var rule : filter.labels()) {
            values.add(rule.key());
            switch (rule) {
                case LabelRule.Exists(_, boolean there) ->
                        text.append(" and ")
                                .append(label(reading))
                                .append(there ? " is not null" : " is null");
                case LabelRule.OneOf(_, var wanted, boolean inside) -> {
                    text.append(inside ? " and " : " and not coalesce(")
                            .append(label(reading))
                            .append(inside ? " in (?)" : " in (?), false)");
                    values.add(wanted);
                }
            }
        }
        for (var rule : filter.fields()) {
            text.append(" and ")
                    .append(column(reading, rule.field()))
                    .append(rule.equal() ? " = ?" : " <> ?");
            values.add(rule.field() == Field.SYNC ? inside(rule.value()) : rule.value());
        }
        filter.repository()
                .ifPresent(wanted -> {
                    text.append(IN_SOURCES);
                    values.add(spellings(reading, wanted));
                });
        if (!filter.name().isEmpty()) {
            text.append(
                    reading.dialect() == Dialect.SQLITE
                            ? " and instr(a.search_text, ?) > 0"
                            : " and strpos(a.search_text, ?) > 0");
            values.add(Dialect.fold(filter.name()));
        }
        return new Where(text.toString(), values);
    }

    /** The URLs that name the same place. */
    private static List<String> spellings(Reading reading, String wanted) {
        var place = ApplicationFilter.place(wanted);
        return reading.list(URLS, row -> row.text("url")).stream()
                .filter(url -> ApplicationFilter.place(url).equals(place))
                .toList();
    }

    /** The value of the label whose key is bound; null when it is not there. */
    private static String label(Reading reading) {
        return reading.dialect() == Dialect.SQLITE
                ? "(select l.value from json_each(a.metadata, '$.labels') l where l.key = ?)"
                : "(a.metadata::jsonb -> 'labels' ->> cast(? as text))";
    }

    private static String column(Reading reading, Field field) {
        return switch (field) {
            case NAME -> "a.name";
            case NAMESPACE, PROJECT -> "n.path";
            case CLUSTER_NAME -> destination(reading, "name");
            case CLUSTER_SERVER -> destination(reading, "server");
            case DESTINATION_NAMESPACE -> destination(reading, "namespace");
            case SYNC -> "a.sync_status";
            case HEALTH -> "a.health_status";
        };
    }

    private static String cluster(Reading reading) {
        return "coalesce(nullif("
                + destination(reading, "name")
                + ", ''), "
                + destination(reading, "server")
                + ")";
    }

    private static String destination(Reading reading, String part) {
        return reading.dialect() == Dialect.SQLITE
                ? "coalesce(json_extract(a.spec, '$.destination." + part + "'), '')"
                : "coalesce(a.spec::jsonb -> 'destination' ->> '" + part + "', '')";
    }

    private static String behind(ApplicationOrder order) {
        var key = key(order);
        return "(%s %s ? or (%s = ? and (a.name > ? or (a.name = ? and a.namespace_id > ?))))"
                .formatted(key, order.descending() ? "<" : ">", key);
    }

    private static String sorted(ApplicationOrder order) {
        return order.equals(ApplicationOrder.NAME)
                ? ""
                : key(order) + (order.descending() ? " desc, " : ", ");
    }

    private static String key(ApplicationOrder order) {
        return switch (order.by()) {
            case NAME -> "a.name";
            case CREATED -> "a.created_at";
            case SYNC -> "a.sync_status";
            case HEALTH -> "a.health_status";
            case PROJECT -> "n.path";
        };
    }

    private static Object key(ApplicationOrder order, ApplicationOrder.Place place) {
        return order.by() == ApplicationOrder.By.CREATED
                ? (Object) Long.valueOf(place.key())
                : place.key();
    }

    /** The stored form of a sync status; a text that is none matches nothing. */
    private static String inside(String text) {
        if (text.isEmpty()) {
            return "";
        }
        for (var code : ApplicationStatus.SyncCode.values()) {
            if (ApplicationFilter.text(code).equals(text)) {
                return code.name();
            }
        }
        return "no status: " + text;
    }

    private static String outside(String stored) {
        return stored.isEmpty()
                ? ""
                : ApplicationFilter.text(ApplicationStatus.SyncCode.valueOf(stored));
    }
}
